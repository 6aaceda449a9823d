// One run from empty databases: random steps, both sides compared after each.
import { addingSteps, flowSteps } from './steps/adding.mjs';
import { disturbingSteps } from './steps/disturbing.mjs';
import { inspectingSteps } from './steps/inspecting.mjs';
import { maintainingSteps } from './steps/maintaining.mjs';
import { processingSteps } from './steps/processing.mjs';
import { schedulingSteps } from './steps/scheduling.mjs';
import { cornersOf } from './deviations.mjs';
import { spoil } from './malformed.mjs';
import { Random } from './random.mjs';
import { sameReply } from './replies.mjs';
import { NothingToDo, World } from './world.mjs';

/** Weights of the groups of steps; each episode takes one row, so that every part is also met at length. */
const profiles = [
  { adding: 24, flows: 5, processing: 50, scheduling: 6, inspecting: 6, maintaining: 5, disturbing: 5 },
  { adding: 8, flows: 16, processing: 60, scheduling: 1, inspecting: 6, maintaining: 5, disturbing: 3 },
  { adding: 8, flows: 2, processing: 50, scheduling: 28, inspecting: 3, maintaining: 5, disturbing: 3 },
  { adding: 30, flows: 6, processing: 36, scheduling: 6, inspecting: 8, maintaining: 16, disturbing: 4 },
];
const groups = {
  adding: addingSteps,
  flows: flowSteps,
  processing: processingSteps,
  scheduling: schedulingSteps,
  inspecting: inspectingSteps,
  maintaining: maintainingSteps,
  disturbing: disturbingSteps,
};

/** A difference that no deviation explains. */
export class Difference extends Error {
  constructor(step, text) {
    super(text);
    this.step = step;
  }
}

/**
 * Runs an episode. counts: steps, per command, refused, per deviation.
 * @throws {Difference}
 */
export async function runEpisode(twin, seed, length, counts) {
  const random = new Random(seed);
  const world = new World(random, twin.theirs);
  const profile = Object.entries(random.pick(profiles)).map(([group, weight]) => [weight, groups[group]]);
  const prefixes = world.queues.map(({ prefix }) => prefix);
  await twin.clear();
  for (let done = 0, tries = 0; done < length && tries < 10 * length; tries++) {
    for (const step of await makeSteps(world, random.weighted(profile))) {
      const spoilt = random.chance(0.02) && step.command ? spoil(step, random) : null;
      await (spoilt ? checkRefusal(twin, spoilt, counts) : checkStep(twin, step, prefixes, counts));
      done++;
    }
  }
}

async function makeSteps(world, group) {
  try {
    return [await world.random.weighted(group)(world)].flat().filter(Boolean);
  } catch (error) {
    if (error instanceof NothingToDo) {
      return [];
    }
    throw error;
  }
}

async function checkStep(twin, step, prefixes, counts) {
  counts.steps++;
  if (step.raw) {
    await twin.apply(step.raw);
    return;
  }
  const corners = await cornersOf(twin.theirs, step, prefixes);
  const [theirs, ours] = await twin.run(step);
  countReply(counts, step.command, ours);
  const problem = compareReplies(theirs, ours) ?? (await twin.difference());
  if (problem === null) {
    return;
  }
  if (corners.length === 0) {
    throw new Difference(step, problem);
  }
  for (const corner of corners) {
    counts.deviations.set(corner, (counts.deviations.get(corner) ?? 0) + 1);
  }
  await twin.copyOursToTheirs();
}

/** Counts what a command answered: an error, a code, a job, a list, nothing. */
function countReply(counts, command, { value, error }) {
  const kind = error
    ? 'error'
    : Array.isArray(value)
      ? `[${value.length > 4 ? '...' : value.map((item) => (item && typeof item === 'object' ? '{}' : typeof item === 'number' && item <= 0 ? item : '*'))}]`
      : typeof value === 'number' && value <= 2
        ? value
        : typeof value;
  const kinds = counts.commands.get(command) ?? new Map();
  counts.commands.set(command, kinds.set(kind, (kinds.get(kind) ?? 0) + 1));
}

function compareReplies(theirs, ours) {
  if (theirs.error && ours.error) {
    return null;
  }
  if (theirs.error || ours.error) {
    return `theirs: ${theirs.error ?? JSON.stringify(theirs.value)}\nours:   ${ours.error ?? JSON.stringify(ours.value)}`;
  }
  return sameReply(theirs.value, ours.value)
    ? null
    : `the replies differ\n  theirs: ${JSON.stringify(theirs.value)}\n  ours:   ${JSON.stringify(ours.value)}`;
}

/** A spoilt argument must be refused by name, and nothing may be written. The original may write halfway: it is put back. */
async function checkRefusal(twin, step, counts) {
  counts.steps++;
  counts.refused++;
  const before = await twin.digestOfOurs();
  const [, ours] = await twin.run(step);
  if (!ours.error?.includes(step.refusedArgument)) {
    throw new Difference(step, `${step.refusedArgument} was to be refused, the answer was ${JSON.stringify(ours)}`);
  }
  if ((await twin.digestOfOurs()) !== before) {
    throw new Difference(step, `${step.refusedArgument} was refused, but something was written before`);
  }
  await twin.copyOursToTheirs();
}
