import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Bench, bullmq, eventually } from './bench.mjs';

const child = (name, opts) => ({ name, queueName: 'q', opts });
const tree = (children, opts) => ({ name: 'parent', queueName: 'q', children, opts });
const refusing = async (job) => {
  if (job.name.startsWith('bad')) {
    throw new Error(`${job.name} refused`);
  }
  return job.name;
};

test('a parent waits for its children and gets their values', async (t) => {
  const bench = new Bench(t);
  bench.queue();
  const events = await bench.events();
  const { job, children } = await bench.flow().add(tree([child('a'), child('b')]));
  assert.equal(await job.getState(), 'waiting-children');
  assert.deepEqual(await job.getDependenciesCount(), { processed: 0, unprocessed: 2, ignored: 0, failed: 0 });
  bench.worker('q', refusing);
  assert.equal(await job.waitUntilFinished(events, 15000), 'parent');
  const values = await job.getChildrenValues();
  assert.deepEqual(children.map(({ job: { id } }) => values[`${bench.prefix}:q:${id}`]), ['a', 'b']);
});

test('children of several queues and depths release their parents', async (t) => {
  const bench = new Bench(t);
  bench.queue();
  const events = await bench.events();
  const { job } = await bench.flow().add({
    name: 'root',
    queueName: 'q',
    children: [{ name: 'middle', queueName: 'other', children: [child('leaf'), { name: 'leaf', queueName: 'other' }] }],
  });
  bench.worker('q', refusing);
  bench.worker('other', refusing);
  assert.equal(await job.waitUntilFinished(events, 15000), 'root');
});

test('a parent keeps its priority and its delay for when it is released', async (t) => {
  const bench = new Bench(t);
  bench.queue();
  bench.queue('child');
  const prioritized = await bench.flow().add({ ...tree([{ name: 'a', queueName: 'child' }], { priority: 5 }) });
  const delayed = await bench.flow().add({ ...tree([{ name: 'b', queueName: 'child' }], { delay: 60000 }) });
  bench.worker('child', refusing);
  await eventually(async () => (await prioritized.job.getState()) === 'prioritized', 'the prioritized parent');
  await eventually(async () => (await delayed.job.getState()) === 'delayed', 'the delayed parent');
});

test('failParentOnFailure fails the parent and its parent', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  const { job } = await bench.flow().add(
    tree([{ ...tree([child('bad', { failParentOnFailure: true })]), name: 'middle', opts: { failParentOnFailure: true } }]),
  );
  bench.worker('q', refusing);
  await eventually(() => job.isFailed(), 'the failure of the root');
  assert.match((await queue.getJob(job.id)).failedReason, /^child .* failed$/);
  assert.equal((await job.getDependenciesCount()).failed, 1);
  assert.equal(await queue.getFailedCount(), 3);
});

test('continueParentOnFailure lets the parent run at once', async (t) => {
  const bench = new Bench(t);
  bench.queue();
  bench.queue('slow');
  const { job } = await bench.flow().add(
    tree([child('bad', { continueParentOnFailure: true }), { name: 'pending', queueName: 'slow' }]),
  );
  bench.worker('q', async (running) => {
    if (running.name === 'parent') {
      const failures = Object.values(await running.getFailedChildrenValues());
      await running.removeUnprocessedChildren();
      return failures;
    }
    return refusing(running);
  });
  await eventually(() => job.isCompleted(), 'the parent');
  assert.deepEqual((await bullmq.Job.fromId(bench.queue(), job.id)).returnvalue, ['bad refused']);
});

test('ignoreDependencyOnFailure completes the parent and keeps the failure', async (t) => {
  const bench = new Bench(t);
  bench.queue();
  const { job } = await bench.flow().add(tree([child('bad', { ignoreDependencyOnFailure: true }), child('a')]));
  bench.worker('q', refusing);
  await eventually(() => job.isCompleted(), 'the parent');
  assert.deepEqual(Object.values(await job.getIgnoredChildrenFailures()), ['bad refused']);
  assert.deepEqual(await job.getDependenciesCount(), { processed: 1, unprocessed: 0, ignored: 1, failed: 0 });
});

test('removeDependencyOnFailure completes the parent without a trace of the child', async (t) => {
  const bench = new Bench(t);
  bench.queue();
  const { job } = await bench.flow().add(tree([child('bad', { removeDependencyOnFailure: true })]));
  bench.worker('q', refusing);
  await eventually(() => job.isCompleted(), 'the parent');
  assert.deepEqual(await job.getDependenciesCount(), { processed: 0, unprocessed: 0, ignored: 0, failed: 0 });
});

