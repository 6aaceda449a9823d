// Random questions. They write nothing, but for the old markers some of them drop.
import * as commands from '../commands.mjs';
import { schedulerIds } from '../world.mjs';

const lists = ['wait', 'active', 'paused'];
const sets = ['completed', 'failed', 'delayed', 'prioritized', 'waiting-children'];
const states = [...lists, ...sets];

const someStates = (random) => states.filter(() => random.chance(0.4)).concat('wait');

export async function count(world) {
  const { random } = world;
  const q = world.queue();
  const id = await world.someId(q, 'waiting-children', 'active', 'wait', 'completed');
  return random.pick([
    () => commands.getMetrics(q, random.pick(['completed', 'failed']), 0, -1),
    () => commands.getCounts(q, random.chance(0.3) ? world.now + 3000 : undefined, [...someStates(random), 'repeat']),
    () => commands.getCountsPerPriority(q, [0, 1, 2, 7, 2097151]),
    () => commands.getDependencyCounts(q, id, ['processed', 'unprocessed', 'ignored', 'failed', 'other']),
    () => commands.getMetrics(q, random.pick(['completed', 'failed']), random.int(0, 2), random.pick([-1, 3])),
    () => commands.isMaxed(q),
    () => commands.getRateLimitTtl(q, random.pick([0, 0, 1, 5])),
  ])();
}

export function list(world) {
  const { random } = world;
  const q = world.queue();
  const start = random.pick([0, 0, 1, 3, 9, -2]);
  const end = random.pick([-1, 0, 1, 4, 12, -2]);
  return random.chance(0.5)
    ? commands.getRanges(q, start, end, random.chance(0.5), someStates(random))
    : commands.getJobs(q, start, end, random.chance(0.5), random.int(1, 5), someStates(random));
}

export async function askState(world) {
  const { random } = world;
  const q = world.queue();
  const id = await world.someId(q, ...states);
  return random.pick([
    () => commands.getState(q, id),
    () => commands.getStateV2(q, id),
    () => commands.isFinished(q, id, random.chance(0.5)),
    () => commands.isJobInList(q, random.pick(lists), id),
  ])();
}

export async function page(world) {
  const { random } = world;
  const q = world.queue();
  const id = random.chance(0.5) ? 'crowd' : await world.someId(q, 'waiting-children', 'completed');
  const key = q.key(`${id}:${random.pick(['dependencies', 'processed'])}`);
  const start = random.pick([0, 0, 1, 3, 120, 250]);
  const raw = id === 'crowd' ? [crowd(key)] : [];
  return [
    { raw },
    commands.paginate(key, {
      start,
      end: random.pick([-1, start - 1, start, start + 1, start + 5, start + 150]),
      cursor: 0,
      passed: 0,
      rounds: random.pick([5, 2]),
      withJobs: random.chance(0.5),
    }),
    { raw: raw.map(() => ['DEL', key]) },
  ];
}

/** Fills a set or hash with more elements than one scan returns. */
function crowd(key) {
  const members = Array.from({ length: 300 }, (_, i) => `bull:qb:child${i}`);
  return key.endsWith('dependencies') ? ['SADD', key, ...members] : ['HSET', key, ...members.flatMap((member) => [member, '1'])];
}

export const inspectingSteps = [
  [2, count],
  [2, list],
  [2, askState],
  [1, page],
  [0.3, (world) => commands.getJobScheduler(world.queue(), world.random.pick(schedulerIds))],
];
