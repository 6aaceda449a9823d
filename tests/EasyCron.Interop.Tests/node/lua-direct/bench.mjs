// Calls the commands of lua/ directly, each test on a queue of its own.
import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { loadLuaCommands } from '../lua-scripts.mjs';
import { redisUrl } from '../private-redis.mjs';
import * as commands from '../lua-differential/commands.mjs';

const scripts = loadLuaCommands();
export const now = 1700000000000;
export { commands };

export async function openBench(t) {
  const redis = new Redis(await redisUrl());
  const name = randomUUID();
  const q = commands.queueOf(name);
  const other = commands.queueOf(`${name}-other`);
  t.after(async () => {
    const keys = await redis.keys(`bull:${name}*`);
    if (keys.length) {
      await redis.del(keys);
    }
    await redis.quit();
  });

  const run = ({ command, keys, args }) => redis.eval(scripts.get(command).content, keys.length, ...keys, ...args);
  return {
    redis,
    q,
    other,
    run,
    /** Adds a job with an id of its own; extra goes over the job, its opts over the options. */
    add: (id, { command = 'addStandardJob', queue = q, opts = {}, ...extra } = {}) =>
      run(commands.add(command, queue, { id, name: id, timestamp: now, data: '{}', opts: { attempts: 0, ...opts }, ...extra })),
    /** Takes the next job; returns its id, or undefined. */
    take: async (token = 'token', queue = q, worker = {}) => {
      const reply = await run(commands.moveToActive(queue, now, { token, lockDuration: 60000, ...worker }));
      return reply[1] === 0 ? undefined : reply[1];
    },
    finish: (id, options = {}, { queue = q, fetch = false, target = 'completed', fields } = {}) =>
      run(
        commands.moveToFinished(queue, id, {
          now,
          target,
          value: target === 'completed' ? '1' : 'reason',
          fetch,
          fields,
          options: { token: 'token', lockDuration: 60000, keepJobs: { count: -1 }, attempts: 0, maxMetricsSize: '', ...options },
        }),
      ),
    /** Every key of the test's queues with its dump: equal before and after where nothing was written. */
    image: async () => {
      const image = {};
      for (const key of (await redis.keys(`bull:${name}*`)).sort()) {
        image[key] = (await redis.dumpBuffer(key)).toString('hex');
      }
      return image;
    },
  };
}

/** What stands under a queue's keys, its own name taken out, in a form that can be compared. */
export async function contents(redis, q) {
  const found = {};
  for (const key of (await redis.keys(`${q.prefix}*`)).sort()) {
    const read = { hash: 'hgetall', list: ['lrange', 0, -1], set: 'smembers', zset: ['zrange', 0, -1, 'WITHSCORES'], string: 'get' }[await redis.type(key)];
    const [name, ...args] = read === undefined ? ['xrange', '-', '+'] : [read].flat();
    const value = await redis[name](key, ...args);
    const plain = name === 'xrange' ? value.map(([, fields]) => fields) : name === 'smembers' ? value.sort() : value;
    found[key.slice(q.prefix.length)] = JSON.parse(JSON.stringify(plain).replaceAll(q.prefix.slice(0, -1), 'Q'));
  }
  return found;
}
