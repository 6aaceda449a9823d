// addFlows, a command of our own: it leaves what BullMQ's add commands leave for the same tree, or nothing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commands, contents, now, openBench } from './bench.mjs';

const order = [
  ['p', 'addParentJob'],
  ['a', 'addStandardJob'],
  ['b', 'addDelayedJob'],
];

/** The tree p with the children a (plain) and b (delayed), as the arguments of the add commands. */
function tree(q, { thief } = {}) {
  return order.map(([id, command]) => {
    const parent = id === 'p' ? undefined : { queue: q, id: thief && id === 'a' ? thief : 'p' };
    const opts = { attempts: 0, ...(id === 'b' && { delay: 1000 }) };
    return commands.add(command, q, { id, name: id, timestamp: now, data: '{}', opts, parent, insideFlow: true });
  });
}

const addFlows = (q, steps) => ({
  command: 'addFlows',
  keys: [q.key('meta')],
  args: [now, ...steps.flatMap(({ command, args }) => [command === 'addParentJob' ? 1 : 0, ...args])],
});

test('addFlows leaves what the add commands leave', async (t) => {
  const { redis, q, other, run } = await openBench(t);
  for (const step of tree(other)) {
    await run(step);
  }
  assert.deepEqual(await run(addFlows(q, tree(q))), [1, 'p', 1, 'a', 1, 'b', 1]);
  assert.deepEqual(await contents(redis, q), await contents(redis, other));
});

test('addFlows writes nothing when one job cannot be added, and says which', async (t) => {
  const bench = await openBench(t);
  const { q, run, image } = bench;
  const before = await image();
  assert.deepEqual(await run(addFlows(q, tree(q, { thief: 'nobody' }))), [0, '', 1, '', -5, '', 1]);
  assert.deepEqual(await image(), before);
});

test('addFlows refuses malformed jobs before it writes', async (t) => {
  const { q, run, image } = await openBench(t);
  const steps = tree(q);
  steps[2].args[2] = Buffer.from([0xc1]);
  await assert.rejects(run(addFlows(q, steps)), /ARGV\[3\]/);
  await assert.rejects(run({ ...addFlows(q, tree(q)), keys: [q.key('wait')] }), /KEYS\[1\] is not the meta/);
  assert.deepEqual(await image(), {});
});
