import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Bench, bullmq, eventually } from './bench.mjs';

test('a completed job keeps its value and tells its events', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  const events = await bench.events();
  const job = await queue.add('a');
  bench.worker('q', async () => ({ ok: true }), { name: 'w1' });
  assert.deepEqual(await job.waitUntilFinished(events, 15000), { ok: true });
  const read = await queue.getJob(job.id);
  assert.deepEqual([read.returnvalue, read.attemptsMade, read.attemptsStarted, read.processedBy], [{ ok: true }, 1, 1, 'w1']);
  assert.ok(read.finishedOn >= read.processedOn);
  assert.deepEqual(await bench.eventLog(queue), ['added', 'waiting', 'active', 'completed', 'drained']);
});

test('a failed job keeps its reason and stack', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  const job = await queue.add('a');
  bench.worker('q', async () => {
    throw new Error('no luck');
  });
  await eventually(() => job.isFailed(), 'the failure');
  const read = await queue.getJob(job.id);
  assert.equal(read.failedReason, 'no luck');
  assert.equal(read.stacktrace.length, 1);
  assert.ok((await bench.eventLog(queue, 'failedReason')).includes('failed no luck'));
});

test('waitUntilFinished rejects with the reason of the failure', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  const events = await bench.events();
  const job = await queue.add('a');
  bench.worker('q', async () => {
    throw new Error('no luck');
  });
  await assert.rejects(job.waitUntilFinished(events, 15000), /no luck/);
});

for (const [kind, backoff] of [
  ['at once', undefined],
  ['after a fixed time', { type: 'fixed', delay: 30 }],
  ['after an exponential time', { type: 'exponential', delay: 15 }],
]) {
  test(`a failed attempt is retried ${kind}`, async (t) => {
    const bench = new Bench(t);
    const queue = bench.queue();
    const job = await queue.add('a', {}, { attempts: 3, backoff });
    bench.worker('q', async (running) => {
      if (running.attemptsMade < 2) {
        throw new Error('not yet');
      }
      return running.attemptsMade;
    });
    await eventually(() => job.isCompleted(), 'the third attempt');
    const read = await queue.getJob(job.id);
    assert.deepEqual([read.returnvalue, read.attemptsMade, read.stacktrace.length], [2, 3, 2]);
  });
}

test('attempts that are used up end the job and say so', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  const job = await queue.add('a', {}, { attempts: 2 });
  bench.worker('q', async () => {
    throw new Error('never');
  });
  await eventually(() => job.isFailed(), 'the failure');
  assert.ok((await bench.eventLog(queue, 'attemptsMade')).includes('retries-exhausted 2'));
});

test('a backoff of one\'s own decides the delay, and may end the job', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  const job = await queue.add('a', {}, { attempts: 5, backoff: { type: 'mine' } });
  const asked = [];
  bench.worker('q', async () => Promise.reject(new Error('x')), {
    settings: {
      backoffStrategy: (made) => {
        asked.push(made);
        return made < 2 ? 10 : -1;
      },
    },
  });
  await eventually(() => job.isFailed(), 'the failure');
  assert.deepEqual(asked, [1, 2]);
});

test('an unrecoverable error is not retried', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  const job = await queue.add('a', {}, { attempts: 5 });
  bench.worker('q', async () => {
    throw new bullmq.UnrecoverableError('for good');
  });
  await eventually(() => job.isFailed(), 'the failure');
  assert.equal((await queue.getJob(job.id)).attemptsMade, 1);
  assert.ok(!(await bench.eventLog(queue)).includes('retries-exhausted'));
});

test('a processor can put its job off without using an attempt', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  const job = await queue.add('a');
  bench.worker('q', async (running, token) => {
    if (running.attemptsStarted === 1) {
      await running.moveToDelayed(Date.now() + 30, token);
      throw new bullmq.DelayedError();
    }
    return 'later';
  });
  await eventually(() => job.isCompleted(), 'completion');
  const read = await queue.getJob(job.id);
  assert.deepEqual([read.attemptsMade, read.attemptsStarted], [1, 2]);
});

test('a processor can put its job back to wait', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  const job = await queue.add('a');
  bench.worker('q', async (running, token) => {
    if (running.attemptsStarted === 1) {
      await running.moveToWait(token);
      throw new bullmq.WaitingError();
    }
  });
  await eventually(() => job.isCompleted(), 'completion');
  assert.ok((await bench.eventLog(queue, 'prev')).includes('waiting active'));
});

test('a rate limit met by the processor puts the job back unrun', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  const job = await queue.add('a');
  const worker = bench.worker('q', async (running) => {
    if (running.attemptsStarted === 1) {
      await worker.rateLimit(100);
      throw bullmq.Worker.RateLimitError();
    }
  });
  await eventually(() => job.isCompleted(), 'completion');
  assert.equal((await queue.getJob(job.id)).attemptsMade, 1);
});

test('removeOnComplete true leaves nothing, a number leaves the newest', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  const gone = await queue.add('gone', {}, { removeOnComplete: true });
  for (const name of ['a', 'b', 'c']) {
    await queue.add(name, {}, { removeOnComplete: 2 });
  }
  bench.worker('q', async () => 1);
  await eventually(async () => (await bench.eventLog(queue)).filter((event) => event === 'completed').length === 4, 'completion');
  assert.equal(await queue.getJob(gone.id), undefined);
  assert.deepEqual((await queue.getCompleted()).map((job) => job.name), ['c', 'b']);
});

