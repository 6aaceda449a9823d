const namesAndIds = ({ job, children }) => ({
  name: job.name,
  id: job.id,
  children: (children ?? []).map(namesAndIds),
});

// Children are read from a set.
const sorted = ({ children, ...node }) => ({
  ...node,
  children: children.map(sorted).sort((a, b) => (a.id < b.id ? -1 : 1)),
});

/** Trees of jobs. A node of a question may leave its prefix out. */
export function flowQuestions(client) {
  const producers = new Map();
  const producer = (question) => {
    if (!producers.has(question.prefix)) {
      producers.set(question.prefix, new client.bullmq.FlowProducer(client.options(question)));
    }
    return producers.get(question.prefix);
  };

  return {
    addFlow: async (question) => namesAndIds(await producer(question).add(question.flow)),
    addFlows: async (question) => (await producer(question).addBulk(question.flows)).map(namesAndIds),

    async getFlow(question) {
      const { prefix, queue: queueName, id } = question;
      return sorted(namesAndIds(await producer(question).getFlow({ prefix, queueName, id, maxChildren: 100 })));
    },
  };
}
