// What every smoke test stands on: the classes of the package under test, and objects that are closed with the test.
// BULLMQ_PACKAGE names the package: bullmq (default), or bullmq-swapped, which swap-scripts.mjs makes.
import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { redisUrl } from '../private-redis.mjs';

export const bullmq = await import(process.env.BULLMQ_PACKAGE ?? 'bullmq');
const url = new URL(await redisUrl());
const connection = {
  host: url.hostname,
  port: Number(url.port || 6379),
  password: url.password ? decodeURIComponent(url.password) : undefined,
  maxRetriesPerRequest: null,
};

/** Polls until the condition gives a truthy value, and returns it. */
export async function eventually(condition, what = 'the condition', deadlineMs = 15000) {
  const deadline = Date.now() + deadlineMs;
  for (;;) {
    const value = await condition();
    if (value) {
      return value;
    }
    if (Date.now() > deadline) {
      throw new Error(`${what} did not come true within ${deadlineMs} ms`);
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Objects of one test; t.after closes them and deletes the test's keys. */
export class Bench {
  #closing = [];

  constructor(t) {
    this.prefix = `smoke-${randomUUID()}`;
    this.redis = new Redis(connection);
    t.after(() => this.#close());
  }

  queue(name = 'q', options = {}) {
    return this.#keep(new bullmq.Queue(name, { connection, prefix: this.prefix, ...options }));
  }

  worker(name, processor, options = {}) {
    const worker = new bullmq.Worker(name, processor, { connection, prefix: this.prefix, drainDelay: 1, ...options });
    worker.on('error', () => {});
    return this.#keep(worker);
  }

  async events(name = 'q') {
    const events = this.#keep(new bullmq.QueueEvents(name, { connection, prefix: this.prefix, lastEventId: '0' }));
    events.on('error', () => {});
    await events.waitUntilReady();
    return events;
  }

  flow() {
    return this.#keep(new bullmq.FlowProducer({ connection, prefix: this.prefix }));
  }

  /** The names (and some fields) of a queue's events so far, oldest first. */
  async eventLog(queue, ...fields) {
    const entries = await this.redis.xrange(queue.toKey('events'), '-', '+');
    return entries.map(([, flat]) => {
      const entry = {};
      for (let i = 0; i < flat.length; i += 2) {
        entry[flat[i]] = flat[i + 1];
      }
      return [entry.event, ...fields.map((field) => entry[field]).filter((value) => value !== undefined)].join(' ');
    });
  }

  /** Takes a job by hand, as a worker without a loop. */
  async take(name = 'q', token = 'hand', options = {}) {
    const worker = this.worker(name, null, { autorun: false, ...options });
    return { worker, token, job: await worker.getNextJob(token) };
  }

  #keep(closable) {
    this.#closing.unshift(closable);
    return closable;
  }

  async #close() {
    await Promise.all(this.#closing.map((closable) => closable.close(closable instanceof bullmq.Worker ? true : undefined)));
    const keys = await this.redis.keys(`${this.prefix}:*`);
    if (keys.length) {
      await this.redis.del(keys);
    }
    await this.redis.quit();
  }
}
