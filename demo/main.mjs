// The demo: its own schema and key prefix, sample jobs, a local target, the worker, and the runs as they land.
// Environment: DATABASE_URL, REDIS_URL. Argument: how many seconds; none means until Ctrl-C.
import { Database } from './database.mjs';
import { Enqueuer } from './enqueuer.mjs';
import { jobs } from './jobs.mjs';
import { RunTable } from './run-table.mjs';
import { Target } from './target.mjs';
import { WorkerProcess } from './worker-process.mjs';

const prefix = 'easycron-demo';
const seconds = process.argv[2] ? Number(process.argv[2]) : Infinity;
const stopped = new Promise((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, resolve);
  if (Number.isFinite(seconds)) setTimeout(resolve, seconds * 1000);
});

const target = await Target.listen();
const database = await Database.open(process.env.DATABASE_URL, prefix);
const enqueuer = await Enqueuer.open(process.env.REDIS_URL, prefix);
const startWorker = () => new WorkerProcess({
  DATABASE_URL: database.url, REDIS_URL: process.env.REDIS_URL, BULLMQ_PREFIX: prefix,
  EGRESS_ALLOW: '127.0.0.1', HEALTH_PORT: '0', LOG_LEVEL: 'warn', LOG_FORMAT: 'text', WORKER_NAME: 'demo',
});
let code = 1;
let running;
try {
  await enqueuer.clear();
  await database.insert(jobs(target.url));
  running = startWorker();
  const table = new RunTable(database, target);
  const ticks = [setInterval(() => enqueuer.runNow('demo_manual').catch(console.error), 4000), table.follow(250)];
  await Promise.race([stopped, running.ended]);
  ticks.forEach(clearInterval);
  await table.showNew();
  code = table.summary() || !Number.isFinite(seconds) ? 0 : 1;
} finally {
  if (running) console.log(`The worker was told to stop and ended with exit code ${await running.stop()}.`);
  await enqueuer.close();
  await database.close();
  target.close();
}
process.exit(code);
