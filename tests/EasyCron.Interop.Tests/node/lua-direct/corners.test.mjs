// The corners in which our commands deliberately do something else than BullMQ's: see lua/README.md.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commands, now, openBench } from './bench.mjs';

test('an id without a hash is dropped when its turn comes, and the next job runs', async (t) => {
  const { redis, q, add, take } = await openBench(t);
  await add('dead');
  await add('dead-too');
  await add('alive');
  await redis.del(q.key('dead'), q.key('dead-too'));
  assert.equal(await take(), 'alive');
  assert.deepEqual(await redis.lrange(q.key('active'), 0, -1), ['alive']);
  assert.equal(await redis.exists(q.key('dead'), q.key('dead:lock')), 0);
});

test('an id without a hash is dropped from prioritized and delayed too', async (t) => {
  const { redis, q, add, take } = await openBench(t);
  await add('p', { command: 'addPrioritizedJob', opts: { priority: 1 } });
  await add('d', { command: 'addDelayedJob', opts: { delay: 0 } });
  await redis.del(q.key('p'), q.key('d'));
  assert.equal(await take(), undefined);
  assert.equal(await redis.exists(q.key('p'), q.key('d'), q.key('prioritized'), q.key('delayed'), q.key('active')), 0);
});

test('a finishing worker is not handed an id without a hash', async (t) => {
  const { redis, q, add, take, finish } = await openBench(t);
  await add('a');
  await add('dead');
  await add('b');
  await redis.del(q.key('dead'));
  await take();
  const [, id] = await finish('a', {}, { fetch: true });
  assert.equal(id, 'b');
});

test('promoting an id without a hash is refused, and makes no hash', async (t) => {
  const { redis, run, q, add } = await openBench(t);
  await add('d', { command: 'addDelayedJob', opts: { delay: 60000 } });
  await redis.del(q.key('d'));
  assert.equal(await run(commands.promote(q, 'd')), -1);
  assert.equal(await redis.exists(q.key('d')), 0);
});

test('a stalled id without a hash is dropped', async (t) => {
  const { redis, run, q } = await openBench(t);
  await redis.lpush(q.key('active'), 'dead');
  await redis.sadd(q.key('stalled'), 'dead');
  assert.deepEqual(await run(commands.moveStalledJobsToWait(q, { maxStalled: 1, now, interval: 1000 })), []);
  assert.equal(await redis.exists(q.key('dead'), q.key('active'), q.key('wait')), 0);
});

test('markers of old versions are skipped however many there are', async (t) => {
  const { redis, q, add, take, finish } = await openBench(t);
  await add('a');
  await redis.rpush(q.key('wait'), '0:1', '0:0');
  assert.equal(await take(), 'a');
  await add('b');
  await redis.rpush(q.key('wait'), '0:0');
  assert.equal((await finish('a', {}, { fetch: true }))[1], 'b');
  await redis.rpush(q.key('wait'), '0:0');
  assert.equal(await finish('b', {}, { fetch: true }), 0);
  assert.equal(await redis.exists(q.key('active')), 0);
});

test('draining keeps exactly the job of a scheduler, wherever it stands in the list', async (t) => {
  const { redis, run, q, add } = await openBench(t);
  await add('a');
  const [schedulerJob] = await run(
    commands.addJobScheduler(q, 's', {
      next: '',
      record: { name: 's', every: 60000 },
      data: '{}',
      template: {},
      opts: { repeat: { every: 60000, count: 1 } },
      now,
    }),
  );
  await add('b');
  await run(commands.drain(q, false));
  assert.deepEqual(await redis.lrange(q.key('wait'), 0, -1), [schedulerJob]);
  assert.equal(await redis.exists(q.key('a'), q.key('b')), 0);
  assert.equal(await redis.exists(q.key(schedulerJob)), 1);
});

test('obliterating takes the rate limit along, and parents nobody will release', async (t) => {
  const { redis, run, q, other, add } = await openBench(t);
  await redis.set(q.key('limiter'), 5);
  for (const [parent, child] of [['lost', 'gone'], ['waiting', 'alive']]) {
    await add(parent, { command: 'addParentJob' });
    await add(child, { queue: other, parent: { queue: q, id: parent } });
  }
  await redis.del(other.key('gone'));
  await run(commands.pause(q, true, false));
  assert.equal(await run(commands.obliterate(q, 1000, false)), 0);
  assert.deepEqual((await redis.keys(q.key('*'))).sort(), q.keys('waiting', 'waiting-children', 'waiting:dependencies'));
});

test('cleaning with a limit looks past the jobs it has to leave', async (t) => {
  const { redis, run, q, add } = await openBench(t);
  await add('old');
  await redis.lpush(q.key('active'), 'old', 'locked');
  await redis.hset(q.key('locked'), 'timestamp', now - 1);
  await redis.set(q.key('locked:lock'), 'token');
  await redis.rpush(q.key('active'), 'locked');
  assert.deepEqual(await run(commands.cleanJobsInSet(q, 'active', now, 1)), ['old']);
});

