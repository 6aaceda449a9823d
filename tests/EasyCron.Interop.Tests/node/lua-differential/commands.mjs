// KEYS and ARGV of each command as Node's client builds them.
import { Packr } from 'msgpackr';

const packr = new Packr({ useRecords: false, encodeUndefinedAsNil: true });
export const pack = (value) => Buffer.from(packr.pack(value));

export function queueOf(name) {
  const prefix = `bull:${name}:`;
  return {
    name,
    prefix,
    qualified: `bull:${name}`,
    key: (suffix) => prefix + suffix,
    keys: (...suffixes) => suffixes.map((suffix) => prefix + suffix),
  };
}

const step = (command, keys, args = []) => ({ command, keys, args });

const addKeys = {
  addStandardJob: ['wait', 'paused', 'meta', 'id', 'completed', 'delayed', 'active', 'events', 'marker'],
  addDelayedJob: ['marker', 'meta', 'id', 'delayed', 'completed', 'events'],
  addPrioritizedJob: ['marker', 'meta', 'id', 'prioritized', 'delayed', 'completed', 'active', 'events', 'pc'],
  addParentJob: ['meta', 'id', 'delayed', 'waiting-children', 'completed', 'events'],
};

/** job: id, name, timestamp, parent {queue, id, policy}, schedulerId, insideFlow, data, opts */
export function add(command, q, job) {
  const parentKey = job.parent && `${job.parent.queue.qualified}:${job.parent.id}`;
  const dedupId = job.opts.de?.id;
  const args = [
    q.prefix,
    job.id ?? '',
    job.name,
    job.timestamp,
    parentKey,
    parentKey && `${parentKey}:dependencies`,
    job.parent && { id: job.parent.id, queueKey: job.parent.queue.qualified, ...job.parent.policy },
    job.schedulerId,
    dedupId === undefined ? undefined : `${q.prefix}de:${dedupId}`,
    job.insideFlow ? 1 : undefined,
  ];
  return step(command, q.keys(...addKeys[command]), [pack(args), job.data, pack(job.opts)]);
}

export const releaseParent = (parentQueue, id, now) =>
  step('releaseParentIfNoPendingDependencies', [parentQueue.key(id), parentQueue.key(`${id}:dependencies`)], [
    parentQueue.qualified,
    id,
    now,
  ]);

export const moveToActive = (q, now, worker) =>
  step(
    'moveToActive',
    q.keys('wait', 'active', 'prioritized', 'events', 'stalled', 'limiter', 'delayed', 'paused', 'meta', 'pc', 'marker'),
    [q.prefix, now, pack(worker)],
  );

export function moveToFinished(q, id, { now, target, value, fetch, options, fields }) {
  const keys = q.keys('wait', 'active', 'prioritized', 'events', 'stalled', 'limiter', 'delayed', 'paused', 'meta', 'pc');
  keys.push(q.key(target), q.key(id), q.key(`metrics:${target}`), q.key('marker'));
  const property = target === 'completed' ? 'returnvalue' : 'failedReason';
  return step('moveToFinished', keys, [
    id,
    now,
    property,
    value,
    target,
    fetch ? '1' : '0',
    q.prefix,
    pack(options),
    fields ? pack(fields) : '',
  ]);
}

export function moveToDelayed(q, id, { now, token, delay, skipAttempt, fields, worker }) {
  const keys = [...q.keys('marker', 'active', 'prioritized', 'delayed'), q.key(id)];
  keys.push(...q.keys('events', 'meta', 'stalled', 'wait', 'limiter', 'pc'));
  const args = [q.prefix, now, id, token, delay, skipAttempt ? '1' : '0', fields ? pack(fields) : ''];
  return step('moveToDelayed', keys, [...args, worker ? '1' : '0', worker ? pack(worker) : '']);
}

export function retryJob(q, id, { now, token, lifo, fields }) {
  const keys = [...q.keys('active', 'wait', 'paused'), q.key(id), ...q.keys('meta', 'events', 'delayed', 'prioritized', 'pc')];
  keys.push(...q.keys('marker', 'stalled'));
  return step('retryJob', keys, [q.prefix, now, lifo ? 'RPUSH' : 'LPUSH', id, token, fields ? pack(fields) : '']);
}

