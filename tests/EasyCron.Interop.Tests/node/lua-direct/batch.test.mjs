// completeAndFetch, a command of our own: it leaves what single calls of moveToFinished and moveToActive leave.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../lua-differential/random.mjs';
import { commands, contents, now, openBench } from './bench.mjs';

const later = now + 5000;

/** Plays the same story on a queue for the same seed; returns the jobs to complete, and what the worker asks for. */
async function play({ redis, run, take }, q, seed) {
  const random = new Random(seed);
  const add = (id, command, opts, extra) => run(commands.add(command, q, { id, name: `name of ${id}`, timestamp: now, data: `{"n":"${id}"}`, opts: { attempts: 0, ...opts }, ...extra }));
  await add('parent', 'addParentJob', {});
  const jobs = random.int(1, 12);
  for (let i = 0; i < jobs; i++) {
    const id = `j${i}`;
    await random.pick([
      () => add(id, 'addStandardJob', {}),
      () => add(id, 'addStandardJob', { lifo: true }),
      () => add(id, 'addStandardJob', { de: { id: 'once', ...(random.chance(0.5) && { keepLastIfActive: true }) } }),
      () => add(id, 'addPrioritizedJob', { priority: random.int(1, 3) }),
      () => add(id, 'addDelayedJob', { delay: random.pick([1000, 60000]) }),
      () => add(id, 'addStandardJob', {}, { parent: { queue: q, id: 'parent' } }),
    ])();
  }

  const taken = [];
  for (let left = random.int(0, jobs); left > 0; left--) {
    const id = await take('token', q);
    if (id) {
      taken.push(id);
    }
  }

  if (random.chance(0.3)) {
    await add('again', 'addStandardJob', { de: { id: 'once', keepLastIfActive: true } });
  }
  if (random.chance(0.2)) {
    await redis.lpush(q.key('wait'), random.pick(['0:0', '0:123', 'ghost']));
  }
  if (random.chance(0.2)) {
    await redis.hset(q.key('meta'), 'concurrency', random.int(1, 6));
  }
  if (random.chance(0.1)) {
    await redis.hset(q.key('meta'), 'paused', 1);
  }
  const completions = taken.filter(() => random.chance(0.8)).map((id) => [id, random.chance(0.1) ? '0' : 'token', `"${id}"`]);
  for (const [id] of completions) {
    await random.weighted([
      [12, () => undefined],
      [1, () => redis.del(q.key(`${id}:lock`))],
      [1, () => redis.set(q.key(`${id}:lock`), 'somebody')],
      [1, () => redis.lrem(q.key('active'), 0, id)],
      [1, () => redis.sadd(q.key(`${id}:dependencies`), 'child')],
      [1, () => redis.zadd(q.key(`${id}:unsuccessful`), 1, 'child')],
      [1, () => redis.del(q.key(id))],
      [2, () => redis.sadd(q.key('stalled'), id)],
    ])();
  }
  const keepJobs = random.pick([{ count: -1 }, { count: 0 }, { count: 2 }]);
  // A job named twice is gone the second time where single calls have evicted it in between; a batch evicts at its end.
  if (completions.length > 0 && keepJobs.count !== 2 && random.chance(0.2)) {
    completions.push(completions[0]);
  }
  return {
    completions,
    room: random.int(0, 8),
    keepJobs,
    worker: { token: 'next', lockDuration: 60000, ...(random.chance(0.5) && { name: 'w' }), ...(random.chance(0.2) && { limiter: { max: random.int(1, 4), duration: 60000 } }) },
  };
}

async function together({ run }, q, { completions, room, keepJobs, worker }) {
  const options = { ...worker, keepJobs, maxMetricsSize: '', room };
  const [codes, jobs] = await run({ command: 'completeAndFetch', keys: [q.key('meta')], args: [q.prefix, later, commands.pack(options), ...completions.flat()] });
  return { codes, jobs };
}

async function oneByOne({ run }, q, { completions, room, keepJobs, worker }) {
  const codes = [];
  for (const [id, token, value] of completions) {
    const options = { ...worker, token, keepJobs, maxMetricsSize: '', attempts: 0 };
    codes.push((await run(commands.moveToFinished(q, id, { now: later, target: 'completed', value, fetch: false, options }))) ?? 0);
  }
  const jobs = [];
  while (jobs.length < room) {
    const reply = await run(commands.moveToActive(q, later, worker));
    if (reply[1] === 0) {
      break;
    }
    jobs.push(reply);
  }
  return { codes, jobs };
}

/** An empty queue is told of by one side only: single calls that fetch nothing never say so. */
const withoutDrained = (found) => ({ ...found, events: (found.events ?? []).filter((fields) => fields[1] !== 'drained') });

