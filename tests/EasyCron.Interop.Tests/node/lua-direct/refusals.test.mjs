// Malformed arguments are refused by name before anything is written.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pack } from '../lua-differential/commands.mjs';
import { commands, now, openBench } from './bench.mjs';

/** Runs a call that must be refused with that text, and shows that it wrote nothing. */
async function refused({ image }, call, text) {
  const before = await image();
  await assert.rejects(call(), text);
  assert.deepEqual(await image(), before);
}

const badOptions = [
  [{ backoff: NaN }, /ARGV\[3\] has no JSON form/],
  [{ delay: Infinity }, /ARGV\[3\] delay is not a number/],
  [{ priority: 'high' }, /ARGV\[3\] priority is not a number/],
  [{ de: 'all' }, /ARGV\[3\] asks for a deduplication/],
];
for (const [opts, text] of badOptions) {
  for (const command of ['addStandardJob', 'addDelayedJob', 'addPrioritizedJob', 'addParentJob']) {
    test(`${command} refuses options ${Object.entries(opts)}`, async (t) => {
      const bench = await openBench(t);
      await refused(bench, () => bench.add('a', { command, opts: { de: { id: 'd' }, ...opts } }), text);
    });
  }
}

test('an add refuses a parent key without its record', async (t) => {
  const bench = await openBench(t);
  const { q } = bench;
  await bench.add('p', { command: 'addParentJob' });
  const step = commands.add('addStandardJob', q, { name: 'c', timestamp: now, data: '{}', opts: {} });
  step.args[0] = pack([q.prefix, '', 'c', now, q.key('p'), q.key('p:dependencies'), null, null, null, null]);
  await refused(bench, () => bench.run(step), /parent key without the parent's id and queueKey/);
});

const badFinishes = [
  [{ keepJobs: undefined }, /ARGV\[8\] keepJobs is not a map/],
  [{ keepJobs: { count: 'all' } }, /keepJobs.count is not a number/],
  [{ maxMetricsSize: undefined }, /maxMetricsSize is not a number/],
  [{ attempts: undefined }, /attempts is not a number/],
  [{ lockDuration: 'long' }, /lockDuration is not a number/],
  [{ limiter: { max: 1, duration: 'long' } }, /limiter.duration is not a number/],
  [{ token: true }, /token is not a text/],
  [{ limiter: 5 }, /limiter is not a map/],
];
for (const [options, text] of badFinishes) {
  test(`a finish refuses ${JSON.stringify(options)} and the lock stays`, async (t) => {
    const bench = await openBench(t);
    const { q, add, take, finish, redis } = bench;
    await add('a');
    await take();
    await refused(bench, () => finish('a', options, { fetch: true, target: 'failed' }), text);
    assert.equal(await redis.get(q.key('a:lock')), 'token');
  });
}

for (const fields of [['failedReason'], ['failedReason', true], ['failedReason', { a: 1 }]]) {
  test(`a finish refuses the field updates ${JSON.stringify(fields)}`, async (t) => {
    const bench = await openBench(t);
    await bench.add('a');
    await bench.take();
    await refused(bench, () => bench.finish('a', {}, { target: 'failed', fields }), /ARGV\[9\]/);
  });
}

test('an empty array of field updates is nothing to write', async (t) => {
  const { add, take, finish } = await openBench(t);
  await add('a');
  await take();
  assert.equal(await finish('a', {}, { fields: [] }), 0);
});

test('a fetch needs a token and, with it, a lock duration', async (t) => {
  const bench = await openBench(t);
  const { q, run, add, take } = bench;
  await add('a');
  await refused(bench, () => run(commands.moveToActive(q, now, { lockDuration: 1000 })), /ARGV\[3\] has no token/);
  await refused(bench, () => run(commands.moveToActive(q, now, { token: 't' })), /ARGV\[3\] has no lockDuration/);
  assert.equal(await take('0', q, { lockDuration: undefined }), 'a');
});

test('a scheduler refuses an interval that is not above 0, and a record without a name', async (t) => {
  const bench = await openBench(t);
  const { q, run } = bench;
  const upsert = (record) =>
    run(commands.addJobScheduler(q, 's', { next: '', record, data: '{}', template: {}, opts: {}, now }));
  await refused(bench, () => upsert({ name: 's', every: 0 }), /ARGV\[2\] every is not above 0/);
  await refused(bench, () => upsert({ every: 1000 }), /ARGV\[2\] has no name/);
  await refused(bench, () => upsert({ name: 's', pattern: '* * * * *' }), /ARGV\[1\] is not a number/);
});

test('a log refuses to keep no row', async (t) => {
  const bench = await openBench(t);
  await bench.add('a');
  for (const keep of ['0', '-1', 'all']) {
    await refused(bench, () => bench.run(commands.addLog(bench.q, 'a', 'row', keep)), /ARGV\[3\]/);
  }
});
