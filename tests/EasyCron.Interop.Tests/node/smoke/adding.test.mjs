import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Bench, bullmq, eventually } from './bench.mjs';

test('an added job waits with its name, data and options', async (t) => {
  const queue = new Bench(t).queue();
  const { id } = await queue.add('mail', { to: 'é/"' }, { attempts: 3, backoff: 500, removeOnFail: { age: 10 }, custom: { deep: [1] } });
  const job = await queue.getJob(id);
  assert.equal(job.name, 'mail');
  assert.deepEqual(job.data, { to: 'é/"' });
  assert.deepEqual(job.opts.backoff, { type: 'fixed', delay: 500 });
  assert.deepEqual(job.opts.removeOnFail, { age: 10 });
  assert.deepEqual(job.opts.custom, { deep: [1] });
  assert.equal(await job.getState(), 'waiting');
});

test('ids count up, also past an add that was a duplicate', async (t) => {
  const queue = new Bench(t).queue();
  assert.equal((await queue.add('a')).id, '1');
  await queue.add('a', {}, { jobId: 'mine' });
  await queue.add('a', {}, { jobId: 'mine' });
  assert.equal((await queue.add('a')).id, '4');
});

test('a second add under an id keeps the first job and says so', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  await queue.add('first', { n: 1 }, { jobId: 'mine' });
  assert.equal((await queue.add('second', { n: 2 }, { jobId: 'mine' })).id, 'mine');
  assert.equal((await queue.getJob('mine')).name, 'first');
  assert.equal(await queue.getWaitingCount(), 1);
  assert.deepEqual(await bench.eventLog(queue, 'jobId'), ['added mine', 'waiting mine', 'duplicated mine']);
});

test('an add writes added and waiting, a delayed one added and delayed with the due time', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  await queue.add('a');
  await queue.add('b', {}, { delay: 60000, timestamp: 1700000000000 });
  assert.deepEqual(await bench.eventLog(queue, 'jobId', 'delay'), ['added 1', 'waiting 1', 'added 2', 'delayed 2 1700000060000']);
});

test('a delayed job is delayed until it is due, then runs', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  const events = await bench.events();
  const job = await queue.add('later', {}, { delay: 200 });
  assert.equal(await job.getState(), 'delayed');
  bench.worker('q', async () => 'done');
  assert.equal(await job.waitUntilFinished(events, 15000), 'done');
  const finished = await queue.getJob(job.id);
  assert.ok(finished.processedOn >= job.timestamp + 200);
  assert.equal(finished.delay, 0);
});

test('jobs due at the same millisecond keep their order', async (t) => {
  const queue = new Bench(t).queue();
  for (const name of ['a', 'b', 'c']) {
    await queue.add(name, {}, { delay: 60000, timestamp: 1900000000000 });
  }
  assert.deepEqual((await queue.getDelayed()).map((job) => job.name), ['a', 'b', 'c']);
});

test('priorities run by number, unprioritized jobs before them, equals in order', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  await queue.addBulk([
    { name: 'low', opts: { priority: 10 } },
    { name: 'high-1', opts: { priority: 1 } },
    { name: 'high-2', opts: { priority: 1 } },
    { name: 'none' },
  ]);
  const seen = [];
  bench.worker('q', async (job) => void seen.push(job.name));
  await eventually(() => seen.length === 4, 'all four jobs');
  assert.deepEqual(seen, ['none', 'high-1', 'high-2', 'low']);
});

test('a lifo job runs before those that wait', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  await queue.add('first');
  await queue.add('second');
  await queue.add('last', {}, { lifo: true });
  const seen = [];
  bench.worker('q', async (job) => void seen.push(job.name));
  await eventually(() => seen.length === 3, 'all three jobs');
  assert.deepEqual(seen, ['last', 'first', 'second']);
});

test('a bulk add routes each job by its options', async (t) => {
  const queue = new Bench(t).queue();
  const jobs = await queue.addBulk([{ name: 'a' }, { name: 'b', opts: { delay: 60000 } }, { name: 'c', opts: { priority: 2 } }]);
  assert.deepEqual(await Promise.all(jobs.map((job) => job.getState())), ['waiting', 'delayed', 'prioritized']);
});

