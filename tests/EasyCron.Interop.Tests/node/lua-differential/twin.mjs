// Two databases of one server that receive the same calls: the first runs BullMQ's own scripts, the second ours.
import { createRequire } from 'node:module';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Redis } from 'ioredis';
import { loadLuaCommands } from '../lua-scripts.mjs';
import { normalizeReply } from './replies.mjs';

/** Writes every set anew in sorted order: SMEMBERS answers in an order that depends on how a set has grown. */
const alignSetsLua = `
for _, key in ipairs(redis.call("KEYS", "*")) do
  if redis.call("TYPE", key).ok == "set" then
    local members = redis.call("SMEMBERS", key)
    table.sort(members)
    redis.call("DEL", key)
    redis.call("SADD", key, unpack(members))
  end
end`;
const readingSets = ['moveStalledJobsToWait', 'obliterate', 'paginate', 'removeJob', 'removeUnprocessedChildren'];
const snapshotLua = readFileSync(new URL('./snapshot.lua', import.meta.url), 'utf8');

/** BullMQ's own commands, taken by program from the installed package. */
export function loadOriginalCommands() {
  const require = createRequire(import.meta.url);
  const folder = join(dirname(require.resolve('bullmq/package.json')), 'dist/cjs/scripts');
  const commands = new Map();
  for (const file of readdirSync(folder).filter((name) => /-\d+\.js$/.test(name))) {
    for (const command of Object.values(require(join(folder, file)))) {
      commands.set(command.name, command);
    }
  }
  return commands;
}

export class Twin {
  static async open(url) {
    const twin = new Twin();
    twin.theirs = new Redis(url, { db: 0, lazyConnect: true });
    twin.ours = new Redis(url, { db: 1, lazyConnect: true });
    await Promise.all([twin.theirs.connect(), twin.ours.connect()]);
    if ((await twin.theirs.dbsize()) + (await twin.ours.dbsize()) > 0) {
      throw new Error('databases 0 and 1 of the server are not empty: give a private server');
    }
    const load = async (commands) =>
      new Map(
        await Promise.all(
          [...commands.values()].map(async ({ name, keys, content }) => [
            name,
            { keys, sha: await twin.theirs.script('LOAD', content) },
          ]),
        ),
      );
    twin.ourCommands = await load(loadLuaCommands());
    twin.theirCommands = await load(loadOriginalCommands());
    return twin;
  }

  /** Runs one script on both sides. @returns {Promise<[reply, reply]>} theirs and ours; {value} or {error} */
  async run({ command, keys, args }) {
    if (readingSets.includes(command)) {
      await Promise.all([this.theirs.eval(alignSetsLua, 0), this.ours.eval(alignSetsLua, 0)]);
    }
    return [
      await evaluate(this.theirs, command, this.theirCommands.get(command), keys, args),
      await evaluate(this.ours, command, this.ourCommands.get(command), keys, args),
    ];
  }

  /** Runs plain Redis commands on both sides. */
  async apply(commands) {
    for (const [name, ...args] of commands) {
      await this.theirs.call(name, ...args);
      await this.ours.call(name, ...args);
    }
  }

  /** @returns {Promise<string | null>} how the two databases differ, null when they do not */
  async difference() {
    const [[theirDigest, , theirTtls], [ourDigest, , ourTtls]] = await Promise.all([
      this.theirs.eval(snapshotLua, 0, 'digest'),
      this.ours.eval(snapshotLua, 0, 'digest'),
    ]);
    if (theirDigest !== ourDigest) {
      return this.#describeDifference();
    }
    for (let i = 1; i < theirTtls.length; i += 2) {
      if (Math.abs(theirTtls[i] - ourTtls[i]) > 2000) {
        return `${theirTtls[i - 1]} expires in ${theirTtls[i]} ms with theirs, in ${ourTtls[i]} ms with ours`;
      }
    }
    return null;
  }

  async digestOfOurs() {
    return (await this.ours.eval(snapshotLua, 0, 'digest'))[0];
  }

  async #describeDifference() {
    const [theirs, ours] = await Promise.all([
      this.theirs.eval(snapshotLua, 0, 'all').then(([, flat]) => toMap(flat)),
      this.ours.eval(snapshotLua, 0, 'all').then(([, flat]) => toMap(flat)),
    ]);
    const keys = [...new Set([...theirs.keys(), ...ours.keys()])].filter((key) => theirs.get(key) !== ours.get(key));
    return keys.map((key) => describeKey(key, theirs.get(key), ours.get(key))).join('\n');
  }

  /** Makes the one database a copy of the other. */
  async copy(from, to, toIndex) {
    await to.flushdb();
    const pipeline = from.pipeline();
    for (const key of await from.keys('*')) {
      pipeline.call('COPY', key, key, 'DB', toIndex);
    }
    await pipeline.exec();
  }

  copyTheirsToOurs() {
    return this.copy(this.theirs, this.ours, 1);
  }

  copyOursToTheirs() {
    return this.copy(this.ours, this.theirs, 0);
  }

  async clear() {
    await Promise.all([this.theirs.flushdb(), this.ours.flushdb()]);
  }

  async close() {
    await this.clear();
    await Promise.all([this.theirs.quit(), this.ours.quit()]);
  }
}

async function evaluate(redis, command, script, keys, args) {
  if (!script) {
    throw new Error(`there is no command ${command}`);
  }
  try {
    return { value: normalizeReply(await redis.evalsha(script.sha, keys.length, ...keys, ...args)) };
  } catch (error) {
    return { error: error.message };
  }
}

function toMap(flat) {
  const map = new Map();
  for (let i = 0; i < flat.length; i += 2) {
    map.set(flat[i], flat[i + 1]);
  }
  return map;
}

/** Both descriptions of a key, without the lines at the beginning and the end that are equal. */
function describeKey(key, theirs, ours) {
  const [a, b] = [theirs ?? '(no such key)', ours ?? '(no such key)'].map((text) => text.split('\n'));
  let skipped = 0;
  while (a.length > 1 && b.length > 1 && a[0] === b[0]) {
    a.shift();
    b.shift();
    skipped++;
  }
  while (a.length > 1 && b.length > 1 && a.at(-1) === b.at(-1)) {
    a.pop();
    b.pop();
  }
  const after = skipped > 1 ? ` after ${skipped} equal lines` : '';
  return `${key}${after}\n  theirs: ${a.join('\n          ')}\n  ours:   ${b.join('\n          ')}`;
}
