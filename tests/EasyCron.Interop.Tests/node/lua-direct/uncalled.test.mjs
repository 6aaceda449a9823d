// The commands that no client of BullMQ 6.7.0 calls.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commands, now, openBench } from './bench.mjs';

test('extendLock renews a lock for its holder only, and takes the job from the suspects', async (t) => {
  const { redis, q, run, add, take } = await openBench(t);
  await add('a');
  await take();
  await redis.sadd(q.key('stalled'), 'a');
  assert.equal(await run(commands.extendLock(q, 'a', 'other', 90000)), 0);
  assert.equal(await redis.scard(q.key('stalled')), 1);
  assert.equal(await run(commands.extendLock(q, 'a', 'token', 900000)), 1);
  assert.ok((await redis.pttl(q.key('a:lock'))) > 600000);
  assert.equal(await redis.scard(q.key('stalled')), 0);
  assert.equal(await run(commands.extendLock(q, 'nobody', 'token', 1)), 0);
});

test('releaseLock gives up a lock for its holder only', async (t) => {
  const { redis, q, run, add, take } = await openBench(t);
  await add('a');
  await take();
  assert.equal(await run(commands.releaseLock(q, 'a', 'other')), 0);
  assert.equal(await run(commands.releaseLock(q, 'a', 'token')), 1);
  assert.equal(await redis.exists(q.key('a:lock')), 0);
  assert.equal(await run(commands.releaseLock(q, 'a', 'token')), 0);
});

test('getRanges gives windows of lists and sets', async (t) => {
  const { run, q, add } = await openBench(t);
  for (const id of ['a', 'b', 'c', 'd']) {
    await add(id);
    await add(`late-${id}`, { command: 'addDelayedJob', opts: { delay: 10 } });
  }
  const range = (start, end, ascending) => run(commands.getRanges(q, start, end, ascending, ['wait', 'delayed', 'completed']));
  assert.deepEqual(await range(0, 1, false), [['d', 'c'], ['late-d', 'late-c'], []]);
  assert.deepEqual(await range(0, 1, true), [['b', 'a'], ['late-a', 'late-b'], []]);
  assert.deepEqual(await range(1, -1, true), [['d', 'c', 'b'], ['late-b', 'late-c', 'late-d'], []]);
  assert.deepEqual((await range(-2, -1, false))[0], ['b', 'a']);
});

test('getRanges drops the marker of old versions', async (t) => {
  const { redis, run, q, add } = await openBench(t);
  await redis.rpush(q.key('wait'), '0:0');
  assert.deepEqual(await run(commands.getRanges(q, 0, -1, false, ['wait'])), [[]]);
  await add('a');
  assert.deepEqual(await run(commands.getRanges(q, 0, -1, false, ['wait'])), [['a']]);
  assert.equal(await redis.llen(q.key('wait')), 1);
});

test('getState and getStateV2 name every state alike', async (t) => {
  const { redis, run, q } = await openBench(t);
  const states = {
    completed: 'completed',
    failed: 'failed',
    delayed: 'delayed',
    prioritized: 'prioritized',
    active: 'active',
    wait: 'waiting',
    paused: 'waiting',
    'waiting-children': 'waiting-children',
  };
  for (const [key, word] of Object.entries(states)) {
    const isList = ['active', 'wait', 'paused'].includes(key);
    await (isList ? redis.rpush(q.key(key), 'x', `job-${key}`) : redis.zadd(q.key(key), 1, `job-${key}`));
    assert.equal(await run(commands.getState(q, `job-${key}`)), word);
    assert.equal(await run(commands.getStateV2(q, `job-${key}`)), word);
  }
  assert.equal(await run(commands.getState(q, 'nobody')), 'unknown');
});

test('isJobInList finds an id in a list', async (t) => {
  const { run, q, add } = await openBench(t);
  await add('a');
  assert.equal(await run(commands.isJobInList(q, 'wait', 'a')), 1);
  assert.equal(await run(commands.isJobInList(q, 'wait', 'b')), null);
  assert.equal(await run(commands.isJobInList(q, 'active', 'a')), null);
});

test('saveStacktrace stores why a job failed, of a job that exists', async (t) => {
  const { redis, run, q, add } = await openBench(t);
  await add('a');
  assert.equal(await run(commands.saveStacktrace(q, 'a', '["s"]', 'why')), 0);
  assert.deepEqual(await redis.hmget(q.key('a'), 'stacktrace', 'failedReason'), ['["s"]', 'why']);
  assert.equal(await run(commands.saveStacktrace(q, 'nobody', '["s"]', 'why')), -1);
  assert.equal(await redis.exists(q.key('nobody')), 0);
});

test('extendLocks names the jobs whose lock is lost, and takes the others from the suspects', async (t) => {
  const { redis, run, q, add, take } = await openBench(t);
  await add('a');
  await add('b');
  await take('one');
  await take('two');
  await redis.sadd(q.key('stalled'), 'a', 'b');
  assert.deepEqual(await run(commands.extendLocks(q, ['a', 'b', 'c'], ['one', 'one', 'one'], 90000)), ['b', 'c']);
  assert.deepEqual(await redis.smembers(q.key('stalled')), ['b']);
  await assert.rejects(run(commands.extendLocks(q, ['a', 'b'], ['one'], 90000)), /ARGV\[2\] and ARGV\[3\] differ/);
});

test('addParentJob keeps a parent aside until releaseParent lets it go', async (t) => {
  const { redis, run, q, add } = await openBench(t);
  await add('p', { command: 'addParentJob' });
  assert.equal(await redis.zscore(q.key('waiting-children'), 'p'), String(now));
  await run(commands.releaseParent(q, 'p', now));
  assert.equal(await run(commands.getStateV2(q, 'p')), 'waiting');
});
