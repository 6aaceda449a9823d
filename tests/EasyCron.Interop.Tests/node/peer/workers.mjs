import { Holds } from './holds.mjs';
import { perform } from './processor.mjs';

/** Workers whose processor does what each job's data tells it to. */
export function workerQuestions(client) {
  const workers = new Map();
  const holds = new Holds();
  const keyOf = ({ prefix, queue, worker = 'w' }) => `${prefix}:${queue}:${worker}`;
  const find = (question) => {
    const found = workers.get(keyOf(question));
    if (!found) {
      throw new Error(`There is no worker ${keyOf(question)}.`);
    }
    return found;
  };

  return {
    async startWorker(question) {
      const errors = [];
      const worker = new client.bullmq.Worker(
        question.queue,
        (job, token, signal) => perform(job, { client, worker, holds, token, signal }),
        { ...client.options(question), ...question.opts },
      );
      worker.on('error', (error) => errors.push(error.message));
      workers.set(keyOf(question), { worker, errors });
      await worker.waitUntilReady();
    },

    /** Answers what went wrong outside the processors. */
    async stopWorker(question) {
      const { worker, errors } = find(question);
      await worker.close(question.force ?? false);
      workers.delete(keyOf(question));
      return errors;
    },

    pauseWorker: async (question) => find(question).worker.pause(),
    resumeWorker: async (question) => find(question).worker.resume(),
    cancelJob: async (question) => find(question).worker.cancelJob(question.id, question.reason),
    setConcurrency: async (question) => void (find(question).worker.concurrency = question.concurrency),

    /** Answers once the job has come to its step "hold". */
    held: (question) => holds.held(question),
    release: (question) => holds.release(question),
  };
}
