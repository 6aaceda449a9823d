// Where our commands deliberately do something else than BullMQ's. Each entry says of which commands, in which corner (judged on the
// state before the step) and why; only a difference that meets such a corner is forgiven. lua/README.md lists the same in words.
import { queueOf } from './commands.mjs';

const queueOfStep = (step) => queueOf(/^bull:([^:]+):/.exec(step.keys.find((key) => key !== ''))[1]);
const isHandedOut = ['moveToActive', 'moveToFinished', 'moveToDelayed', 'retryJob'];
const removing = [
  'moveToFinished',
  'cleanJobsInSet',
  'drain',
  'obliterate',
  'removeJob',
  'removeUnprocessedChildren',
  'removeChildDependency',
  'addJobScheduler',
];

async function members(redis, q, state) {
  return ['wait', 'active', 'paused'].includes(state)
    ? redis.lrange(q.key(state), 0, -1)
    : redis.zrange(q.key(state), 0, -1);
}

async function anyJob(redis, q, states, test) {
  for (const state of states) {
    for (const id of await members(redis, q, state)) {
      if (await test(id)) {
        return true;
      }
    }
  }
  return false;
}

async function currentIterations(redis, q) {
  const flat = await redis.zrange(q.key('repeat'), 0, -1, 'WITHSCORES');
  const ids = new Set();
  for (let i = 0; i < flat.length; i += 2) {
    ids.add(`repeat:${flat[i]}:${flat[i + 1]}`);
  }
  return ids;
}

const everyQueue = (test) => async (redis, step) => (await test(redis, queueOf('qa'), step)) || test(redis, queueOf('qb'), step);

export const deviations = [
  {
    name: 'an id without a hash is dropped, not run as a nameless job or given a hash',
    commands: [...isHandedOut, 'moveStalledJobsToWait', 'promote'],
    applies: async (redis, step) => {
      const q = queueOfStep(step);
      return anyJob(redis, q, ['wait', 'prioritized', 'delayed', 'active'], async (id) => !(await redis.exists(q.key(id))));
    },
  },
  {
    name: 'markers of old versions ("0:...") are skipped however many there are, and also when a finishing worker fetches',
    commands: isHandedOut,
    applies: async (redis, step) => (await redis.lrange(queueOfStep(step).key('wait'), 0, -1)).some((id) => id.startsWith('0:')),
  },
  {
    name: 'drain removes exactly the drained ids from a list that holds a scheduler\'s job',
    commands: ['drain'],
    applies: async (redis, step) => {
      const q = queueOfStep(step);
      const current = await currentIterations(redis, q);
      return anyJob(redis, q, ['wait', 'paused'], (id) => current.has(id));
    },
  },
  {
    name: 'obliterate deletes the rate limit, and parents whose pending children are all gone',
    commands: ['obliterate'],
    applies: async (redis, step) => {
      const q = queueOfStep(step);
      return (await redis.exists(q.key('limiter'), q.key('waiting-children'))) > 0;
    },
  },
  {
    name: 'clean with a limit looks past the jobs it has to leave',
    commands: ['cleanJobsInSet'],
    applies: async (redis, step) => Number(step.args[2]) > 0,
  },
  {
    name: 'a parent that loses its last pending child by removal keeps its priority and its delay',
    commands: removing,
    applies: everyQueue((redis, q) =>
      anyJob(redis, q, ['waiting-children'], async (id) =>
        (await redis.hmget(q.key(id), 'priority', 'delay')).some((value) => Number(value) !== 0),
      ),
    ),
  },
  {
    name: 'a parent deleted with its last child loses its own deduplication, not its child\'s',
    commands: removing,
    applies: everyQueue((redis, q) => anyJob(redis, q, ['waiting-children'], async (id) => redis.hexists(q.key(id), 'deid'))),
  },
  {
    name: 'a parent without a hash is not queued by removal',
    commands: removing,
    applies: everyQueue((redis, q) => anyJob(redis, q, ['waiting-children'], async (id) => !(await redis.exists(q.key(id))))),
  },
  {
    name: 'ids with colons are found in flows',
    commands: removing,
    applies: everyQueue(async (redis, q) =>
      (await redis.keys(`${q.prefix}*`)).some((key) => /^bull:[^:]+:(a:b:c|repeat:.*):(dependencies|processed|failed|unsuccessful)$/.test(key))
      || anyJob(redis, q, ['wait', 'active', 'delayed', 'prioritized', 'completed', 'failed', 'waiting-children'], async (id) =>
        id.includes(':') && (await redis.hexists(q.key(id), 'parentKey')),
      ),
    ),
  },
  {
    name: 'an upsert finds the scheduler\'s pending job in wait and in paused alike',
    commands: ['addJobScheduler'],
    applies: async (redis, step) => {
      const q = queueOfStep(step);
      const current = await currentIterations(redis, q);
      const isPaused = await redis.hexists(q.key('meta'), 'paused');
      return anyJob(redis, q, [isPaused ? 'wait' : 'paused'], (id) => current.has(id));
    },
  },
  {
    name: 'a rate limit whose duration is unknown hands out no job instead of breaking off halfway',
    commands: ['moveToActive', 'moveToFinished', 'moveToDelayed'],
    applies: async (redis, step) => {
      const [max, duration] = await redis.hmget(queueOfStep(step).key('meta'), 'max', 'duration');
      return max !== null && duration === null;
    },
  },
];