export const moveJobFromActiveToWait = (q, id, token) =>
  step(
    'moveJobFromActiveToWait',
    q.keys('active', 'wait', 'stalled', 'paused', 'meta', 'limiter', 'prioritized', 'marker', 'events'),
    [id, token, q.key(id)],
  );

export const moveToWaitingChildren = (q, id, { token, childKey, now }) =>
  step(
    'moveToWaitingChildren',
    [...q.keys('active', 'waiting-children'), q.key(id), ...q.keys(`${id}:dependencies`, `${id}:unsuccessful`, 'stalled', 'events')],
    [token, childKey ?? '', now, id, q.prefix],
  );

export const moveStalledJobsToWait = (q, { maxStalled, now, interval }) =>
  step(
    'moveStalledJobsToWait',
    q.keys('stalled', 'wait', 'active', 'stalled-check', 'meta', 'paused', 'marker', 'events', 'repeat'),
    [maxStalled, q.prefix, now, interval],
  );

export const extendLock = (q, id, token, ms) => step('extendLock', q.keys(`${id}:lock`, 'stalled'), [token, ms, id]);
export const extendLocks = (q, ids, tokens, ms) =>
  step('extendLocks', q.keys('stalled'), [q.prefix, pack(tokens), pack(ids), ms]);
export const releaseLock = (q, id, token) => step('releaseLock', q.keys(`${id}:lock`), [token, '0']);

export const promote = (q, id) =>
  step(
    'promote',
    q.keys('delayed', 'wait', 'paused', 'meta', 'prioritized', 'active', 'pc', 'events', 'marker'),
    [q.prefix, id],
  );
export const changeDelay = (q, id, delay, now) =>
  step('changeDelay', q.keys('delayed', 'meta', 'marker', 'events'), [delay, now, id, q.key(id)]);
export const changePriority = (q, id, priority, lifo) =>
  step('changePriority', q.keys('wait', 'paused', 'meta', 'prioritized', 'active', 'pc', 'marker'), [
    priority,
    q.prefix,
    id,
    lifo ? '1' : '0',
  ]);
export function reprocessJob(q, id, { state, lifo, resetMade, resetStarted }) {
  const keys = [...q.keys(id, 'events', state), ...q.keys('wait', 'meta', 'active', 'marker', 'prioritized', 'pc')];
  const property = state === 'completed' ? 'returnvalue' : 'failedReason';
  return step('reprocessJob', keys, [id, lifo ? 'RPUSH' : 'LPUSH', property, state, resetMade ? '1' : '0', resetStarted ? '1' : '0']);
}
export const moveJobsToWait = (q, state, count, maxScore) =>
  step('moveJobsToWait', [q.prefix, ...q.keys('events', state, 'wait', 'paused', 'meta', 'active', 'marker')], [
    count,
    maxScore,
    state,
  ]);
export function pause(q, pausing, emits) {
  const lists = pausing ? ['wait', 'paused'] : ['paused', 'wait'];
  return step('pause', q.keys(...lists, 'meta', 'prioritized', 'events', 'delayed', 'marker'), [
    pausing ? 'paused' : 'resumed',
    emits ? '1' : '0',
  ]);
}

export const updateProgress = (q, id, json) => step('updateProgress', [q.key(id), q.key('events'), q.key('meta')], [id, json]);
export const updateData = (q, id, json) => step('updateData', [q.key(id)], [json]);
export const saveStacktrace = (q, id, stack, reason) => step('saveStacktrace', [q.key(id)], [stack, reason]);
export const addLog = (q, id, row, keep) => step('addLog', [q.key(id), q.key(`${id}:logs`)], [id, row, keep]);