test('a delayed job with a priority is promoted to its priority', async (t) => {
  const queue = new Bench(t).queue();
  const job = await queue.add('a', {}, { delay: 60000, priority: 3 });
  await job.promote();
  assert.equal(await job.getState(), 'prioritized');
  assert.deepEqual(await queue.getCountsPerPriority([0, 3]), { 0: 0, 3: 1 });
});

test('the largest priority is taken and a larger one refused', async (t) => {
  const queue = new Bench(t).queue();
  assert.equal(await (await queue.add('a', {}, { priority: 2097151 })).getState(), 'prioritized');
  await assert.rejects(queue.add('b', {}, { priority: 2097152 }));
});

test('a job with an unknown parent is refused', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  await assert.rejects(
    queue.add('child', {}, { parent: { id: 'nobody', queue: `${bench.prefix}:q` } }),
    (error) => error.code === -5,
  );
  assert.equal(await queue.getWaitingCount(), 0);
});

test('default job options of the queue apply', async (t) => {
  const queue = new Bench(t).queue('q', { defaultJobOptions: { attempts: 4, priority: 2 } });
  const job = await queue.getJob((await queue.add('a')).id);
  assert.equal(job.opts.attempts, 4);
  assert.equal(await job.getState(), 'prioritized');
});

test('logs are kept up to keepLogs and can be cleared', async (t) => {
  const queue = new Bench(t).queue();
  const job = await queue.add('a', {}, { keepLogs: 2 });
  assert.deepEqual([await job.log('1'), await job.log('2'), await job.log('3')], [1, 2, 2]);
  assert.deepEqual(await queue.getJobLogs(job.id), { logs: ['2', '3'], count: 2 });
  assert.deepEqual(await queue.getJobLogs(job.id, 0, 0, false), { logs: ['3'], count: 2 });
  await job.clearLogs(1);
  assert.equal((await queue.getJobLogs(job.id)).count, 1);
  await job.clearLogs();
  assert.equal((await queue.getJobLogs(job.id)).count, 0);
  await assert.rejects(bullmq.Job.addJobLog(queue, 'nobody', 'row'), (error) => error.code === -1);
});

test('data and progress can be changed, progress is announced', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  const job = await queue.add('a', { n: 1 });
  await job.updateData({ n: 2 });
  await job.updateProgress({ step: 1 });
  const read = await queue.getJob(job.id);
  assert.deepEqual([read.data, read.progress], [{ n: 2 }, { step: 1 }]);
  assert.equal((await bench.eventLog(queue, 'data')).at(-1), 'progress {"step":1}');
});

test('changes to a job that is gone are refused', async (t) => {
  const queue = new Bench(t).queue();
  const job = await queue.add('a');
  await job.remove();
  for (const change of [job.updateData({}), job.updateProgress(1), job.changePriority({ priority: 1 }), job.changeDelay(1)]) {
    await assert.rejects(change, (error) => error.code === -1);
  }
});

test('a priority can be changed where the job waits', async (t) => {
  const queue = new Bench(t).queue();
  const [a, b] = [await queue.add('a'), await queue.add('b', {}, { priority: 5 })];
  await a.changePriority({ priority: 5 });
  assert.equal(await a.getState(), 'prioritized');
  assert.deepEqual((await queue.getPrioritized()).map((job) => job.name), ['b', 'a']);
  await a.changePriority({ priority: 5, lifo: true });
  assert.deepEqual((await queue.getPrioritized()).map((job) => job.name), ['a', 'b']);
  await b.changePriority({ priority: 0 });
  assert.equal(await b.getState(), 'waiting');
});

test('a delay can be changed, and only of a delayed job', async (t) => {
  const queue = new Bench(t).queue();
  const job = await queue.add('a', {}, { delay: 60000 });
  await job.changeDelay(120000);
  assert.equal((await queue.getJob(job.id)).delay, 120000);
  await job.promote();
  await assert.rejects(job.changeDelay(1), (error) => error.code === -3);
  await assert.rejects(job.promote(), (error) => error.code === -3);
});