test('removeOnFail applies to failures, and by age', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  await queue.add('a', {}, { removeOnFail: { age: 3600, count: 1 } });
  await queue.add('b', {}, { removeOnFail: { age: 3600, count: 1 } });
  bench.worker('q', async () => Promise.reject(new Error('x')));
  await eventually(async () => (await bench.eventLog(queue)).filter((event) => event === 'failed').length === 2, 'both failures');
  assert.deepEqual((await queue.getFailed()).map((job) => job.name), ['b']);
});

test('the worker\'s retention counts where the job brings none', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  await queue.addBulk([{ name: 'a' }, { name: 'b' }]);
  bench.worker('q', async () => 1, { removeOnComplete: { count: 0 } });
  await eventually(async () => (await bench.eventLog(queue)).filter((event) => event === 'completed').length === 2, 'completion');
  assert.equal(await queue.getCompletedCount(), 0);
});

test('a worker runs as many jobs at once as its concurrency', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  await queue.addBulk(Array.from({ length: 6 }, () => ({ name: 'a' })));
  let running = 0;
  let most = 0;
  bench.worker('q', async () => {
    most = Math.max(most, ++running);
    await eventually(() => most === 3, 'three at once');
    running--;
  }, { concurrency: 3 });
  await eventually(async () => (await queue.getCompletedCount()) === 6, 'completion');
  assert.equal(most, 3);
});

test('a job taken by hand is finished by hand, and only with its token', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  await queue.add('a');
  const { job, token } = await bench.take();
  await assert.rejects(job.moveToCompleted('x', 'other', false), (error) => error.code === -6);
  await job.moveToCompleted('x', token, false);
  assert.equal(await job.getState(), 'completed');
  await assert.rejects(job.moveToCompleted('x', token, false), (error) => error.code === -2);
});

test('finishing hands over the next job under the same token', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  await queue.addBulk([{ name: 'a' }, { name: 'b' }]);
  const { job, token } = await bench.take();
  const [fields, id] = await job.moveToCompleted('x', token, true);
  assert.equal(id, '2');
  assert.equal(fields.name, 'b');
  assert.equal(await bench.redis.get(queue.toKey('2:lock')), token);
});

test('a lock can be extended while it is held', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  await queue.add('a');
  const { job, token } = await bench.take();
  assert.equal(await job.extendLock(token, 90000), 1);
  assert.ok((await bench.redis.pttl(queue.toKey('1:lock'))) > 60000);
  await bench.redis.del(queue.toKey('1:lock'));
  await assert.rejects(job.moveToCompleted('x', token, false), (error) => error.code === -2);
});

test('a removed job cannot be finished', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  await queue.add('a');
  const { job, token } = await bench.take();
  await bench.redis.del(queue.toKey('1'));
  await assert.rejects(job.moveToCompleted('x', token, false), (error) => error.code === -1);
});

test('the job of a vanished worker is run again', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  await queue.add('a');
  await bench.take('q', 'dead', { lockDuration: 50 });
  const stalled = [];
  const worker = bench.worker('q', async () => 'again', { stalledInterval: 100 });
  worker.on('stalled', (id) => stalled.push(id));
  await eventually(async () => (await queue.getCompletedCount()) === 1, 'completion');
  const job = await queue.getJob('1');
  assert.deepEqual([stalled, job.stalledCounter, job.returnvalue], [['1'], 1, 'again']);
});

test('a job that stalls too often fails without running', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  await queue.add('a');
  await bench.take('q', 'dead', { lockDuration: 50 });
  let runs = 0;
  bench.worker('q', async () => void runs++, { stalledInterval: 100, maxStalledCount: 0 });
  await eventually(async () => (await queue.getFailedCount()) === 1, 'the failure');
  assert.equal((await queue.getJob('1')).failedReason, 'job stalled more than allowable limit');
  assert.equal(runs, 0);
});

test('a job that was started too often fails without running', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  await queue.add('a', {}, { attempts: 5 });
  bench.worker('q', async (running, token) => {
    await running.moveToDelayed(Date.now(), token);
    throw new bullmq.DelayedError();
  }, { maxStartedAttempts: 2 });
  await eventually(async () => (await queue.getFailedCount()) === 1, 'the failure');
  assert.equal((await queue.getJob('1')).failedReason, 'job started more than allowable limit');
});

test('drained is said once the queue is empty', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  await queue.addBulk([{ name: 'a' }, { name: 'b' }]);
  bench.worker('q', async () => 1);
  await eventually(async () => (await bench.eventLog(queue)).includes('drained'), 'drained');
  assert.equal((await bench.eventLog(queue)).filter((event) => event === 'drained').length, 1);
});

test('metrics count what a worker ends', async (t) => {
  const bench = new Bench(t);
  const queue = bench.queue();
  await queue.addBulk([{ name: 'a' }, { name: 'b' }, { name: 'bad' }]);
  bench.worker('q', async (job) => (job.name === 'bad' ? Promise.reject(new Error('x')) : 1), { metrics: { maxDataPoints: 5 } });
  await eventually(async () => (await queue.getJobCountByTypes('completed', 'failed')) === 3, 'the end of all');
  assert.equal((await queue.getMetrics('completed')).meta.count, 2);
  assert.equal((await queue.getMetrics('failed')).meta.count, 1);
  const minute = Math.floor(Date.now() / 60000) * 60000;
  await bench.redis.hset(queue.toKey('metrics:completed'), 'prevTS', minute - 180000, 'prevCount', 0);
  await queue.add('c');
  await eventually(async () => (await queue.getMetrics('completed')).data.length > 0, 'the points of past minutes');
  assert.deepEqual((await queue.getMetrics('completed')).data.slice(-3), [0, 0, 2]);
});
