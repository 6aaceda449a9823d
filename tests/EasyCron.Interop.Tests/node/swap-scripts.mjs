// Makes a copy of the installed bullmq package whose commands are those of lua/, so that Node's client can be tested on them.
// usage: node swap-scripts.mjs [folder of the copy]     default: node_modules/bullmq-swapped, imported as 'bullmq-swapped'
// Both forms are swapped: the modules the package loads (dist/*/scripts/*.js) and the .lua files its script loader reads
// (dist/*/commands, with our includes beside). Commands that lua/ has not are left as they are.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { loadLuaCommands, luaRoot } from './lua-scripts.mjs';

const here = dirname(fileURLToPath(import.meta.url));

/** Makes the copy, unless it is there and of these scripts, and returns its folder. */
export function swapScripts(target = join(here, 'node_modules/bullmq-swapped')) {
  const commands = loadLuaCommands();
  const stampFile = join(target, '.swapped');
  const version = readFileSync(join(here, 'node_modules/bullmq/package.json'), 'utf8');
  const stamp = createHash('sha256').update(version).update(JSON.stringify([...commands])).digest('hex');
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) {
    return target;
  }
  rmSync(target, { recursive: true, force: true });
  cpSync(join(here, 'node_modules/bullmq'), target, { recursive: true });
  for (const format of ['cjs', 'esm']) {
    const dist = join(target, 'dist', format);
    for (const file of readdirSync(join(dist, 'scripts'))) {
      const command = commands.get(/^(.+)-\d+\.js$/.exec(file)?.[1]);
      if (command) {
        writeFileSync(join(dist, 'scripts', file), scriptModule(command, format));
      }
    }
    mkdirSync(join(dist, 'commands'), { recursive: true });
    cpSync(join(luaRoot, 'commands'), join(dist, 'commands'), { recursive: true });
    cpSync(join(luaRoot, 'includes'), join(dist, 'includes'), { recursive: true });
  }
  writeFileSync(stampFile, stamp);
  return target;
}

function scriptModule(command, format) {
  const value = JSON.stringify(command);
  return format === 'esm'
    ? `export const ${command.name} = ${value};\n`
    : `"use strict";\nObject.defineProperty(exports, "__esModule", { value: true });\nexports.${command.name} = ${value};\n`;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  console.log(swapScripts(process.argv[2] && resolve(process.argv[2])));
}