for (let seed = 1; seed <= 200; seed++) {
  test(`completeAndFetch leaves what single calls leave, story ${seed}`, async (t) => {
    const bench = await openBench(t);
    const answers = [];
    for (const [q, way] of [[bench.q, together], [bench.other, oneByOne]]) {
      const story = await play(bench, q, seed);
      const { codes, jobs } = await way(bench, q, story);
      answers.push({ codes, jobs: JSON.parse(JSON.stringify(jobs).replaceAll(q.prefix.slice(0, -1), 'Q')) });
    }
    assert.deepEqual(answers[0], answers[1]);
    assert.deepEqual(withoutDrained(await contents(bench.redis, bench.q)), withoutDrained(await contents(bench.redis, bench.other)));
  });
}

test('a job that breaks the call off takes none of those before it along', async (t) => {
  const bench = await openBench(t);
  const { redis, q, add, take } = bench;
  await add('a');
  await add('b', { opts: { de: { id: 'once', keepLastIfActive: true } } });
  await add('c');
  await Promise.all([take(), take(), take()]);
  await redis.hset(q.key('dn:once'), { name: 'n', data: '{}', opts: 'no JSON' });
  const completions = ['a', 'b', 'c'].map((id) => [id, 'token', '1']);

  await assert.rejects(together(bench, q, { completions, room: 0, keepJobs: { count: -1 }, worker: { token: 'next', lockDuration: 60000 } }), /invalid token/);

  assert.deepEqual(await redis.zrange(q.key('completed'), 0, -1), ['a']);
  assert.equal(await redis.hget(q.key('a'), 'returnvalue'), '1');
  assert.deepEqual(await redis.lrange(q.key('active'), 0, -1), ['c']);
});

test('an id whose key is no hash is dropped, and the jobs beside it are taken', async (t) => {
  const bench = await openBench(t);
  const { redis, q, add } = bench;
  await add('a');
  await redis.rpush(q.key('list'), 'x');
  await redis.lpush(q.key('wait'), 'list');
  await add('b');

  const { jobs } = await together(bench, q, { completions: [], room: 5, keepJobs: { count: -1 }, worker: { token: 'next', lockDuration: 60000 } });

  assert.deepEqual(jobs.map(([, id]) => id), ['a', 'b']);
  assert.deepEqual(await redis.lrange(q.key('active'), 0, -1), ['b', 'a']);
  assert.equal(await redis.exists(q.key('wait')), 0);
});

/** Takes jobs as a call does that has waited in the server. */
const takeLater = ({ run }, q, clockAhead) =>
  run({
    command: 'completeAndFetch',
    keys: [q.key('meta')],
    args: [q.prefix, '', commands.pack({ token: 'next', lockDuration: 60000, keepJobs: { count: -1 }, maxMetricsSize: '', room: 5, clockAhead })],
  });

test('a call that does not know when it runs goes by the server\'s time and the caller\'s clock', async (t) => {
  const bench = await openBench(t);
  const { redis, q, add } = bench;
  const [seconds, micros] = await redis.time();
  const ahead = now - (seconds * 1000 + micros / 1000) + 0.25;
  await add('soon', { command: 'addDelayedJob', opts: { delay: 60_000 } });

  const early = await takeLater(bench, q, ahead);
  const due = await takeLater(bench, q, ahead + 60_000);

  assert.deepEqual(early.slice(0, 4), [[], [], 0, now + 60_000]);
  assert.ok(early[4] >= now && early[4] < now + 10_000, `${early[4]}`);
  assert.deepEqual(due[1].map(([, id]) => id), ['soon']);
  assert.equal(await redis.hget(q.key('soon'), 'processedOn'), `${due[4]}`);
});

test('a call that knows the time is not told it', async (t) => {
  const bench = await openBench(t);
  const options = { token: 'next', lockDuration: 60000, keepJobs: { count: -1 }, maxMetricsSize: '', room: 1 };
  const answer = await bench.run({ command: 'completeAndFetch', keys: [bench.q.key('meta')], args: [bench.q.prefix, now, commands.pack(options)] });
  assert.deepEqual(answer, [[], [], 0, 0]);
});

test('a call that does not know the time and says nothing of its clock is refused', async (t) => {
  const bench = await openBench(t);
  await bench.add('a');
  const before = await bench.image();
  for (const clockAhead of [undefined, 'x', NaN]) {
    await assert.rejects(takeLater(bench, bench.q, clockAhead), /ARGV\[3\] clockAhead is not a number/);
  }
  assert.deepEqual(await bench.image(), before);
});
