import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Bench, eventually, sleep } from './bench.mjs';

test('an interval runs again and again, counting its iterations', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  const seen = [];
  bench.worker('q', async (job) => void seen.push(job.opts.repeat.count));
  await queue.upsertJobScheduler('s', { every: 60 }, { name: 'tick', data: { n: 1 }, opts: { attempts: 2 } });
  await eventually(() => seen.length >= 4, 'four iterations');
  assert.deepEqual(seen.slice(0, 4), [1, 2, 3, 4]);
  const job = (await queue.getDelayed())[0] ?? (await queue.getJobs())[0];
  assert.deepEqual([job.name, job.data, job.opts.attempts, job.repeatJobKey], ['tick', { n: 1 }, 2, 's']);
  await queue.removeJobScheduler('s');
});

test('a pattern runs on its seconds', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  const seen = [];
  bench.worker('q', async (job) => void seen.push(Number(job.id.split(':').at(-1))));
  await queue.upsertJobScheduler('s', { pattern: '* * * * * *' });
  await eventually(() => seen.length >= 2, 'two iterations');
  assert.ok(seen.every((millis) => millis % 1000 === 0));
  await queue.removeJobScheduler('s');
});

test('a limit ends the schedule', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  bench.worker('q', async () => 1);
  await queue.upsertJobScheduler('s', { every: 30, limit: 2 });
  await eventually(async () => (await queue.getCompletedCount()) === 2, 'two iterations');
  assert.equal(await queue.getDelayedCount(), 0);
});

test('a scheduler is read, listed and counted', async (t) => {
  const queue = new Bench(t).queue();
  await queue.upsertJobScheduler('s1', { every: 60000 }, { name: 'tick', data: { n: 1 } });
  await queue.upsertJobScheduler('s2', { pattern: '0 0 1 1 *', tz: 'Europe/Athens' });
  const one = await queue.getJobScheduler('s1');
  assert.deepEqual([one.key, one.name, one.every, one.iterationCount, one.template], ['s1', 'tick', 60000, 1, { data: { n: 1 } }]);
  assert.deepEqual((await queue.getJobSchedulers(0, -1, true)).map(({ key }) => key), ['s1', 's2']);
  assert.equal(await queue.getJobSchedulersCount(), 2);
  assert.equal(await queue.getJobScheduler('none'), undefined);
});

test('an upsert replaces the pending job', async (t) => {
  const queue = new Bench(t).queue();
  await queue.upsertJobScheduler('s', { every: 60000, offset: 30000 }, { data: { n: 1 } });
  await queue.upsertJobScheduler('s', { every: 60000, offset: 30000 }, { data: { n: 2 } });
  assert.deepEqual((await queue.getDelayed()).map((job) => job.data), [{ n: 2 }]);
  assert.equal(await queue.getJobSchedulersCount(), 1);
});

test('an upsert with another interval moves the next time', async (t) => {
  const queue = new Bench(t).queue();
  await queue.upsertJobScheduler('s', { every: 3600000, startDate: Date.now() + 3600000 });
  const before = (await queue.getJobScheduler('s')).next;
  await queue.upsertJobScheduler('s', { every: 1000 });
  const after = await queue.getJobScheduler('s');
  assert.ok(after.next < before);
  assert.equal(after.every, 1000);
  assert.equal((await queue.getJobs(['delayed', 'waiting'])).length, 1);
});

test('a start date holds back the first run', async (t) => {
  const queue = new Bench(t).queue();
  const startDate = Date.now() + 3600000;
  const job = await queue.upsertJobScheduler('s', { every: 1000, startDate });
  assert.equal(job.id, `repeat:s:${startDate}`);
  assert.equal(await job.getState(), 'delayed');
});

test('an interval\'s offset places its times on the grid', async (t) => {
  const queue = new Bench(t).queue();
  await queue.upsertJobScheduler('s', { every: 60000, offset: 7000 });
  assert.equal((await queue.getJobScheduler('s')).next % 60000, 7000);
});

test('a schedule past its end is refused', async (t) => {
  const queue = new Bench(t).queue();
  await assert.rejects(queue.upsertJobScheduler('s', { every: 1000, endDate: Date.now() - 1 }));
  assert.equal(await queue.getJobSchedulersCount(), 0);
});

test('a pattern can begin at once', async (t) => {
  const queue = new Bench(t).queue();
  const job = await queue.upsertJobScheduler('s', { pattern: '0 0 1 1 *', immediately: true });
  assert.ok(job.delay < 1000);
});

test('a removed scheduler takes its delayed job along', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  await queue.upsertJobScheduler('s', { every: 60000, offset: 30000 });
  assert.equal(await queue.removeJobScheduler('s'), true);
  assert.equal(await queue.removeJobScheduler('s'), false);
  assert.equal(await queue.getDelayedCount(), 0);
  assert.equal((await bench.eventLog(queue, 'prev')).at(-1), 'removed delayed');
});

test('the job a scheduler lives by cannot be removed', async (t) => {
  const queue = new Bench(t).queue();
  const job = await queue.upsertJobScheduler('s', { every: 60000 });
  await assert.rejects(job.remove(), (error) => error.code === -8);
});

test('a retried iteration does not fork the schedule', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  const starts = [];
  bench.worker('q', async (job) => {
    starts.push(job.id);
    if (job.attemptsMade === 0) {
      throw new Error('again');
    }
  });
  const first = await queue.upsertJobScheduler('s', { every: 3600000 }, { opts: { attempts: 2 } });
  await eventually(() => starts.filter((id) => id === first.id).length === 2, 'the retry');
  await sleep(20);
  assert.equal(await queue.getDelayedCount(), 1);
});

test('the job of a removed scheduler ends the chain', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  const job = await queue.upsertJobScheduler('s', { every: 3600000 });
  await queue.removeJobScheduler('s');
  bench.worker('q', async () => 1);
  await eventually(() => job.isCompleted(), 'completion');
  assert.equal(await queue.getDelayedCount(), 0);
});

test('ids with colons are schedulers like others', async (t) => {
  const queue = new Bench(t).queue();
  const job = await queue.upsertJobScheduler('team:1:report', { every: 60000 });
  assert.match(job.id, /^repeat:team:1:report:\d+$/);
  assert.equal((await queue.getJobScheduler('team:1:report')).every, 60000);
});

test('a scheduler\'s job in a paused queue waits for it to resume', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  await queue.pause();
  const job = await queue.upsertJobScheduler('s', { every: 3600000 });
  assert.equal(await job.getState(), 'waiting');
  bench.worker('q', async () => 1);
  await queue.resume();
  await eventually(() => job.isCompleted(), 'completion');
});
