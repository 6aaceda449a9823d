// What no command does: settings written by hand, keys that expire, old markers, ids whose hash is lost, streams that are cut.
import { dedupIds } from '../world.mjs';

export function setting(world) {
  const { random } = world;
  const meta = world.queue().key('meta');
  return {
    raw: [
      random.pick([
        ['HSET', meta, 'concurrency', random.int(1, 4)],
        ['HDEL', meta, 'concurrency'],
        ['HDEL', meta, 'concurrency'],
        ['HSET', meta, 'max', random.int(1, 5), 'duration', random.int(10, 50) * 10000],
        ['HDEL', meta, 'max', 'duration'],
        ['HDEL', meta, 'max', 'duration'],
        ['HDEL', meta, 'duration'],
        ['HSET', meta, 'opts.maxLenEvents', random.pick([0, 10, 10000])],
        ['HDEL', meta, 'opts.maxLenEvents'],
      ]),
    ],
  };
}

export async function expire(world) {
  const { random } = world;
  const q = world.queue();
  const lockOf = await world.someId(q, 'active');
  return {
    raw: [
      random.pick([
        ['DEL', q.key('limiter')],
        ['DEL', q.key(`${lockOf}:lock`)],
        ['DEL', q.key('stalled-check')],
        ['DEL', q.key(`de:${random.pick(dedupIds)}`)],
        ['SET', q.key('limiter'), '9007199254740991', 'PX', '600000'],
        ['DEL', q.key('marker')],
        ['DEL', q.key('events')],
        ['DEL', q.key('events')],
      ]),
    ],
  };
}

export function oldMarker(world) {
  const { random } = world;
  const q = world.queue();
  return { raw: [[random.pick(['RPUSH', 'LPUSH']), q.key(random.pick(['wait', 'paused'])), random.pick(['0:0', '0:1700000000000'])]] };
}

/** What clients of BullMQ 5 leave: waiting jobs in the list paused. */
export async function oldPause(world) {
  const q = world.queue();
  const [wait, paused] = [await world.ids(q, 'wait'), await world.ids(q, 'paused')];
  return wait.length && !paused.length
    ? { raw: [['RENAME', q.key('wait'), q.key('paused')], ['HSET', q.key('meta'), 'paused', '1']] }
    : null;
}

export async function loseHash(world) {
  const q = world.queue();
  return { raw: [['DEL', q.key(await world.someId(q, 'wait', 'delayed', 'prioritized', 'active', 'completed', 'waiting-children'))]] };
}

export const disturbingSteps = [
  [5, setting],
  [5, expire],
  [1.5, oldMarker],
  [0.7, oldPause],
  [0.5, loseHash],
];
