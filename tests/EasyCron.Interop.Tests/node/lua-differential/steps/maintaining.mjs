// Random housekeeping: clean, drain, obliterate, remove, pause, and the smaller acts.
import * as commands from '../commands.mjs';
import { dedupIds } from '../world.mjs';

export async function clean(world) {
  const { random } = world;
  const q = world.queue();
  const states = ['completed', 'failed', 'wait', 'active', 'delayed', 'prioritized', 'paused'];
  const filled = await Promise.all(states.map((state) => world.idIn(q, state)));
  const state = random.pick(random.chance(0.9) ? states.filter((_, i) => filled[i] !== undefined).concat('wait') : states);
  return commands.cleanJobsInSet(q, state, world.now - random.pick([0, 0, 1000, 60000]), random.pick([0, 0, 1, 2, 5]));
}

export const drain = (world) => commands.drain(world.queue(), world.random.chance(0.4));

export async function obliterate(world) {
  const { random } = world;
  const q = world.queue();
  const step = () => commands.obliterate(q, random.pick([2, 5, 1000]), random.chance(0.6));
  return random.chance(0.2) ? step() : [commands.pause(q, true, true), step(), step(), step()];
}

export async function remove(world) {
  const { random } = world;
  const q = world.queue();
  const id = await world.someId(q, 'wait', 'delayed', 'completed', 'failed', 'prioritized', 'waiting-children', 'active');
  return commands.removeJob(q, id, random.chance(0.6));
}

export async function removeChildren(world) {
  const q = world.queue();
  return commands.removeUnprocessedChildren(q, (await world.activeParent(q)) ?? (await world.someId(q, 'waiting-children')));
}

export async function breakLink(world) {
  const { random } = world;
  const q = world.queue();
  const parentId = await world.someId(q, 'waiting-children', 'active');
  const children = (await world.redis.smembers(q.key(`${parentId}:dependencies`))).sort();
  const childKey = children.length && random.chance(0.9) ? random.pick(children) : q.key(random.pick(['1', 'x1', 'nobody']));
  return commands.removeChildDependency(q, childKey, q.key(parentId));
}

export async function endDeduplication(world) {
  const { random } = world;
  const q = world.queue();
  const dedupId = random.pick(dedupIds);
  const owner = (await world.redis.get(q.key(`de:${dedupId}`))) ?? '1';
  return commands.removeDeduplicationKey(q, dedupId, random.chance(0.8) ? owner : 'nobody');
}

export async function removeOrphans(world) {
  const { random } = world;
  const states = ['', 'active', 'wait', 'waiting-children', 'paused', 'id', 'delayed', 'prioritized', 'stalled-check', 'completed'];
  states.push('failed', 'stalled', 'repeat', 'limiter', 'meta', 'events', 'pc', 'marker', 'de');
  const subKeys = ['logs', 'dependencies', 'processed', 'failed', 'unsuccessful', 'lock'];
  const candidates = ['1', '2', '3', '4', '5', 'x1', 'x2', 'f1', 'nobody'].filter(() => random.chance(0.6));
  return commands.removeOrphanedJobs(world.queue(), states, subKeys, candidates);
}

export async function pauseOrResume(world) {
  const { random } = world;
  const q = world.queue();
  const isPaused = await world.redis.hexists(q.key('meta'), 'paused');
  return commands.pause(q, isPaused ? random.chance(0.2) : random.chance(0.7), random.chance(0.8));
}

export const maintainingSteps = [
  [4, clean],
  [0.7, drain],
  [0.4, obliterate],
  [4, remove],
  [1.5, removeChildren],
  [2, breakLink],
  [1, endDeduplication],
  [1, removeOrphans],
  [4, pauseOrResume],
];
