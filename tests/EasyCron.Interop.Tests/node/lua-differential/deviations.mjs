// Where our commands deliberately do something else than BullMQ's. Each entry says of which commands, in which corner (judged on the
// state before the step) and why; only a difference that meets such a corner is forgiven. lua/README.md lists the same in words.
import { readFileSync } from 'node:fs';

const factsLua = readFileSync(new URL('./facts.lua', import.meta.url), 'utf8');
const handingOut = ['moveToActive', 'moveToFinished', 'moveToDelayed', 'retryJob'];
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

/** Whether a job of one of the states passes the test. */
const anyJob = (facts, states, test) => states.some((state) => (facts.states[state] ?? []).some(test));
const everyState = ['wait', 'active', 'paused', 'prioritized', 'delayed', 'completed', 'failed', 'waiting-children'];

export const deviations = [
  {
    name: 'an id without a hash is dropped, not run as a nameless job or given a hash',
    commands: [...handingOut, 'moveStalledJobsToWait', 'promote'],
    applies: ({ own }) => anyJob(own, ['wait', 'prioritized', 'delayed', 'active'], (job) => !job.exists),
  },
  {
    name: 'markers of old versions ("0:...") are skipped however many there are, also when a finishing worker fetches',
    commands: handingOut,
    applies: ({ own }) => anyJob(own, ['wait'], (job) => job.id.startsWith('0:')),
  },
  {
    name: 'drain removes exactly the drained ids from a list that holds the job of a scheduler',
    commands: ['drain'],
    applies: ({ own }) => anyJob(own, ['wait', 'paused'], (job) => own.current[job.id]),
  },
  {
    name: 'obliterate deletes the rate limit, and parents whose pending children are all gone',
    commands: ['obliterate'],
    applies: ({ own }) => own.limiter || own.states['waiting-children'],
  },
  {
    name: 'clean with a limit looks past the jobs it has to leave',
    commands: ['cleanJobsInSet'],
    applies: (_, step) => Number(step.args[2]) > 0,
  },
  {
    name: 'a parent that loses its last pending child by removal keeps its priority and its delay',
    commands: removing,
    applies: ({ all }) => all.some((queue) => anyJob(queue, ['waiting-children'], (job) => job.queuesLater)),
  },
  {
    name: 'a parent deleted with its last child ends the deduplication it owns, not that of the child',
    commands: ['cleanJobsInSet', 'drain', 'obliterate'],
    applies: ({ all }) => all.some((queue) => anyJob(queue, everyState, (job) => job.deid && (job.isChild || queue.states['waiting-children']))),
  },
  {
    name: 'a parent without a hash is not queued by removal',
    commands: removing,
    applies: ({ all }) => all.some((queue) => anyJob(queue, ['waiting-children'], (job) => !job.exists)),
  },
  {
    name: 'ids with colons are found in flows',
    commands: removing,
    applies: ({ all }) =>
      all.some((queue) => queue.flowIdsWithColon || anyJob(queue, everyState, (job) => job.isChild && job.id.includes(':'))),
  },
  {
    name: 'an upsert finds the pending job of its scheduler in wait and in paused alike',
    commands: ['addJobScheduler'],
    applies: ({ own }) => anyJob(own, [own.isPaused ? 'wait' : 'paused'], (job) => own.current[job.id]),
  },
  {
    name: 'a rate limit whose duration is unknown hands out no job instead of breaking off halfway',
    commands: ['moveToActive', 'moveToFinished', 'moveToDelayed'],
    applies: ({ own }) => own.max && !own.duration,
  },
];

/** The names of the deviations in whose corner the step begins. */
export async function cornersOf(redis, step, prefixes) {
  const candidates = deviations.filter(({ commands }) => commands.includes(step.command));
  if (candidates.length === 0) {
    return [];
  }
  const facts = JSON.parse(await redis.eval(factsLua, 0, ...prefixes));
  const own = facts[prefixes.find((prefix) => step.keys.some((key) => key.startsWith(prefix)))];
  return candidates.filter(({ applies }) => applies({ own, all: Object.values(facts) }, step)).map(({ name }) => name);
}
