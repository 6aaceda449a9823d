// What a job says of itself, with nothing left out that both runtimes can say. Absent values are null.
export const describeJob = (job) => ({
  id: job.id,
  name: job.name,
  data: job.data,
  progress: job.progress,
  delay: job.delay,
  priority: job.priority,
  attemptsMade: job.attemptsMade,
  attemptsStarted: job.attemptsStarted,
  stalledCounter: job.stalledCounter ?? 0,
  returnvalue: job.returnvalue ?? null,
  failedReason: job.failedReason ?? null,
  stackTraces: (job.stacktrace ?? []).length,
  timestamp: job.timestamp,
  processedOn: job.processedOn ?? null,
  finishedOn: job.finishedOn ?? null,
  processedBy: job.processedBy ?? null,
  parentKey: job.parentKey ?? null,
  deduplicationId: job.deduplicationId ?? null,
  schedulerId: job.repeatJobKey ?? null,
});

/** Acts on one job, and what it says. */
export const jobQuestions = (client) => ({
  async getJob(question) {
    const job = await (await client.queue(question)).getJob(question.id);
    return job ? describeJob(job) : null;
  },

  state: async (question) => (await client.queue(question)).getJobState(question.id),
  updateData: async (question) => (await client.job(question)).updateData(question.data),
  updateProgress: async (question) => (await client.job(question)).updateProgress(question.progress),
  log: async (question) => (await client.job(question)).log(question.row),
  clearLogs: async (question) => (await client.job(question)).clearLogs(question.keep),
  logs: async (question) => (await client.queue(question)).getJobLogs(question.id, question.start, question.end, question.asc),
  retry: async (question) => (await client.job(question)).retry(question.from, question.opts),
  promote: async (question) => (await client.job(question)).promote(),
  changeDelay: async (question) => (await client.job(question)).changeDelay(question.delay),
  changePriority: async (question) =>
    (await client.job(question)).changePriority({ priority: question.priority, lifo: question.lifo }),
  removeJob: async (question) => (await client.job(question)).remove({ removeChildren: question.children }),
  endDeduplication: async (question) => (await client.job(question)).removeDeduplicationKey(),

  childrenValues: async (question) => (await client.job(question)).getChildrenValues(),
  ignoredFailures: async (question) => (await client.job(question)).getIgnoredChildrenFailures(),
  async childCounts(question) {
    const all = { processed: true, unprocessed: true, ignored: true, failed: true };
    const { processed, unprocessed, ignored, failed } = await (await client.job(question)).getDependenciesCount(all);
    return { processed, unprocessed, ignored, failed };
  },

  removeUnprocessedChildren: async (question) => (await client.job(question)).removeUnprocessedChildren(),
  leaveParent: async (question) => (await client.job(question)).removeChildDependency(),
});
