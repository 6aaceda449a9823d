/** Watching a queue's events from its first one, waiting for ends, and publishing events of one's own. */
export function watchQuestions(client) {
  const watches = new Map();
  const keyOf = ({ prefix, queue }) => `${prefix}:${queue}`;

  async function watch(question) {
    const key = keyOf(question);
    if (!watches.has(key)) {
      const events = new client.bullmq.QueueEvents(question.queue, { ...client.options(question), lastEventId: '0-0' });
      const seen = [];
      const emit = events.emit.bind(events);
      events.emit = (name, fields, id) => {
        if (name === 'error') {
          console.error(`events of ${key}: ${fields.stack}`);
        } else if (isEvent(name)) {
          seen.push({ event: name, ...(id === undefined ? {} : fields) });
        }
        return name === 'error' || emit(name, fields, id);
      };
      watches.set(key, { events, seen });
      await events.waitUntilReady();
    }
    return watches.get(key);
  }

  return {
    watch: async (question) => void (await watch(question)),
    seen: async (question) => (await watch(question)).seen,

    async waitUntilFinished(question) {
      const { events } = await watch(question);
      return (await client.job(question)).waitUntilFinished(events, question.ttl);
    },

    async unwatch(question) {
      await (await watch(question)).events.close();
      watches.delete(keyOf(question));
    },

    async publish(question) {
      const producer = new client.bullmq.QueueEventsProducer(question.queue, client.options(question));
      await producer.publishEvent({ eventName: question.name, ...question.fields });
      await producer.close();
    },
  };
}

// Besides a queue's events there are local ones, and each event of a job is raised again under "<name>:<job id>".
const isEvent = (name) => !name.includes(':') && !name.startsWith('ioredis') && name !== 'newListener' && name !== 'removeListener';
