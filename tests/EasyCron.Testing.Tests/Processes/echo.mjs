// What AnsweringProcessTests asks.
import { spawn } from 'node:child_process';
import { answer, tell } from '../../EasyCron.Interop.Tests/node/json-lines.mjs';

const delays = new Map();

answer({
  echo: params => params,
  later: ({ name }) => new Promise(resolve => delays.set(name, resolve)),
  release: ({ name }) => delays.get(name)(name),
  fail: () => { throw new TypeError('on purpose'); },
  tell: ({ event, data }) => tell(event, data),
  spawn: () => spawn('sleep', ['600'], { stdio: 'ignore' }).pid,
  exit: () => { console.error('last words'); process.exit(3); },
});
tell('ready', process.argv.slice(2));
