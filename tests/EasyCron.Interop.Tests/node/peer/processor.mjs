// A job's data says what its run does: {"do": [{"log": "row"}, {"fail": "text", "attempts": 2}, {"return": 1}]}. Steps run in order;
// Processing/Script.cs of EasyCron.Interop.Peer does the same in .NET. Without steps the job returns its data.

/** Runs a job. run: client, worker, holds, token, signal. */
export async function perform(job, run) {
  if (!Array.isArray(job.data?.do)) {
    return job.data;
  }
  let result;
  for (const step of job.data.do) {
    const [name] = Object.keys(step);
    if (!Object.hasOwn(steps, name)) {
      throw new run.client.bullmq.UnrecoverableError(`There is no step "${name}".`);
    }
    const value = await steps[name](job, step, run);
    result = value === undefined ? result : value;
  }
  return result;
}

const place = (job) => ({ prefix: job.prefix, queue: job.queueName, id: job.id });

const steps = {
  return: (_, step) => step.return,
  log: async (job, { log }) => void (await job.log(log)),
  progress: async (job, { progress }) => void (await job.updateProgress(progress)),
  updateData: async (job, { updateData }) => void (await job.updateData(updateData)),

  /** Fails, as often as "attempts" says; always without it. */
  fail(job, { fail, attempts = Infinity }) {
    if (job.attemptsMade < attempts) {
      throw new Error(fail);
    }
  },

  unrecoverable(_, { unrecoverable }, { client }) {
    throw new client.bullmq.UnrecoverableError(unrecoverable);
  },

  /** Puts itself off by "delay" ms in its first "starts" runs; so do the two that follow, in their ways. */
  async delay(job, { delay, starts = 1 }, { client, token }) {
    if (job.attemptsStarted <= starts) {
      await job.moveToDelayed(Date.now() + delay, token);
      throw new client.bullmq.DelayedError();
    }
  },

  async wait(job, { starts = 1 }, { client, token }) {
    if (job.attemptsStarted <= starts) {
      await job.moveToWait(token);
      throw new client.bullmq.WaitingError();
    }
  },

  async rateLimit(job, { rateLimit, starts = 1 }, { client, worker }) {
    if (job.attemptsStarted <= starts) {
      await worker.rateLimit(rateLimit);
      throw new client.bullmq.RateLimitError();
    }
  },

  /** Adds children of its own in its first run. */
  async addChildren(job, { addChildren }, { client }) {
    if (job.attemptsStarted === 1) {
      for (const { queue, name, data, opts } of addChildren) {
        const children = await client.queue({ prefix: job.prefix, queue });
        await children.add(name, data, { ...opts, parent: { id: job.id, queue: job.queueQualifiedName } });
      }
    }
  },

  async waitForChildren(job, _, { client, token }) {
    if (await job.moveToWaitingChildren(token)) {
      throw new client.bullmq.WaitingChildrenError();
    }
  },

  // Without the keys, which hold ids: the values in the order of their JSON.
  async childrenValues(job) {
    return Object.values(await job.getChildrenValues()).map((value) => JSON.stringify(value)).sort();
  },

  removeUnprocessedChildren: async (job) => void (await job.removeUnprocessedChildren()),

  async ignoredFailures(job) {
    return Object.values(await job.getIgnoredChildrenFailures()).sort();
  },

  /** Stops until it is released, in its first "starts" runs; in all without it. */
  async hold(job, { starts = Infinity }, { holds, signal }) {
    if (job.attemptsStarted <= starts) {
      await holds.wait(place(job), signal);
    }
  },

  work: (_, { work }) => new Promise((resolve) => setTimeout(resolve, work)),
};
