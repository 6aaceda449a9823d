/** Housekeeping. */
export const maintenanceQuestions = (client) => ({
  drain: async (question) => (await client.queue(question)).drain(question.delayed),
  clean: async (question) => (await client.queue(question)).clean(question.grace, question.limit ?? 0, question.state),
  obliterate: async (question) => (await client.queue(question)).obliterate({ force: question.force ?? false }),
  remove: async (question) => void (await (await client.queue(question)).remove(question.id, { removeChildren: question.children ?? true })),
  retryJobs: async (question) => (await client.queue(question)).retryJobs({ state: question.state }),
  promoteJobs: async (question) => (await client.queue(question)).promoteJobs(),
  trimEvents: async (question) => (await client.queue(question)).trimEvents(question.most),
  deduplicationOwner: async (question) => (await client.queue(question)).getDeduplicationJobId(question.deduplicationId),
  removeDeduplication: async (question) => (await client.queue(question)).removeDeduplicationKey(question.deduplicationId),
  removeOrphanedJobs: async (question) => (await client.queue(question)).removeOrphanedJobs(),
});
