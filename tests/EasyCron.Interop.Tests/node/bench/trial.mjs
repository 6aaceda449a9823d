// One measurement of Node's BullMQ, printed as JSON: node trial.mjs bullmq|bullmq5 WHAT NAME=VALUE...
// The counterpart of tests/EasyCron.Benchmarks/Trials.
import { setTimeout as sleep } from 'node:timers/promises';
import { createRequire } from 'node:module';
import { Redis } from 'ioredis';

const [packageName, what, ...pairs] = process.argv.slice(2);
const settings = Object.fromEntries(pairs.map((pair) => pair.split(/=(.*)/s)));
const number = (name, otherwise) => Number(settings[name] ?? otherwise);
const { Queue, Worker } = createRequire(import.meta.url)(packageName);
const url = new URL(settings.redis);
const options = { prefix: settings.prefix, connection: { host: url.hostname, port: Number(url.port), maxRetriesPerRequest: null } };
const now = () => performance.timeOrigin + performance.now();

const meter = new Redis(settings.redis);
async function redisCpu() {
  const info = await meter.info('cpu');
  return ['used_cpu_sys', 'used_cpu_user'].reduce((sum, name) => sum + Number(info.match(new RegExp(`${name}:([\\d.]+)`))[1]), 0);
}

async function measure(jobs, work) {
  const redis = await redisCpu();
  const cpu = process.cpuUsage();
  const started = performance.now();
  await work();
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  return {
    'jobs/s': jobs / seconds,
    'client CPU us/job': (user + system) / jobs,
    'Redis CPU us/job': ((await redisCpu()) - redis) * 1e6 / jobs,
    'resident MB': process.memoryUsage().rss / 1e6,
  };
}

async function workerTrial(name, jobs) {
  const queue = new Queue(name, options);
  for (let i = 0; i < jobs; i += 1000) {
    await queue.addBulk(Array.from({ length: Math.min(1000, jobs - i) }, (_, n) => ({ name: 'noop', data: { i: i + n } })));
  }
  let left = jobs;
  let done;
  const finished = new Promise((resolve) => { done = resolve; });
  const worker = new Worker(name, async () => {}, { ...options, concurrency: number('concurrency', 50), autorun: false });
  worker.on('completed', () => { if (--left === 0) done(); });
  const figures = await measure(jobs, async () => { worker.run(); await finished; });
  await worker.close();
  await queue.close();
  return figures;
}

async function addTrial(name, jobs) {
  const queue = new Queue(name, options);
  await queue.waitUntilReady();
  const bulk = number('bulk', 0);
  const figures = await measure(jobs, async () => {
    if (bulk) {
      for (let i = 0; i < jobs; i += bulk) await queue.addBulk(Array.from({ length: bulk }, (_, n) => ({ name: 'noop', data: { n: i + n } })));
      return;
    }
    let next = 0;
    await Promise.all(Array.from({ length: number('atonce', 1) }, async () => { while (next++ < jobs) await queue.add('noop', { n: next }); }));
  });
  await queue.close();
  return figures;
}

const warm = 20;

function percentiles(latencies) {
  latencies.sort((a, b) => a - b);
  return { 'p50 ms': latencies[latencies.length >> 1], 'p99 ms': latencies[Math.floor(latencies.length * 0.99)], 'max ms': latencies.at(-1) };
}

const trials = {
  async worker() {
    await workerTrial('warm', number('warm', 5000));
    return workerTrial('q', number('jobs', 30000));
  },
  async add() {
    await addTrial('warm', number('warm', 3000));
    return addTrial('q', number('jobs', 20000));
  },
  async pickup() {
    const queue = new Queue('q', options);
    let picked;
    const worker = new Worker('q', async () => { picked(now()); }, options);
    await worker.waitUntilReady();
    const latencies = [];
    for (let i = 0; i < number('jobs', 200) + warm; i++) {
      await sleep(20 + (i * 7 % 13));
      const at = new Promise((resolve) => { picked = resolve; });
      const added = now();
      await queue.add('noop', {});
      latencies.push((await at) - added);
    }
    await worker.close();
    await queue.close();
    return percentiles(latencies.slice(warm));
  },
  async delayed() {
    const queue = new Queue('q', options);
    const jobs = number('jobs', 200) + warm;
    const latencies = [];
    let done;
    const finished = new Promise((resolve) => { done = resolve; });
    const worker = new Worker('q', async (job) => { latencies.push(now() - job.data); if (latencies.length === jobs) done(); }, options);
    await worker.waitUntilReady();
    for (let i = 0; i < jobs; i++) {
      const delay = 150 + (i * 37 % 101);
      const timestamp = Math.floor(now());
      await queue.add('noop', timestamp + delay, { delay, timestamp });
      await sleep(53 + (i * 11 % 29));
    }
    await finished;
    await worker.close();
    await queue.close();
    return percentiles(latencies.slice(warm));
  },
};

console.log(JSON.stringify(await trials[what]()));
process.exit(0);
