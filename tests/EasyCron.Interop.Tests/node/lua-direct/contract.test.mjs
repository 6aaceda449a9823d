// The form of lua/: complete, short, one function an include, every include named where it is used. (The numbering of KEYS and ARGV
// in the headers is held by EasyCron.Architecture.Tests.)
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
  test(`${name} says what it answers and announces, and is not too long`, () => {
    const header = /^--\[\[([\s\S]*?)^\]\]$/m.exec(text)[1];
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
