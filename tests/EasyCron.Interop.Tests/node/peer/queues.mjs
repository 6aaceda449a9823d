/** Adding jobs and steering a whole queue. */
export const queueQuestions = (client) => ({
  version: () => client.version,

  async add(question) {
    const { name, data, opts } = question;
    const job = await (await client.queue(question)).add(name, data, opts);
    return { id: job.id };
  },

  async addBulk(question) {
    const jobs = await (await client.queue(question)).addBulk(question.jobs);
    return jobs.map(({ id }) => ({ id }));
  },

  pause: async (question) => (await client.queue(question)).pause(),
  resume: async (question) => (await client.queue(question)).resume(),
  isPaused: async (question) => (await client.queue(question)).isPaused(),
});
