// Random adds: single jobs with every option, children of existing parents, whole flows.
import * as commands from '../commands.mjs';
import { dedupIds } from '../world.mjs';

const policies = [undefined, { fpof: true }, { cpof: true }, { idof: true }, { rdof: true }];

export function randomOptions(random) {
  const opts = { attempts: random.pick([0, 0, 1, 3]) };
  if (random.chance(0.25)) {
    opts.delay = random.pick([1, 50, 1.5, 3000, 60000, 400000]);
  }
  if (random.chance(0.25)) {
    opts.priority = random.pick([1, 2, 2, 7, 2097151]);
  }
  if (random.chance(0.15)) {
    opts.lifo = random.chance(0.7);
  }
  if (random.chance(0.2)) {
    opts.removeOnComplete = random.pick([true, 5, { age: 10, count: 3 }]);
  }
  if (random.chance(0.2)) {
    Object.assign(opts, { backoff: { type: 'fixed', delay: 0.1 + 0.2 }, list: [], nested: { a: null, b: [1, 'x/y'] }, kl: 3 });
  }
  return opts;
}

function randomDeduplication(random) {
  const dedup = { id: random.pick(dedupIds) };
  if (random.chance(0.5)) {
    dedup.ttl = random.int(20, 60) * 10000;
  }
  for (const mode of ['extend', 'replace', 'keepLastIfActive', 'reschedule']) {
    if (random.chance(0.3)) {
      dedup[mode] = random.chance(0.9);
    }
  }
  return dedup;
}

function route(random, opts) {
  if (random.chance(0.04)) {
    return random.pick(['addStandardJob', 'addDelayedJob', 'addPrioritizedJob', 'addParentJob']);
  }
  return opts.delay > 0 ? 'addDelayedJob' : opts.priority > 0 ? 'addPrioritizedJob' : 'addStandardJob';
}

function randomJob(world, extra = {}) {
  const { random } = world;
  const opts = randomOptions(random);
  return {
    id: random.chance(0.2) ? random.pick(['x1', 'x2', 'x3', 'x4', 'a:b:c']) : undefined,
    name: random.pick(['mail', 'tick', 'ünï']),
    timestamp: world.now - random.pick([0, 0, 0, 500]),
    data: random.pick(['{}', '{"a":[1,2]}', 'null']),
    opts,
    ...extra,
  };
}

export function addJob(world) {
  const { random } = world;
  const q = world.queue();
  const job = randomJob(world);
  if (random.chance(0.3)) {
    job.opts.de = randomDeduplication(random);
    if (random.chance(0.4)) {
      job.opts.delay = random.pick([30000, 90000]);
    }
  }
  return commands.add(route(random, job.opts), q, job);
}

/** A parent alone, as no client adds it: it waits until children are attached. */
export function addLoneParent(world) {
  const { random } = world;
  const job = randomJob(world);
  if (random.chance(0.2)) {
    job.opts.de = randomDeduplication(random);
  }
  return commands.add('addParentJob', world.queue(), job);
}

export async function addChildOfExisting(world) {
  const { random } = world;
  const parentQueue = world.queue();
  const parentId = await world.someId(parentQueue, 'active', 'active', 'waiting-children', 'wait', 'completed');
  const parent = { queue: parentQueue, id: parentId, policy: random.pick(policies) };
  const job = randomJob(world, { parent, insideFlow: random.chance(0.3) });
  return commands.add(route(random, job.opts), world.queue(), job);
}

/** A tree of jobs as FlowProducer sends it: parents before children, then one release a parent. */
export function addFlow(world) {
  const { random } = world;
  const steps = [];
  const parents = [];
  const grow = (depth, parent) => {
    const q = world.queue();
    const hasChildren = depth > 0 && (depth === 2 || random.chance(0.4));
    const job = randomJob(world, { parent, insideFlow: true });
    job.id ??= random.chance(0.15) && parent ? random.pick(['1', '2', '3', 'x1', 'x2']) : `f${++world.flows}`;
    steps.push(commands.add(hasChildren ? 'addParentJob' : route(random, job.opts), q, job));
    if (hasChildren) {
      const self = { queue: q, id: job.id };
      parents.push(self);
      for (let i = random.int(1, 3); i > 0; i--) {
        grow(depth - 1, { ...self, policy: random.pick(policies) });
      }
    }
  };
  grow(2, undefined);
  return [...steps, ...parents.map(({ queue, id }) => commands.releaseParent(queue, id, world.now))];
}

export async function releaseParent(world) {
  const q = world.queue();
  return commands.releaseParent(q, await world.someId(q, 'waiting-children'), world.now);
}

export const addingSteps = [
  [14, addJob],
  [1, addLoneParent],
  [4, addChildOfExisting],
];

export const flowSteps = [
  [2, addFlow],
  [4, addChildOfExisting],
  [0.5, releaseParent],
];
