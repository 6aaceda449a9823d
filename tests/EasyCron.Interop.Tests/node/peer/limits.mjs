/** How fast and how wide all workers of a queue may run. */
export const limitQuestions = (client) => ({
  async setGlobalConcurrency(question) {
    const queue = await client.queue(question);
    await (question.limit == null ? queue.removeGlobalConcurrency() : queue.setGlobalConcurrency(question.limit));
  },

  getGlobalConcurrency: async (question) => (await client.queue(question)).getGlobalConcurrency(),
  isMaxed: async (question) => (await client.queue(question)).isMaxed(),

  async setGlobalRateLimit(question) {
    const queue = await client.queue(question);
    await (question.max == null ? queue.removeGlobalRateLimit() : queue.setGlobalRateLimit(question.max, question.duration));
  },

  getGlobalRateLimit: async (question) => (await client.queue(question)).getGlobalRateLimit(),
  rateLimit: async (question) => (await client.queue(question)).rateLimit(question.duration),
  endRateLimit: async (question) => (await client.queue(question)).removeRateLimitKey(),
  rateLimitTtl: async (question) => (await client.queue(question)).getRateLimitTtl(question.max),
});
