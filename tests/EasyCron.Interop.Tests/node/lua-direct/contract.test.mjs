// The form of lua/: complete, every header a contract, every include named where it is used.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { luaRoot } from '../lua-scripts.mjs';
import { loadOriginalCommands } from '../lua-differential/twin.mjs';

const read = (folder) =>
  readdirSync(join(luaRoot, folder)).map((file) => ({
    name: file.replace('.lua', ''),
    text: readFileSync(join(luaRoot, folder, file), 'utf8'),
  }));
const commands = read('commands');
const includes = read('includes');
const errorNames = [...includes.find(({ name }) => name === 'errorCodes').text.matchAll(/^local ([A-Z_]+) = -\d+/gm)].map(([, name]) => name);

const included = (text) => [...text.matchAll(/^--- @include "(?:\.\.\/includes\/)?([^"]+)"$/gm)].map(([, name]) => name);
const code = (text) => text.replace(/^--\[\[[\s\S]*?^\]\]$/m, '').replace(/--.*$/gm, '').replace(/"(?:[^"\\]|\\.)*"/g, '""');

test('every command of BullMQ but the relay is there, with as many keys', () => {
  const expected = [...loadOriginalCommands().values()].filter(({ name }) => !name.startsWith('relay'));
  const ours = new Set(commands.map(({ name }) => name));
  assert.deepEqual(expected.map(({ name, keys }) => `${name}-${keys}`).filter((name) => !ours.has(name)), []);
});

for (const { name, text } of commands) {
  test(`${name} has a header that is its contract`, () => {
    const header = /^--\[\[([\s\S]*?)^\]\]$/m.exec(text)[1];
    for (const kind of ['KEYS', 'ARGV']) {
      const documented = [...header.matchAll(new RegExp(`^  ${kind}\\[(\\d+)\\] `, 'gm'))].map(([, index]) => Number(index));
      assert.deepEqual(documented, documented.map((_, i) => i + 1), `${kind} without gaps`);
      if (kind === 'KEYS') {
        assert.equal(documented.length, Number(/-(\d+)$/.exec(name)[1]));
      }
      const body = code(text);
      const used = [...body.matchAll(new RegExp(`\\b${kind}\\[(\\d+)\\]`, 'g'))].map(([, index]) => Number(index));
      const isOpenEnded = new RegExp(`\\b${kind}\\b(?!\\[)`).test(body);
      assert.ok(isOpenEnded || documented.every((index) => used.includes(index)), `${kind} all bound: ${used}`);
      const beforeCalls = text.slice(0, text.indexOf('local rcall'));
      assert.equal([...code(beforeCalls).matchAll(new RegExp(`\\b${kind}\\[`, 'g'))].length, used.length, `${kind} bound on top`);
    }
    assert.match(header, /^ {2}Output$/m);
    assert.match(header, /^ {2}Events$/m);
    const limit = ['moveToActive-11', 'moveToFinished-14'].includes(name) ? 200 : 100;
    assert.ok(text.split('\n').length - 1 <= limit, `at most ${limit} lines`);
  });
}

for (const { name, text } of includes.filter((include) => include.name !== 'errorCodes')) {
  test(`the include ${name} defines that one function`, () => {
    assert.deepEqual([...text.matchAll(/^local function (\w+)/gm)].map(([, defined]) => defined), [name]);
  });
}

for (const { name, text } of [...commands, ...includes]) {
  test(`${name} includes what it uses, and nothing else`, () => {
    const words = new Set(code(text).match(/\b[A-Za-z_]\w*\b/g));
    const used = includes.map((include) => include.name).filter((word) => words.has(word) && word !== name);
    if (name !== 'errorCodes' && errorNames.some((word) => words.has(word))) {
      used.push('errorCodes');
    }
    assert.deepEqual(included(text).sort(), used.sort());
  });
}
