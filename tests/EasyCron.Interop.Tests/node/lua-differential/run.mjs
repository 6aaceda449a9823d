// Compares our Lua commands with BullMQ's own on random sequences of calls.
// usage: node lua-differential/run.mjs [--redis redis://127.0.0.1:6379] [--seed N] [--steps N] [--episode N]
//   --redis    a private server, whose databases 0 and 1 are empty (default: one is started)
//   --seed     first seed; each episode takes the next one (default 1)
//   --steps    steps in all (default 30000)
//   --episode  steps of an episode, which starts from empty databases (default 120)
// exit: 0 no difference but the declared ones, 1 a difference (the step is printed), 2 wrong usage
import { parseArgs } from 'node:util';
import { unpack } from 'msgpackr';
import { startServer } from '../private-redis.mjs';
import { deviations } from './deviations.mjs';
import { Difference, runEpisode } from './episode.mjs';
import { Twin } from './twin.mjs';

const { values } = parseArgs({
  options: {
    redis: { type: 'string' },
    seed: { type: 'string', default: '1' },
    steps: { type: 'string', default: '30000' },
    episode: { type: 'string', default: '120' },
  },
});
const [firstSeed, steps, episode] = [values.seed, values.steps, values.episode].map(Number);
if (![firstSeed, steps, episode].every(Number.isSafeInteger)) {
  console.error('usage: node lua-differential/run.mjs [--redis redis://127.0.0.1:6379] [--seed N] [--steps N] [--episode N]');
  process.exit(2);
}

const counts = { steps: 0, refused: 0, commands: new Map(), deviations: new Map() };
const twin = await Twin.open(values.redis ?? (await startServer()));
let seed = firstSeed;
try {
  for (; counts.steps < steps; seed++) {
    await runEpisode(twin, seed, episode, counts);
  }
  report();
} catch (error) {
  if (!(error instanceof Difference)) {
    throw error;
  }
  console.error(`seed ${seed}, step ${counts.steps}: ${error.step.command}`);
  console.error(`  KEYS ${error.step.keys.join(' ')}`);
  error.step.args.forEach((argument, i) => console.error(`  ARGV[${i + 1}] ${show(argument)}`));
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await twin.close();
}

function report() {
  console.log(`${counts.steps} steps, ${seed - firstSeed} seeds from ${firstSeed}, no undeclared difference`);
  const shared = [...twin.ourCommands.keys()].filter((name) => twin.theirCommands.has(name));
  const missing = shared.filter((name) => !counts.commands.has(name));
  console.log(`${counts.commands.size} commands${missing.length ? `, not called: ${missing.join(', ')}` : ', all that lua/ shares with BullMQ'}`);
  for (const [name, kinds] of [...counts.commands].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const total = [...kinds.values()].reduce((sum, count) => sum + count, 0);
    console.log(`  ${name} ${total}: ${[...kinds].map(([kind, count]) => `${kind} x ${count}`).join(', ')}`);
  }
  console.log(`${counts.refused} calls with a malformed argument, all refused before anything was written`);
  for (const { name } of deviations) {
    console.log(`  ${counts.deviations.get(name) ?? 0} differences in the corner: ${name}`);
  }
}

function show(argument) {
  if (!Buffer.isBuffer(argument)) {
    return JSON.stringify(argument);
  }
  try {
    return JSON.stringify(unpack(argument));
  } catch {
    return `0x${argument.toString('hex')}`;
  }
}
