// Dates and numbers as numbers, absent values as null.
const describe = (scheduler) => ({
  id: scheduler.key,
  name: scheduler.name,
  next: Number(scheduler.next),
  iterationCount: scheduler.iterationCount ?? null,
  limit: number(scheduler.limit),
  startDate: number(scheduler.startDate),
  endDate: number(scheduler.endDate),
  tz: scheduler.tz ?? null,
  pattern: scheduler.pattern ?? null,
  every: number(scheduler.every),
  data: scheduler.template?.data ?? null,
});

const number = (value) => (value == null ? null : Number(value));

/** Job schedulers: upsert, read, remove. */
export const schedulerQuestions = (client) => ({
  async upsertScheduler(question) {
    const { schedulerId, repeat, template } = question;
    const job = await (await client.queue(question)).upsertJobScheduler(schedulerId, repeat, template);
    return job ? { id: job.id } : null;
  },

  async scheduler(question) {
    const found = await (await client.queue(question)).getJobScheduler(question.schedulerId);
    return found ? describe(found) : null;
  },

  schedulers: async (question) => 
    (await (await client.queue(question)).getJobSchedulers()).map(describe).sort((a, b) => (a.id < b.id ? -1 : 1)),
  removeScheduler: async (question) => (await client.queue(question)).removeJobScheduler(question.schedulerId),
});
