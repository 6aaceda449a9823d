// Random job schedulers: upserts, iterations by the worker that holds the current job, removal.
import * as commands from '../commands.mjs';
import { randomOptions } from './adding.mjs';
import { schedulerIds } from '../world.mjs';

function iterationOptions(world, id, settings, count) {
  const { random } = world;
  const opts = { attempts: 0, ...randomOptions(random) };
  return {
    ...opts,
    repeat: { every: settings.every, pattern: settings.pattern, offset: settings.offset, count },
    jobId: `repeat:${id}:x`,
    delay: settings.every ? NaN : 5,
    timestamp: world.now,
    prevMillis: settings.pattern ? 1 : undefined,
    repeatJobKey: id,
  };
}

function nextOnGrid(world) {
  const step = world.random.pick([10000, 60000]);
  return (Math.floor(world.now / step) + 1) * step;
}

export function upsert(world) {
  const { random } = world;
  const id = random.pick(schedulerIds);
  const isInterval = random.chance(0.65);
  const settings = isInterval ? { every: random.pick([1000, 5000, 5000, 60000, 7]) } : { pattern: '*/10 * * * * *' };
  const record = {
    name: random.pick([id, 'other']),
    ...settings,
    startDate: random.chance(0.15) ? world.now + random.pick([-4000, 9000]) : undefined,
    endDate: random.chance(0.1) ? world.now + 1e6 : undefined,
    tz: random.chance(0.2) ? 'Europe/Athens' : undefined,
    limit: random.chance(0.1) ? 5 : undefined,
    offset: isInterval && random.chance(0.25) ? random.int(1, 900) : undefined,
  };
  const template = random.chance(0.4) ? {} : randomOptions(random);
  return commands.addJobScheduler(world.queue(), id, {
    next: isInterval ? '' : random.chance(0.9) ? nextOnGrid(world) : world.now - 5,
    record,
    data: random.pick(['{}', '{"jobId":"1"}']),
    template,
    opts: iterationOptions(world, id, { ...record }, 1),
    now: world.now,
  });
}

/** What a worker does with a scheduler's job that it holds; now and then with a job that is no longer current. */
export async function iterate(world) {
  const { random } = world;
  const q = world.queue();
  for (const id of await world.ids(q, random.chance(0.9) ? 'active' : 'completed')) {
    const [schedulerId, opts] = await world.redis.hmget(q.key(id), 'rjk', 'opts');
    if (schedulerId && opts) {
      const settings = JSON.parse(opts).repeat ?? {};
      return commands.updateJobScheduler(q, schedulerId, {
        next: settings.pattern ? nextOnGrid(world) : '',
        data: '{"ignored":1}',
        opts: iterationOptions(world, schedulerId, settings, (settings.count ?? 0) + 1),
        now: world.now,
        producerId: random.chance(0.95) ? id : 'repeat:s1:5',
      });
    }
  }
  return null;
}

export function remove(world) {
  return commands.removeJobScheduler(world.queue(), world.random.pick(schedulerIds));
}

export function read(world) {
  return commands.getJobScheduler(world.queue(), world.random.pick([...schedulerIds, 'none']));
}

export const schedulingSteps = [
  [5, upsert],
  [6, iterate],
  [1, remove],
  [1, read],
];