test('cleaning compares times as numbers', async (t) => {
  const { redis, run, q } = await openBench(t);
  await redis.hset(q.key('young'), 'timestamp', '10000000000000');
  await redis.hset(q.key('old'), 'timestamp', '999');
  await redis.rpush(q.key('wait'), 'young', 'old');
  assert.deepEqual(await run(commands.cleanJobsInSet(q, 'wait', now, 0)), ['old']);
});

test('parents that wait for children cannot be cleaned', async (t) => {
  const { run, q, add, image } = await openBench(t);
  await add('p', { command: 'addParentJob' });
  const before = await image();
  await assert.rejects(run(commands.cleanJobsInSet(q, 'waiting-children', now + 1, 0)), /ARGV\[4\] is not a state/);
  assert.deepEqual(await image(), before);
});

for (const [how, release] of [
  ['leaves it', ({ run, q }) => run(commands.removeChildDependency(q, q.key('c'), q.key('p')))],
  ['is removed', ({ run, q }) => run(commands.removeJob(q, 'c', true))],
  ['is removed with the other pending ones', ({ run, q }) => run(commands.removeUnprocessedChildren(q, 'p'))],
  [
    'fails and is not kept',
    async ({ take, finish }) => {
      await take();
      await finish('c', { keepJobs: { count: 0 } }, { target: 'failed' });
    },
  ],
]) {
  test(`a parent keeps its priority when its last child ${how}`, async (t) => {
    const bench = await openBench(t);
    const { redis, q, add } = bench;
    await add('p', { command: 'addParentJob', opts: { priority: 3 } });
    await add('c', { parent: { queue: q, id: 'p' } });
    await release(bench);
    assert.deepEqual(await redis.zrange(q.key('prioritized'), 0, -1), ['p']);
    assert.equal(await redis.exists(q.key('waiting-children')), 0);
  });

  test(`a parent keeps its delay when its last child ${how}`, async (t) => {
    const bench = await openBench(t);
    const { redis, q, add } = bench;
    await add('p', { command: 'addParentJob', opts: { delay: 5000 } });
    await add('c', { parent: { queue: q, id: 'p' } });
    await release(bench);
    assert.equal(await redis.zscore(q.key('delayed'), 'p'), String((now + 5000) * 4096));
  });
}

test('a parent deleted with its last child ends the deduplication it owns', async (t) => {
  const { redis, run, q, add } = await openBench(t);
  await add('p', { command: 'addParentJob', opts: { de: { id: 'own' } } });
  await add('c', { parent: { queue: q, id: 'p' }, opts: { de: { id: 'childs' } } });
  await redis.set(q.key('de:childs'), 'somebody');
  await run(commands.drain(q, false));
  assert.equal(await redis.exists(q.key('p'), q.key('de:own')), 0);
  assert.equal(await redis.get(q.key('de:childs')), 'somebody');
});

test('children and parents whose ids hold colons are found', async (t) => {
  const { redis, run, q, add } = await openBench(t);
  await add('p:1:x', { command: 'addParentJob' });
  await add('c:1:y', { parent: { queue: q, id: 'p:1:x' } });
  await run(commands.removeJob(q, 'c:1:y', false));
  assert.equal(await run(commands.getStateV2(q, 'p:1:x')), 'waiting');
  await add('p:2:x', { command: 'addParentJob' });
  await add('c:2:y', { parent: { queue: q, id: 'p:2:x' } });
  await run(commands.removeJob(q, 'p:2:x', true));
  assert.deepEqual(await redis.lrange(q.key('wait'), 0, -1), ['p:1:x']);
  assert.equal(await redis.exists(q.key('c:2:y')), 0);
});

test('a ring of parents is removed without end', async (t) => {
  const { redis, run, q, add } = await openBench(t);
  await add('a');
  await add('b', { parent: { queue: q, id: 'a' } });
  await add('a', { parent: { queue: q, id: 'b' } });
  await redis.hset(q.key('a:processed'), q.key('b'), '1');
  await redis.hset(q.key('b:processed'), q.key('a'), '1');
  assert.equal(await run(commands.removeJob(q, 'a', true)), 1);
  assert.equal(await redis.exists(q.key('a'), q.key('b'), q.key('wait')), 0);
});

test('an upsert in a paused queue replaces the job that already waits', async (t) => {
  const { redis, run, q } = await openBench(t);
  await run(commands.pause(q, true, false));
  const upsert = (at) =>
    run(
      commands.addJobScheduler(q, 's', {
        next: '',
        record: { name: 's', every: 60000 },
        data: '{}',
        template: {},
        opts: { repeat: { every: 60000, count: 1 } },
        now: at,
      }),
    );
  await upsert(now);
  await upsert(now + 5);
  assert.equal(await redis.llen(q.key('wait')), 1);
  assert.equal(await redis.exists(q.key('delayed')), 0);
});

