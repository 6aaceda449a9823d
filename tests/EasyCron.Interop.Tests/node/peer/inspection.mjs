/** Questions about a whole queue. */
export const inspectionQuestions = (client) => ({
  counts: async (question) => (await client.queue(question)).getJobCounts(...(question.states ?? [])),
  countsPerPriority: async (question) => (await client.queue(question)).getCountsPerPriority(question.priorities),

  async jobs(question) {
    const jobs = await (await client.queue(question)).getJobs([question.state], question.start, question.end, question.asc);
    return jobs.map(({ id }) => id);
  },

  /** The whole key space of a prefix is read raw, so that nothing a client hides escapes the comparison. */
  async keys({ prefix }) {
    const found = [];
    for await (const page of client.redis.scanStream({ match: `${prefix}:*`, count: 1000 })) {
      found.push(...page);
    }
    return Promise.all([...new Set(found)].sort().map((key) => readKey(client.redis, key)));
  },

  async workers(question) {
    const workers = await (await client.queue(question)).getWorkers();
    return workers.map(({ name, rawname }) => ({ name, rawname }));
  },

  async eventReaders(question) {
    const readers = await (await client.queue(question)).getQueueEvents();
    return readers.map(({ name, rawname }) => ({ name, rawname }));
  },

  async metrics(question) {
    const { meta, data } = await (await client.queue(question)).getMetrics(question.type);
    return { total: Number(meta.count), data: data.map(Number) };
  },

  prometheus: async (question) => (await client.queue(question)).exportPrometheusMetrics(question.labels),
});

const readers = {
  string: (redis, key) => redis.get(key),
  list: (redis, key) => redis.lrange(key, 0, -1),
  set: async (redis, key) => (await redis.smembers(key)).sort(),
  // In pairs or flat, with numbers or texts, as the client's protocol is.
  zset: async (redis, key) => (await redis.call('ZRANGE', key, 0, -1, 'WITHSCORES')).flat().map(String),
  hash: (redis, key) => redis.hgetall(key),
  stream: async (redis, key) => (await redis.xrange(key, '-', '+')).map(([, fields]) => fields),
};

async function readKey(redis, key) {
  const [type, ttl] = [await redis.type(key), await redis.pttl(key)];
  return { key, type, ttl, value: type === 'none' ? null : await readers[type](redis, key) };
}
