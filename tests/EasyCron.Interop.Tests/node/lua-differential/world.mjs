// What the step generators know: the queues, a clock of their own, and the state of the original's database.
import { queueOf } from './commands.mjs';

export const tokens = ['t1', 't2', 't3'];
export const dedupIds = ['d1', 'd2'];
export const schedulerIds = ['s1', 's2', 'a:b'];
const lists = new Set(['wait', 'active', 'paused']);

/** Says that a step has nothing to work on; another one is made instead. */
export class NothingToDo extends Error {}

export class World {
  constructor(random, redis) {
    this.random = random;
    this.redis = redis;
    this.now = 1700000000000;
    this.queues = ['qa', 'qb'].map(queueOf);
    this.flows = 0;
  }

  tick() {
    this.now += this.random.weighted([
      [6, this.random.int(0, 40)],
      [3, this.random.int(100, 5000)],
      [1, this.random.int(20000, 200000)],
    ]);
    return this.now;
  }

  queue() {
    return this.random.chance(0.75) ? this.queues[0] : this.queues[1];
  }

  async ids(q, state) {
    return lists.has(state) ? this.redis.lrange(q.key(state), 0, -1) : this.redis.zrange(q.key(state), 0, -1);
  }

  /** An id in that state, or none. */
  async idIn(q, state) {
    const ids = await this.ids(q, state);
    return ids.length ? this.random.pick(ids) : undefined;
  }

  /** Mostly an id of one of the states; now and then one that is elsewhere or nowhere. Throws NothingToDo where there is none. */
  async someId(q, ...states) {
    if (this.random.chance(0.06)) {
      return this.random.pick(['1', '2', '3', '7', 'x1', 'x2', 'nobody']);
    }
    for (const state of [this.random.pick(states), ...states]) {
      const id = await this.idIn(q, state);
      if (id !== undefined) {
        return id;
      }
    }
    throw new NothingToDo();
  }

  /** An active job whose hash has a field, if there is one: a child (parentKey), the owner of a deduplication (deid). */
  async activeWith(q, field) {
    const ids = await this.ids(q, 'active');
    const have = await Promise.all(ids.map((id) => this.redis.hexists(q.key(id), field)));
    const found = ids.filter((_, i) => have[i]);
    return found.length ? this.random.pick(found) : undefined;
  }

  /** An active job with pending children, if there is one. */
  async activeParent(q) {
    for (const id of await this.ids(q, 'active')) {
      if (await this.redis.exists(q.key(`${id}:dependencies`))) {
        return id;
      }
    }
    return undefined;
  }

  /** The token that holds a job's lock; now and then another one, or "0" for none. */
  async token(q, id) {
    if (this.random.chance(0.05)) {
      return this.random.pick([...tokens, '0', 'other']);
    }
    return (await this.redis.get(q.key(`${id}:lock`))) ?? '0';
  }

  worker(token = this.random.pick([...tokens, ...tokens, '0'])) {
    const { random } = this;
    return {
      token,
      lockDuration: random.int(30, 90) * 10000,
      limiter: random.chance(0.15) ? { max: random.int(1, 4), duration: random.int(10, 40) * 10000 } : undefined,
      name: random.chance(0.4) ? random.pick(['w1', 'w2']) : undefined,
    };
  }
}
