import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Bench, eventually } from './bench.mjs';

const names = (jobs) => jobs.map((job) => job.name).join('');

async function fiveJobs(t) {
  const queue = new Bench(t).queue();
  await queue.addBulk([...'abcde'].map((name) => ({ name })));
  return queue;
}

for (const [start, end, ascending, expected] of [
  [0, -1, true, 'abcde'],
  [0, -1, false, 'edcba'],
  [0, 1, true, 'ab'],
  [0, 1, false, 'ed'],
  [3, 9, true, 'de'],
  [5, 9, true, ''],
  [-2, -1, true, 'de'],
  [1, -1, true, 'bcde'],
]) {
  test(`waiting jobs ${start}..${end}, ${ascending ? 'oldest' : 'newest'} first`, async (t) => {
    const queue = await fiveJobs(t);
    assert.equal(names(await queue.getJobs(['waiting'], start, end, ascending)), expected);
  });
}

test('ranges give ids of several states, in the order asked', async (t) => {
  const queue = await fiveJobs(t);
  await queue.add('f', {}, { delay: 60000 });
  assert.deepEqual(await queue.getRanges(['delayed', 'wait'], 0, -1, true), ['6', '1', '2', '3', '4', '5']);
});

test('ids whose hash is gone are left out, and the page is topped up', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  await queue.addBulk([...'abcde'].map((name) => ({ name })));
  await bench.redis.del(queue.toKey('2'));
  assert.equal(names(await queue.getJobs(['waiting'], 0, 1, true)), 'ac');
});

test('counts name the states asked for', async (t) => {
  const queue = await fiveJobs(t);
  await queue.add('p', {}, { priority: 2 });
  await queue.add('d', {}, { delay: 60000 });
  assert.deepEqual(await queue.getJobCounts('wait', 'waiting', 'prioritized', 'delayed', 'active'), {
    wait: 5,
    waiting: 5,
    prioritized: 1,
    delayed: 1,
    active: 0,
  });
  assert.equal(await queue.count(), 7);
});

test('delayed jobs are counted up to a time', async (t) => {
  const queue = new Bench(t).queue();
  await queue.add('a', {}, { delay: 1000, timestamp: 1700000000000 });
  await queue.add('b', {}, { delay: 2000, timestamp: 1700000000000 });
  assert.equal(await queue.getDelayedCount(1700000001000), 0);
  assert.equal(await queue.getDelayedCount(1700000001001), 1);
});

test('jobs are counted by priority', async (t) => {
  const queue = new Bench(t).queue();
  await queue.addBulk([1, 1, 2097151, undefined].map((priority) => ({ name: 'a', opts: { priority } })));
  assert.deepEqual(await queue.getCountsPerPriority([0, 1, 2, 2097151]), { 0: 1, 1: 2, 2: 0, 2097151: 1 });
});

test('a job says where it is through its life', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  const job = await queue.add('a', {}, { delay: 60000 });
  assert.equal(await job.isDelayed(), true);
  await job.promote();
  assert.equal(await job.isWaiting(), true);
  const taken = await bench.take();
  assert.equal(await job.isActive(), true);
  await taken.job.moveToFailed(new Error('x'), taken.token, false);
  assert.equal(await job.isFailed(), true);
  await job.remove();
  assert.equal(await job.getState(), 'unknown');
});

test('finished jobs come newest first, active and delayed ones as they run', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  await queue.addBulk([...'abc'].map((name) => ({ name })));
  bench.worker('q', async () => 1);
  await eventually(async () => (await queue.getCompletedCount()) === 3, 'completion');
  const finished = (await queue.getCompleted()).map((job) => job.finishedOn);
  assert.deepEqual(finished, [...finished].sort((a, b) => b - a));
});

test('dependencies are read by pages', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  const children = Array.from({ length: 5 }, () => ({ name: 'c', queueName: 'q' }));
  const { job } = await bench.flow().add({ name: 'p', queueName: 'q', children });
  const first = await queue.getDependencies(job.id, 'pending', 0, 2);
  assert.equal(first.items.length, 3);
  assert.equal(first.total, 5);
  const all = await queue.getDependencies(job.id, 'pending', 0, -1);
  assert.equal(new Set(all.items.map(({ id }) => id)).size, 5);
});

test('workers are found by the name of their connection', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  const worker = bench.worker('q', async () => 1, { name: 'w1' });
  await worker.waitUntilReady();
  await eventually(async () => (await queue.getWorkersCount()) === 1, 'the worker');
  assert.match((await queue.getWorkers())[0].rawname, /:w:w1$/);
});

test('metrics and settings are exported', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  await queue.add('a');
  const text = await queue.exportPrometheusMetrics({ env: 'test' });
  assert.match(text, /bullmq_job_count\{queue="q", state="waiting", env="test"\} 1/);
  assert.equal((await queue.getMeta()).paused, false);
});
