import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Bench, eventually } from './bench.mjs';

test('a simple deduplication holds back later jobs until its job ends', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  const opts = { deduplication: { id: 'd' } };
  const first = await queue.add('a', { n: 1 }, opts);
  assert.equal((await queue.add('a', { n: 2 }, opts)).id, first.id);
  assert.equal(await queue.getDeduplicationJobId('d'), first.id);
  assert.ok((await bench.eventLog(queue, 'deduplicationId', 'deduplicatedJobId')).includes('deduplicated d 2'));
  bench.worker('q', async () => 1);
  await eventually(async () => (await queue.getCompletedCount()) === 1, 'completion');
  assert.equal(await queue.getDeduplicationJobId('d'), null);
  assert.notEqual((await queue.add('a', {}, opts)).id, first.id);
});

test('a deduplication with a ttl outlives its job', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  const opts = { deduplication: { id: 'd', ttl: 60000 } };
  const first = await queue.add('a', {}, opts);
  bench.worker('q', async () => 1);
  await eventually(() => first.isCompleted(), 'completion');
  assert.equal((await queue.add('a', {}, opts)).id, first.id);
});

test('a deduplication with ttl and extend renews its window', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  await queue.add('a', {}, { deduplication: { id: 'd', ttl: 1000, extend: true } });
  await queue.add('a', {}, { deduplication: { id: 'd', ttl: 60000, extend: true } });
  assert.ok((await bench.redis.pttl(queue.toKey('de:d'))) > 30000);
});

test('a replacing deduplication keeps only the last delayed job', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  const opts = { delay: 60000, deduplication: { id: 'd', replace: true } };
  const first = await queue.add('a', { n: 1 }, opts);
  const second = await queue.add('a', { n: 2 }, opts);
  assert.notEqual(second.id, first.id);
  assert.deepEqual((await queue.getDelayed()).map((job) => job.data), [{ n: 2 }]);
  assert.equal(await queue.getJob(first.id), undefined);
  assert.ok((await bench.eventLog(queue, 'jobId', 'prev')).includes(`removed ${first.id} delayed`));
});

test('a replacing deduplication leaves a job alone that is no longer delayed', async (t) => {
  const queue = new Bench(t).queue();
  const opts = { deduplication: { id: 'd', replace: true } };
  const first = await queue.add('a', { n: 1 }, opts);
  assert.equal((await queue.add('a', { n: 2 }, opts)).id, first.id);
  assert.deepEqual((await queue.getJob(first.id)).data, { n: 1 });
});

test('a rescheduling deduplication moves the delayed job', async (t) => {
  const queue = new Bench(t).queue();
  const deduplication = { id: 'd', reschedule: true };
  const first = await queue.add('a', {}, { delay: 60000, deduplication });
  assert.equal((await queue.add('a', {}, { delay: 90000, deduplication })).id, first.id);
  assert.equal((await queue.getJob(first.id)).delay, 90000);
});

test('keepLastIfActive runs the last payload after the active job', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  const opts = { deduplication: { id: 'd', keepLastIfActive: true } };
  const seen = [];
  let release;
  const held = new Promise((resolve) => (release = resolve));
  bench.worker('q', async (job) => {
    seen.push(job.data.n);
    await held;
  });
  const first = await queue.add('a', { n: 1 }, opts);
  await eventually(() => seen.length === 1, 'the first run');
  assert.equal((await queue.add('a', { n: 2 }, opts)).id, first.id);
  assert.equal((await queue.add('a', { n: 3 }, opts)).id, first.id);
  release();
  await eventually(() => seen.length === 2, 'the run of the last payload');
  assert.deepEqual(seen, [1, 3]);
});

test('a deduplication can be ended by its queue and by its job', async (t) => {
  const queue = new Bench(t).queue();
  const opts = { deduplication: { id: 'd' } };
  const first = await queue.add('a', {}, opts);
  assert.equal(await queue.removeDeduplicationKey('d'), 1);
  const second = await queue.add('a', {}, opts);
  assert.notEqual(second.id, first.id);
  assert.equal(await (await queue.getJob(first.id)).removeDeduplicationKey(), false);
  assert.equal(await (await queue.getJob(second.id)).removeDeduplicationKey(), true);
});

test('a removed job ends the deduplication it owns', async (t) => {
  const queue = new Bench(t).queue();
  const job = await queue.add('a', {}, { deduplication: { id: 'd' } });
  await job.remove();
  assert.equal(await queue.getDeduplicationJobId('d'), null);
});

test('a deduplication whose job has vanished is taken over', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  await bench.redis.set(queue.toKey('de:d'), 'ghost');
  const job = await queue.add('a', {}, { deduplication: { id: 'd' } });
  assert.equal(await queue.getDeduplicationJobId('d'), job.id);
  assert.equal(await job.getState(), 'waiting');
});
