// The worker that the brief sketches, written in its own terms: BullMQ 6.7.0, pg and fetch. It is what EasyCron is measured against.
// Settings: REDIS_URL, DATABASE_URL (with ?schema=), BULLMQ_PREFIX, WORKER_CONCURRENCY, SYNC_SECONDS.
import { randomUUID } from 'node:crypto';
import { Queue, Worker } from 'bullmq';
import pg from 'pg';

const redis = new URL(process.env.REDIS_URL);
const options = { prefix: process.env.BULLMQ_PREFIX, connection: { host: redis.hostname, port: Number(redis.port), maxRetriesPerRequest: null } };
const database = new URL(process.env.DATABASE_URL);
const schema = database.searchParams.get('schema') ?? 'public';
database.searchParams.delete('schema');
const pool = new pg.Pool({ connectionString: database.href, max: 10, options: `-c search_path=${schema} -c timezone=UTC` });
const queue = new Queue('jobs', options);

/** Every job's schedule anew, one after another, as the brief has it every 30 seconds. */
async function sync() {
  const { rows } = await pool.query(`select * from "Job" where status = 'ENABLED'`);
  for (const job of rows) {
    if (job.cronExpression) await queue.upsertJobScheduler(job.id, { pattern: job.cronExpression, tz: job.timezone }, { name: job.id, data: { jobId: job.id } });
  }
}

async function request(job) {
  let attempts = 0;
  let failure;
  while (attempts < Math.max(1, job.retries)) {
    attempts++;
    try {
      const response = await fetch(job.apiUrl, {
        method: job.apiMethod, body: job.apiBody ?? undefined, signal: AbortSignal.timeout(job.apiTimeout),
        headers: Object.fromEntries((job.apiHeaders ?? []).map(({ key, value }) => [key, value])),
      });
      const body = await response.text();
      if (job.apiSuccessCodes ? job.apiSuccessCodes.includes(response.status) : response.ok) return { success: true, statusCode: response.status, log: body, attempts };
      failure = `HTTP ${response.status}: ${body}`;
    } catch (error) {
      failure = error.message;
    }
    if (attempts < job.retries) await new Promise((resolve) => { setTimeout(resolve, job.backoffDelay * 2 ** (attempts - 1)); });
  }
  return { success: false, statusCode: null, log: failure, attempts };
}

async function run({ data: { jobId } }) {
  const { rows: [job] } = await pool.query('select * from "Job" where id = $1', [jobId]);
  if (!job) return;
  if (job.concurrency === 'skip') {
    const { rows: [{ count }] } = await pool.query(`select count(*)::int as count from "JobRun" where "jobId" = $1 and state = 'RUNNING'`, [jobId]);
    if (count > 0) return;
  }
  const id = randomUUID();
  await pool.query(`insert into "JobRun" (id, "jobId", state) values ($1, $2, 'RUNNING')`, [id, jobId]);
  const result = await request(job);
  await pool.query(
    `update "JobRun" set state = $2::"RunState", "finishedAt" = now() at time zone 'UTC', "exitCode" = $3, log = $4, attempts = $5 where id = $1`,
    [id, result.success ? 'OK' : 'FAIL', result.statusCode, result.log, result.attempts]);
  const { rows } = await pool.query('select state from "JobRun" where "jobId" = $1 and "finishedAt" is not null order by "startedAt" desc limit $2', [jobId, job.failSafeThreshold]);
  if (rows.length >= job.failSafeThreshold && rows.every(({ state }) => state === 'FAIL')) await pool.query(`update "Job" set status = 'DISABLED' where id = $1`, [jobId]);
}

const started = performance.now();
const before = process.cpuUsage();
await sync();
const first = process.cpuUsage(before);
console.log(`synced ${JSON.stringify({ ms: performance.now() - started, cpu: (first.user + first.system) / 1000 })}`);
const worker = new Worker('jobs', run, { ...options, concurrency: Number(process.env.WORKER_CONCURRENCY ?? 50), removeOnComplete: { count: 1000 } });
await worker.waitUntilReady();
let syncing = false;
setInterval(async () => {
  if (syncing) return;
  syncing = true;
  const at = performance.now();
  await sync();
  syncing = false;
  console.log(`synced ${JSON.stringify({ ms: performance.now() - at })}`);
}, Number(process.env.SYNC_SECONDS ?? 30) * 1000);
console.log('ready');
process.on('SIGTERM', () => process.exit(0));
