import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Bench, eventually, sleep } from './bench.mjs';

test('a paused queue runs nothing, jobs wait on, resuming runs them', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  await queue.pause();
  assert.equal(await queue.isPaused(), true);
  const job = await queue.add('a');
  const seen = [];
  const worker = bench.worker('q', async () => void seen.push(1));
  await worker.waitUntilReady();
  await sleep(50);
  assert.deepEqual([seen.length, await job.getState()], [0, 'waiting']);
  await queue.resume();
  await eventually(() => job.isCompleted(), 'completion');
  assert.deepEqual((await bench.eventLog(queue)).filter((event) => ['paused', 'resumed'].includes(event)), ['paused', 'resumed']);
});

test('resuming brings back what clients of version 5 put aside', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  await queue.addBulk([{ name: 'a' }, { name: 'b' }]);
  await queue.pause();
  await bench.redis.rename(queue.toKey('wait'), queue.toKey('paused'));
  await queue.add('c');
  await queue.resume();
  assert.deepEqual((await queue.getWaiting()).map((job) => job.name), ['a', 'b', 'c']);
});

test('global concurrency bounds all workers together', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  await queue.setGlobalConcurrency(1);
  assert.equal(await queue.getGlobalConcurrency(), 1);
  await queue.addBulk([{ name: 'a' }, { name: 'b' }, { name: 'c' }]);
  let running = 0;
  let most = 0;
  const processor = async () => {
    most = Math.max(most, ++running);
    await sleep(10);
    running--;
  };
  bench.worker('q', processor, { concurrency: 3 });
  bench.worker('q', processor);
  await eventually(async () => (await queue.getCompletedCount()) === 3, 'completion');
  assert.equal(most, 1);
  await queue.removeGlobalConcurrency();
  assert.equal(await queue.getGlobalConcurrency(), null);
});

test('a queue at its global concurrency says it is maxed', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  await queue.setGlobalConcurrency(1);
  await queue.addBulk([{ name: 'a' }, { name: 'b' }]);
  assert.equal(await queue.isMaxed(), false);
  const { worker } = await bench.take();
  assert.equal(await queue.isMaxed(), true);
  assert.equal(await worker.getNextJob('hand2', { block: false }), undefined);
});

test('a worker\'s limiter spreads jobs over windows', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  await queue.addBulk([{ name: 'a' }, { name: 'b' }, { name: 'c' }]);
  bench.worker('q', async () => 1, { limiter: { max: 2, duration: 300 } });
  await eventually(async () => (await queue.getCompletedCount()) === 3, 'completion');
  const times = (await queue.getCompleted()).map((job) => job.processedOn).sort();
  assert.ok(times[2] - times[0] >= 250, `${times}`);
});

test('a global rate limit needs no limiter on the worker', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  await queue.setGlobalRateLimit(1, 60000);
  assert.deepEqual(await queue.getGlobalRateLimit(), { max: 1, duration: 60000 });
  await queue.addBulk([{ name: 'a' }, { name: 'b' }]);
  await bench.take();
  assert.ok((await queue.getRateLimitTtl()) > 30000);
  const { job } = await bench.take('q', 'second');
  assert.equal(job, undefined);
  await queue.removeGlobalRateLimit();
  assert.equal(await queue.getGlobalRateLimit(), null);
});

test('a rate limit set by hand holds for a limited worker until it is taken away', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  await queue.rateLimit(60000);
  assert.ok((await queue.getRateLimitTtl()) > 30000);
  await queue.add('a');
  const limiter = { max: 10, duration: 1000 };
  assert.equal((await bench.take('q', 'one', { limiter })).job, undefined);
  await queue.removeRateLimitKey();
  assert.equal((await bench.take('q', 'two', { limiter })).job.name, 'a');
});

test('draining deletes what waits, delayed jobs only if asked', async (t) => {
  const queue = new Bench(t).queue();
  await queue.addBulk([{ name: 'a' }, { name: 'b', opts: { priority: 1 } }, { name: 'c', opts: { delay: 60000 } }]);
  await queue.drain();
  assert.deepEqual(await queue.getJobCounts('waiting', 'prioritized', 'delayed'), { waiting: 0, prioritized: 0, delayed: 1 });
  assert.equal(await queue.getJob('1'), undefined);
  await queue.drain(true);
  assert.equal(await queue.getDelayedCount(), 0);
});

test('draining leaves the job a scheduler lives by', async (t) => {
  const queue = new Bench(t).queue();
  await queue.upsertJobScheduler('s', { every: 60000 });
  await queue.add('a');
  await queue.drain(true);
  assert.deepEqual((await queue.getJobs()).map((job) => job.repeatJobKey), ['s']);
});

