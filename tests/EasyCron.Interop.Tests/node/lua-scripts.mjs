// Loads the commands of lua/ with their includes resolved: each include once, depth first, in place of its line.
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const includeLine = /^--- @include "([^"]+)"\s*$/;
export const luaRoot = resolve(dirname(fileURLToPath(import.meta.url)), '../../../lua');

/** @returns {Map<string, { name: string, keys: number, content: string }>} commands by name */
export function loadLuaCommands(root = luaRoot) {
  const folder = join(root, 'commands');
  const files = readdirSync(folder).filter((file) => file.endsWith('.lua'));
  return new Map(
    files.map((file) => {
      const [, name, keys] = /^(.+)-(\d+)\.lua$/.exec(file);
      return [name, { name, keys: Number(keys), content: flatten(join(folder, file), new Set()) }];
    }),
  );
}

function flatten(file, included) {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines
    .map((line) => {
      const match = includeLine.exec(line);
      if (!match) {
        return line;
      }
      const target = resolve(dirname(file), `${match[1]}.lua`);
      if (included.has(target)) {
        return '';
      }
      included.add(target);
      return flatten(target, included);
    })
    .join('\n');
}
