import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** A version of BullMQ, one connection to Redis, and the queues opened on it. */
export class Client {
  #queues = new Map();

  static async open(packageName, redisUrl) {
    const client = new Client();
    client.bullmq = await import(packageName);
    client.version = require(`${packageName}/package.json`).version;
    // Version 5 brings a client of its own; its connections must come from that one.
    const { default: Redis } = await import(createRequire(require.resolve(packageName)).resolve('ioredis'));
    client.redis = new Redis(redisUrl, { maxRetriesPerRequest: null });
    client.redis.setMaxListeners(0);
    return client;
  }

  options({ prefix }) {
    return { prefix, connection: this.redis };
  }

  /** The queue that a question names; opened once. */
  async queue({ prefix, queue, queueOptions }) {
    const key = `${prefix}:${queue}`;
    if (!this.#queues.has(key)) {
      const opened = new this.bullmq.Queue(queue, { ...this.options({ prefix }), ...queueOptions });
      opened.on('error', (error) => console.error(`queue ${key}: ${error.stack}`));
      this.#queues.set(key, opened.waitUntilReady().then(() => opened));
    }
    return this.#queues.get(key);
  }

  /** The job that a question names. */
  async job(question) {
    const job = await (await this.queue(question)).getJob(question.id);
    if (!job) {
      throw new Error(`There is no job ${question.id} in ${question.prefix}:${question.queue}.`);
    }
    return job;
  }
}