test('cleaning deletes finished jobs of an age, and reports their number', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  await queue.addBulk([{ name: 'a' }, { name: 'b' }, { name: 'bad' }]);
  const worker = bench.worker('q', async (job) => (job.name === 'bad' ? Promise.reject(new Error('x')) : 1));
  await eventually(async () => (await queue.getJobCountByTypes('completed', 'failed')) === 3, 'the end of all');
  await worker.close();
  assert.deepEqual(await queue.clean(60000, 0, 'completed'), []);
  await sleep(2);
  assert.deepEqual((await queue.clean(0, 0, 'completed')).sort(), ['1', '2']);
  assert.deepEqual(await queue.clean(0, 0, 'failed'), ['3']);
  assert.equal((await bench.eventLog(queue, 'count')).at(-1), 'cleaned 1');
});

for (const [state, opts] of [['wait', {}], ['delayed', { delay: 60000 }], ['prioritized', { priority: 1 }]]) {
  test(`cleaning deletes ${state} jobs, with a limit only so many`, async (t) => {
    const queue = new Bench(t).queue();
    await queue.addBulk(Array.from({ length: 4 }, () => ({ name: 'a', opts })));
    await sleep(2);
    assert.equal((await queue.clean(0, 3, state)).length, 3);
    assert.equal(await queue.count(), 1);
  });
}

test('cleaning active jobs leaves those that are locked', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  await queue.addBulk([{ name: 'a' }, { name: 'b' }]);
  await bench.take('q', 'one');
  await bench.take('q', 'two');
  await bench.redis.del(queue.toKey('1:lock'));
  await sleep(2);
  assert.deepEqual(await queue.clean(0, 0, 'active'), ['1']);
});

test('obliterating needs an idle queue, or force', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  await queue.addBulk([{ name: 'a' }, { name: 'b', opts: { delay: 60000 } }, { name: 'c', opts: { priority: 1 } }]);
  await queue.upsertJobScheduler('s', { every: 60000 });
  await bench.take();
  await assert.rejects(queue.obliterate(), /active jobs/);
  await queue.obliterate({ force: true, count: 2 });
  assert.deepEqual(await bench.redis.keys(`${bench.prefix}:q:*`), []);
});

test('failed jobs are retried together, and one by one', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  await queue.addBulk([{ name: 'a' }, { name: 'b' }, { name: 'c' }]);
  const worker = bench.worker('q', async () => Promise.reject(new Error('x')));
  await eventually(async () => (await queue.getFailedCount()) === 3, 'the failures');
  await worker.close();
  const job = await queue.getJob('1');
  await job.retry('failed', { resetAttemptsMade: true });
  assert.equal((await queue.getJob('1')).attemptsMade, 0);
  assert.equal((await queue.getJob('1')).failedReason, undefined);
  await assert.rejects(job.retry(), (error) => error.code === -3);
  await queue.retryJobs({ count: 1 });
  assert.deepEqual(await queue.getJobCounts('waiting', 'failed'), { waiting: 3, failed: 0 });
});

test('completed jobs can run again', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  const job = await queue.add('a');
  const worker = bench.worker('q', async () => 1);
  await eventually(() => job.isCompleted(), 'completion');
  await worker.close();
  await queue.retryJobs({ state: 'completed' });
  assert.equal(await job.getState(), 'waiting');
  assert.equal((await queue.getJob('1')).returnvalue, null);
});

test('delayed jobs are promoted together', async (t) => {
  const queue = new Bench(t).queue();
  await queue.addBulk(Array.from({ length: 3 }, () => ({ name: 'a', opts: { delay: 60000 } })));
  await queue.promoteJobs({ count: 2 });
  assert.deepEqual(await queue.getJobCounts('waiting', 'delayed'), { waiting: 3, delayed: 0 });
});

test('a job is removed, unless it is locked', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  await queue.addBulk([{ name: 'a' }, { name: 'b' }]);
  const { job } = await bench.take();
  await assert.rejects(job.remove(), /locked/);
  assert.equal(await queue.remove('2'), 1);
  assert.equal(await queue.remove('nobody'), 1);
  assert.equal((await bench.eventLog(queue, 'jobId', 'prev')).at(-1), 'removed 2 wait');
});

test('orphaned hashes are removed, live jobs are not', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  await queue.add('a');
  await bench.redis.hset(queue.toKey('orphan'), 'name', 'x', 'data', '{}');
  await bench.redis.rpush(queue.toKey('orphan:logs'), 'row');
  assert.equal(await queue.removeOrphanedJobs(), 1);
  assert.equal(await bench.redis.exists(queue.toKey('orphan'), queue.toKey('orphan:logs')), 0);
  assert.equal((await queue.getJob('1')).name, 'a');
});

test('the event stream can be trimmed', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  await queue.add('a');
  await queue.trimEvents(0);
  assert.deepEqual(await bench.eventLog(queue), []);
});