test('without a policy a failed child keeps its parent waiting until it is retried', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  const { job, children } = await bench.flow().add(tree([child('bad')]));
  let isFixed = false;
  bench.worker('q', async (running) => (isFixed ? running.name : refusing(running)));
  const failing = children[0].job;
  await eventually(() => failing.isFailed(), 'the failure');
  assert.equal(await job.getState(), 'waiting-children');
  isFixed = true;
  await (await queue.getJob(failing.id)).retry();
  await eventually(() => job.isCompleted(), 'the parent');
});

test('a processor can add children and wait for them', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  let rounds = 0;
  bench.worker('q', async (job, token) => {
    if (job.name !== 'parent') {
      return job.name;
    }
    rounds++;
    if (!job.data.asked) {
      await queue.add('late', {}, { parent: { id: job.id, queue: job.queueQualifiedName } });
      await job.updateData({ asked: true });
      if (await job.moveToWaitingChildren(token)) {
        throw new bullmq.WaitingChildrenError();
      }
    }
    return Object.values(await job.getChildrenValues());
  });
  const job = await queue.add('parent');
  await eventually(() => job.isCompleted(), 'the parent');
  assert.deepEqual((await queue.getJob(job.id)).returnvalue, ['late']);
  assert.equal(rounds, 2);
});

test('a parent cannot complete while a child is pending', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  await queue.add('parent');
  const { job, token } = await bench.take();
  await queue.add('child', {}, { parent: { id: job.id, queue: job.queueQualifiedName }, delay: 60000 });
  await assert.rejects(job.moveToCompleted('x', token, false), (error) => error.code === -4);
  assert.equal(await job.moveToWaitingChildren(token), true);
  assert.equal(await job.getState(), 'waiting-children');
});

test('a child can leave its parent', async (t) => {
  const bench = new Bench(t);
  bench.queue();
  const { job, children } = await bench.flow().add(tree([child('a'), child('b')]));
  assert.equal(await children[0].job.removeChildDependency(), true);
  assert.equal(await job.getState(), 'waiting-children');
  assert.equal(await children[1].job.removeChildDependency(), true);
  assert.equal(await job.getState(), 'waiting');
});

test('removing a parent removes its children, unless told not to', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  const whole = await bench.flow().add(tree([child('a'), tree([child('b')])]));
  await whole.job.remove();
  assert.equal(await queue.count(), 0);
  const kept = await bench.flow().add(tree([child('a')]));
  await kept.job.remove({ removeChildren: false });
  assert.deepEqual((await queue.getWaiting()).map((job) => job.name), ['a']);
});

test('removing the last pending child releases the parent', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  const { job, children } = await bench.flow().add(tree([child('a')]));
  await children[0].job.remove();
  assert.equal(await job.getState(), 'waiting');
  assert.deepEqual((await bench.eventLog(queue, 'prev')).slice(-2).sort(), ['removed wait', 'waiting waiting-children']);
});

test('pending children can be removed, finished ones stay', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  bench.queue('slow');
  const { job } = await bench.flow().add(tree([child('a'), { name: 'pending', queueName: 'slow' }]));
  const worker = bench.worker('q', refusing);
  await eventually(async () => (await queue.getCompletedCount()) === 1, 'the first child');
  await worker.close();
  await job.removeUnprocessedChildren();
  assert.equal(await job.getState(), 'waiting');
  assert.equal((await job.getDependenciesCount()).processed, 1);
});

test('a flow is read back as a tree', async (t) => {
  const bench = new Bench(t);
  bench.queue();
  const flow = bench.flow();
  const { job } = await flow.add(tree([child('a'), tree([child('b')])]));
  const read = await flow.getFlow({ id: job.id, queueName: 'q', prefix: bench.prefix });
  assert.equal(read.children.length, 2);
  assert.deepEqual(read.children.flatMap(({ children }) => children ?? []).map((node) => node.job.name), ['b']);
});

test('a flow of children that finished before does not hang', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  const worker = bench.worker('q', refusing);
  const done = await queue.add('a', {}, { jobId: 'done' });
  await eventually(() => done.isCompleted(), 'the child');
  await worker.close();
  const { job } = await bench.flow().add(tree([child('a', { jobId: 'done' })]));
  assert.equal(await job.getState(), 'waiting');
  assert.deepEqual(Object.values(await job.getChildrenValues()), ['a']);
});

test('a child of a living parent cannot be taken over', async (t) => {
  const bench = new Bench(t);
  bench.queue();
  await bench.flow().add(tree([child('a', { jobId: 'one' })]));
  const { job } = await bench.flow().add(tree([child('a', { jobId: 'one' })]));
  assert.equal(await job.getState(), 'waiting-children');
  assert.equal((await job.getDependenciesCount()).unprocessed, 0);
});

test('several flows are added at once', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  const flows = await bench.flow().addBulk([tree([child('a')]), tree([child('b'), child('c')])]);
  assert.equal(flows.length, 2);
  assert.deepEqual(await queue.getJobCounts('waiting', 'waiting-children'), { waiting: 3, 'waiting-children': 2 });
});
