// Makes a copy of the installed bullmq package whose commands are those of lua/, so that Node's client can be tested on them.
// usage: node swap-scripts.mjs [folder of the copy]     default: node_modules/bullmq-swapped, imported as 'bullmq-swapped'
// Both forms are swapped: the modules the package loads (dist/*/scripts/*.js) and the .lua files its script loader reads
// (dist/*/commands, with our includes beside). Commands that lua/ has not are left as they are.
import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { loadLuaCommands, luaRoot } from './lua-scripts.mjs';

const here = dirname(fileURLToPath(import.meta.url));

/** Makes the copy and returns its folder. */
export function swapScripts(target = join(here, 'node_modules/bullmq-swapped')) {
  rmSync(target, { recursive: true, force: true });
  cpSync(join(here, 'node_modules/bullmq'), target, { recursive: true });
  const commands = loadLuaCommands();
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
