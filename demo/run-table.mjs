const columns = [['time', 12], ['job', 28], ['trigger', 9], ['state', 8], ['attempts', 9], ['status', 7], ['late', 9]];

/** Prints runs as they land and keeps count of what the demo promises to show. */
export class RunTable {
  #seen = new Set();
  #shown = { scheduledInTime: 0, manual: 0, retried: 0 };
  #reading = false;

  constructor(database, target) {
    this.database = database;
    this.target = target;
    console.log(columns.map(([name, width]) => name.padEnd(width)).join(' '));
  }

  follow(milliseconds) {
    return setInterval(() => this.showNew().catch(console.error), milliseconds);
  }

  async showNew() {
    if (this.#reading) return;
    this.#reading = true;
    try {
      for (const run of await this.database.endedRuns()) {
        if (!this.#seen.has(run.id)) {
          this.#seen.add(run.id);
          this.#show(run);
        }
      }
    } finally {
      this.#reading = false;
    }
  }

  #show(run) {
    const trigger = this.target.triggers.get(run.id) ?? '?';
    // The id of a run begins with its scheduled time in base 36.
    const late = run.started - Number.parseInt(run.id.slice(1, 9), 36);
    if (trigger === 'schedule' && late < 2000) this.#shown.scheduledInTime++;
    if (trigger === 'manual' && run.state === 'OK') this.#shown.manual++;
    if (run.attempts > 1) this.#shown.retried++;
    const cells = [new Date(run.finished).toISOString().slice(11, 23), run.name, trigger, run.state, run.attempts, run.exitCode ?? '-', `${Math.round(late)} ms`];
    console.log(cells.map((cell, i) => String(cell).padEnd(columns[i][1])).join(' '));
  }

  /** @returns whether everything the demo promises was seen */
  summary() {
    const { scheduledInTime, manual, retried } = this.#shown;
    console.log(`\n${this.#seen.size} runs: ${scheduledInTime} scheduled ones within 2 s of their time, ${manual} execute-now from Node OK, ${retried} with more than one attempt.`);
    return scheduledInTime > 0 && manual > 0 && retried > 0;
  }
}
