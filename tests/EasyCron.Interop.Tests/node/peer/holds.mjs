/** Lets a job stop in the middle of its run until it is released. */
export class Holds {
  #holds = new Map();

  #of({ prefix, queue, id }) {
    const key = `${prefix}:${queue}:${id}`;
    if (!this.#holds.has(key)) {
      const hold = {};
      hold.held = new Promise((resolve) => (hold.tellHeld = resolve));
      hold.released = new Promise((resolve) => (hold.release = resolve));
      this.#holds.set(key, hold);
    }
    return this.#holds.get(key);
  }

  held = (job) => this.#of(job).held;
  release = (job) => this.#of(job).release();

  /** Waits for the release; a fired signal ends the wait with its reason as the error. */
  async wait(job, signal) {
    const hold = this.#of(job);
    const aborted = new Promise((_, reject) => {
      signal?.addEventListener('abort', () => reject(new Error(String(signal.reason?.message ?? signal.reason ?? 'cancelled'))));
    });
    hold.tellHeld();
    await Promise.race([hold.released, aborted]);
    this.#holds.delete(`${job.prefix}:${job.queue}:${job.id}`);
  }
}
