// Lets a script be asked by tests, one JSON text a line (the other side is AnsweringProcess in EasyCron.Testing):
//   {"id": 1, "method": "add", "params": ...}   on standard input
//   {"id": 1, "result": ...}  or  {"id": 1, "error": "..."}  or  {"event": "completed", "data": ...}   on standard output
// What a script wants to say to people it says with console.error.
import { createInterface } from 'node:readline';

const write = message => process.stdout.write(`${JSON.stringify(message)}\n`);

/** Tells the test that something happened. */
export const tell = (event, data = null) => write({ event, data });

/** Answers questions by the functions of the same name, side by side, until standard input ends; then runs close. */
export function answer(methods, close = () => {}) {
  const lines = createInterface({ input: process.stdin });
  lines.on('line', async line => {
    const { id, method, params } = JSON.parse(line);
    try {
      if (!Object.hasOwn(methods, method)) {
        throw new Error(`There is no method "${method}" here, only ${Object.keys(methods).join(', ')}.`);
      }
      write({ id, result: (await methods[method](params)) ?? null });
    } catch (error) {
      write({ id, error: error?.stack ?? String(error) });
    }
  });
  lines.on('close', close);
}
