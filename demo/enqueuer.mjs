import { Queue } from 'bullmq';

/** What the app does: enqueues with Node's BullMQ. */
export class Enqueuer {
  static async open(url, prefix) {
    const enqueuer = new Enqueuer();
    const at = new URL(url);
    enqueuer.queue = new Queue('jobs', {
      prefix,
      connection: {
        host: at.hostname, port: Number(at.port || 6379), db: Number(at.pathname.slice(1) || 0),
        password: decodeURIComponent(at.password) || undefined, tls: at.protocol === 'rediss:' ? {} : undefined,
      },
    });
    await enqueuer.queue.waitUntilReady();
    return enqueuer;
  }

  runNow(jobId) {
    return this.queue.add('execute-now', { jobId });
  }

  /** Removes what an earlier demo may have left under the same prefix. */
  clear() {
    return this.queue.obliterate({ force: true });
  }

  async close() {
    await this.clear();
    await this.queue.close();
  }
}
