// Random work on jobs: fetch, finish, fail, retry, put off, park, stall, renew.
import * as commands from '../commands.mjs';
import { tokens } from '../world.mjs';

export const fetch = (world) => {
  world.tick();
  return commands.moveToActive(world.queue(), world.now, world.worker());
};

function failureFields(random) {
  return random.chance(0.6)
    ? ['failedReason', random.pick(['boom', 'ä']), 'stacktrace', '["at x"]', ...(random.chance(0.2) ? ['tm', 'trace'] : [])]
    : undefined;
}

export async function finish(world) {
  const { random } = world;
  world.tick();
  const q = world.queue();
  const field = random.pick([undefined, 'parentKey', 'deid']);
  const id = (field && (await world.activeWith(q, field))) ?? (await world.someId(q, 'active'));
  const target = random.chance(0.55) ? 'completed' : 'failed';
  const options = {
    ...world.worker(await world.token(q, id)),
    keepJobs: random.weighted([
      [5, { count: -1 }],
      [2, { count: 0 }],
      [2, { count: random.int(1, 3) }],
      [1, { age: random.int(0, 60) }],
      [1, { age: random.int(1, 100), count: random.int(1, 4), limit: random.int(1, 3) }],
      [1, { age: 5, count: 0 }],
      [1, {}],
    ]),
    attempts: random.pick([0, 1, 3]),
    maxMetricsSize: random.chance(0.5) ? random.int(2, 5) : '',
    fpof: random.chance(0.1),
  };
  return commands.moveToFinished(q, id, {
    now: world.now,
    target,
    value: target === 'completed' ? random.pick(['null', '{"ok":true}', '7']) : random.pick(['boom', '']),
    fetch: random.chance(0.6),
    options,
    fields: target === 'failed' ? failureFields(random) : undefined,
  });
}

export async function putOff(world) {
  const { random } = world;
  world.tick();
  const q = world.queue();
  const id = await world.someId(q, 'active');
  const token = await world.token(q, id);
  return commands.moveToDelayed(q, id, {
    now: world.now,
    token,
    delay: random.pick([0, 20, 3000, 100000, -5]),
    skipAttempt: random.chance(0.4),
    fields: failureFields(random),
    worker: random.chance(0.5) ? world.worker(token === '0' ? undefined : token) : undefined,
  });
}

export async function retry(world) {
  const { random } = world;
  world.tick();
  const q = world.queue();
  const id = await world.someId(q, 'active');
  const token = await world.token(q, id);
  return commands.retryJob(q, id, { now: world.now, token, lifo: random.chance(0.3), fields: failureFields(random) });
}

export async function giveBack(world) {
  const q = world.queue();
  const id = await world.someId(q, 'active');
  return commands.moveJobFromActiveToWait(q, id, await world.token(q, id));
}

export async function park(world) {
  const { random } = world;
  const q = world.queue();
  const id = (random.chance(0.9) && (await world.activeParent(q))) || (await world.someId(q, 'active'));
  const children = await world.redis.smembers(q.key(`${id}:dependencies`));
  const childKey = random.chance(0.4) ? (children.sort()[0] ?? q.key('x1')) : '';
  return commands.moveToWaitingChildren(q, id, { token: await world.token(q, id), childKey, now: world.tick() });
}

export async function checkStalled(world) {
  const { random } = world;
  const q = world.queue();
  const forgetLocks = random.chance(0.6) ? (await world.ids(q, 'active')).map((id) => ['DEL', q.key(`${id}:lock`)]) : [];
  const check = () =>
    commands.moveStalledJobsToWait(q, { maxStalled: random.pick([0, 1, 1, 2]), now: world.tick(), interval: 300000 });
  return [{ raw: [['DEL', q.key('stalled-check')]] }, check(), { raw: [['DEL', q.key('stalled-check')], ...forgetLocks] }, check()];
}

export function checkStalledAgain(world) {
  return commands.moveStalledJobsToWait(world.queue(), { maxStalled: 1, now: world.tick(), interval: 300000 });
}

export async function renew(world) {
  const { random } = world;
  const q = world.queue();
  const id = await world.someId(q, 'active');
  const ids = [...(await world.ids(q, 'active')), 'nobody'];
  return random.weighted([
    [1, commands.extendLock(q, id, await world.token(q, id), 700000)],
    [1, commands.releaseLock(q, id, await world.token(q, id))],
    [2, commands.extendLocks(q, ids, ids.map(() => random.pick(tokens)), 800000)],
  ]);
}

export async function changeJob(world) {
  const { random } = world;
  const q = world.queue();
  const anywhere = await world.someId(q, 'wait', 'active', 'delayed', 'prioritized', 'completed', 'failed');
  const make = random.weighted([
    [3, async () => commands.promote(q, await world.someId(q, 'delayed'))],
    [2, async () => commands.changeDelay(q, await world.someId(q, 'delayed'), random.pick([0, 10, 70000, -3]), world.tick())],
    [
      3,
      async () =>
        commands.changePriority(
          q,
          await world.someId(q, 'wait', 'prioritized', 'prioritized', 'delayed'),
          random.pick([0, 1, 2, 9]),
          random.chance(0.4),
        ),
    ],
    [1, () => commands.updateProgress(q, anywhere, random.pick(['50', '{"p":1}']))],
    [1, () => commands.updateData(q, anywhere, '{"new":1}')],
    [1, () => commands.saveStacktrace(q, anywhere, '["s"]', 'why')],
    [1, () => commands.addLog(q, anywhere, 'row', random.pick(['', 1, 2, '3']))],
  ]);
  return make();
}

export async function runAgain(world) {
  const { random } = world;
  const q = world.queue();
  const state = random.pick(['failed', 'failed', 'completed']);
  if (random.chance(0.6)) {
    return commands.reprocessJob(q, await world.someId(q, state), {
      state,
      lifo: random.chance(0.3),
      resetMade: random.chance(0.3),
      resetStarted: random.chance(0.3),
    });
  }
  return random.chance(0.3)
    ? commands.moveJobsToWait(q, 'delayed', random.int(1, 4), Number.MAX_VALUE)
    : commands.moveJobsToWait(q, state, random.int(1, 4), world.now - random.pick([0, 0, 1000]));
}

export const processingSteps = [
  [26, fetch],
  [34, finish],
  [5, putOff],
  [4, retry],
  [3, giveBack],
  [3, park],
  [1.5, checkStalled],
  [1, checkStalledAgain],
  [2, renew],
  [7, changeJob],
  [4, runAgain],
];