test('metrics and kept deduplications are no orphaned jobs', async (t) => {
  const { redis, run, q } = await openBench(t);
  await redis.hset(q.key('metrics:failed'), 'count', 1);
  await redis.hset(q.key('dn:logs'), 'name', 'x');
  await redis.hset(q.key('orphan'), 'name', 'x');
  const states = ['wait', 'completed'];
  assert.equal(await run(commands.removeOrphanedJobs(q, states, ['logs', 'failed'], ['metrics', 'dn', 'orphan'])), 1);
  assert.equal(await redis.exists(q.key('metrics:failed'), q.key('dn:logs')), 2);
});

test('a completed child without a value can be attached to a parent', async (t) => {
  const { redis, q, add, take, finish } = await openBench(t);
  await add('c');
  await take();
  await finish('c');
  await redis.hdel(q.key('c'), 'returnvalue');
  await add('p', { command: 'addParentJob' });
  assert.equal(await add('c', { parent: { queue: q, id: 'p' } }), 'c');
  assert.equal(await redis.hget(q.key('p:processed'), q.key('c')), 'null');
});

test('retention by count deletes at most 1000 jobs in a call, and the rest later', async (t) => {
  const { redis, q, add, take, finish } = await openBench(t);
  const flat = Array.from({ length: 1500 }, (_, i) => [i + 1, `old-${i}`]).flat();
  await redis.zadd(q.key('completed'), ...flat);
  for (const [id, kept] of [['a', 501], ['b', 1]]) {
    await add(id);
    await take();
    await finish(id, { keepJobs: { count: 1 } });
    assert.equal(await redis.zcard(q.key('completed')), kept);
  }
  assert.deepEqual(await redis.zrange(q.key('completed'), 0, -1), ['b']);
});

test('a rate limit without a duration stops handing out, not finishing', async (t) => {
  const { redis, run, q, add, take, finish } = await openBench(t);
  await add('a');
  await add('b');
  await take();
  await redis.hset(q.key('meta'), 'max', 5);
  assert.equal(await finish('a', {}, { fetch: true }), 0);
  assert.equal(await run(commands.getStateV2(q, 'a')), 'completed');
  await assert.rejects(take(), /rate limit has no duration/);
  assert.deepEqual(await redis.lrange(q.key('wait'), 0, -1), ['b']);
});

test('a job can be finished by who cannot lock the next one, and is handed none', async (t) => {
  const { redis, run, q, add, take, finish } = await openBench(t);
  await add('a');
  await add('b');
  await take();
  assert.equal(await finish('a', { lockDuration: undefined }, { fetch: true }), 0);
  assert.equal(await run(commands.getStateV2(q, 'a')), 'completed');
  assert.deepEqual(await redis.lrange(q.key('wait'), 0, -1), ['b']);
});

test('an unreadable parent record does not keep a job from ending', async (t) => {
  const { redis, run, q, add, take, finish } = await openBench(t);
  await add('p', { command: 'addParentJob' });
  await add('c', { parent: { queue: q, id: 'p' } });
  await take();
  await redis.hset(q.key('c'), 'parent', '{"id":');
  assert.equal(await finish('c'), 0);
  assert.equal(await run(commands.getStateV2(q, 'p')), 'waiting');
});

test('a deduplication taken over from a vanished job forgets the payload kept for after it', async (t) => {
  const { redis, q, add } = await openBench(t);
  await redis.set(q.key('de:d'), 'ghost');
  await redis.hset(q.key('dn:d'), 'name', 'kept');
  await add('a', { opts: { de: { id: 'd' } } });
  assert.equal(await redis.get(q.key('de:d')), 'a');
  assert.equal(await redis.exists(q.key('dn:d')), 0);
});

test('an iteration of a scheduler whose record is lost makes no new record', async (t) => {
  const { redis, run, q } = await openBench(t);
  await redis.zadd(q.key('repeat'), 5, 's');
  const opts = { repeat: { every: 1000, count: 2 } };
  const reply = await run(commands.updateJobScheduler(q, 's', { next: '', data: '{}', opts, now, producerId: 'repeat:s:5' }));
  assert.equal(reply, null);
  assert.equal(await redis.exists(q.key('repeat:s')), 0);
});

test('the key of a job is split without asking for keys of another slot of a cluster', async (t) => {
  const { redis, run, add } = await openBench(t);
  const queue = commands.queueOf('{tag}-unknown');
  try {
    await add('p', { command: 'addParentJob', queue });
    await add('c', { queue, parent: { queue, id: 'p' } });
    await redis.del(queue.key('meta'));
    await redis.hset('bull:meta', 'trap', 1);
    await run(commands.removeChildDependency(queue, queue.key('c'), queue.key('p')));
    assert.equal(await run(commands.getStateV2(queue, 'p')), 'waiting');
  } finally {
    await redis.del('bull:meta', ...queue.keys('p', 'c', 'wait', 'events', 'id', 'marker', 'meta'));
  }
});