const schedulerKeys = ['repeat', 'delayed', 'wait', 'paused', 'meta', 'prioritized', 'marker', 'id', 'events', 'pc'];
export const addJobScheduler = (q, id, { next, record, data, template, opts, now }) =>
  step('addJobScheduler', q.keys(...schedulerKeys, 'active'), [
    next,
    pack(record),
    id,
    data,
    pack(template),
    pack(opts),
    now,
    q.prefix,
    '',
  ]);
export const updateJobScheduler = (q, id, { next, data, opts, now, producerId }) =>
  step('updateJobScheduler', [...q.keys(...schedulerKeys), producerId ? q.key(producerId) : '', q.key('active')], [
    next,
    id,
    data,
    pack(opts),
    now,
    q.prefix,
    producerId,
  ]);
export const getJobScheduler = (q, id) => step('getJobScheduler', [q.key('repeat')], [id]);
export const removeJobScheduler = (q, id) => step('removeJobScheduler', q.keys('repeat', 'delayed', 'events'), [id, q.prefix]);

const stateKeys = ['completed', 'failed', 'delayed', 'active', 'wait', 'paused', 'waiting-children', 'prioritized'];
export const getState = (q, id) => step('getState', q.keys(...stateKeys), [id]);
export const getStateV2 = (q, id) => step('getStateV2', q.keys(...stateKeys), [id]);
export const isFinished = (q, id, withValue) => step('isFinished', q.keys('completed', 'failed', id), [id, withValue ? '1' : '']);
export const isJobInList = (q, list, id) => step('isJobInList', [q.key(list)], [id]);
export const isMaxed = (q) => step('isMaxed', q.keys('meta', 'active'));
export const getRateLimitTtl = (q, max) => step('getRateLimitTtl', q.keys('limiter', 'meta'), [max]);
export const getCounts = (q, cutOff, states) =>
  step('getCounts', [q.prefix], cutOff === undefined ? states : [cutOff, ...states]);
export const getCountsPerPriority = (q, priorities) => step('getCountsPerPriority', q.keys('wait', 'prioritized'), priorities);
export const getDependencyCounts = (q, id, kinds) =>
  step('getDependencyCounts', q.keys(`${id}:processed`, `${id}:dependencies`, `${id}:failed`, `${id}:unsuccessful`), kinds);
export const getRanges = (q, start, end, asc, states) => step('getRanges', [q.prefix], [start, end, asc ? '1' : '0', ...states]);
export const getJobs = (q, start, end, asc, rounds, states) =>
  step('getJobs', [q.prefix], [start, end, asc ? '1' : '0', rounds, ...states]);
export const getMetrics = (q, type, start, end) => step('getMetrics', q.keys(`metrics:${type}`, `metrics:${type}:data`), [start, end]);
export const paginate = (key, { start, end, cursor, passed, rounds, withJobs }) =>
  step('paginate', [key], [start, end, cursor, passed, rounds, ...(withJobs ? ['1'] : [])]);

export const cleanJobsInSet = (q, state, time, limit) =>
  step('cleanJobsInSet', q.keys(state, 'events', 'repeat'), [q.prefix, time, limit, state]);
export const drain = (q, delayed) =>
  step('drain', q.keys('wait', 'paused', 'delayed', 'prioritized', 'repeat'), [q.prefix, delayed ? '1' : '0']);
export const obliterate = (q, count, force) => step('obliterate', [q.key('meta'), q.prefix], [count, force ? 'force' : '']);
export const removeJob = (q, id, children) => step('removeJob', q.keys(id, 'repeat'), [id, children ? '1' : '0', q.prefix]);
export const removeUnprocessedChildren = (q, id) => step('removeUnprocessedChildren', q.keys(id, 'meta'), [q.prefix, id]);
export const removeChildDependency = (q, childKey, parentKey) => step('removeChildDependency', [q.prefix], [childKey, parentKey]);
export const removeDeduplicationKey = (q, dedupId, id) => step('removeDeduplicationKey', [q.key(`de:${dedupId}`)], [id]);
export const removeOrphanedJobs = (q, states, subKeys, ids) =>
  step('removeOrphanedJobs', [q.prefix], [states.length, ...states, subKeys.length, ...subKeys, ...ids]);
