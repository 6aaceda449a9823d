// Arguments a command must refuse before it writes: what the client never sends, but a faulty one might.
import { pack } from './commands.mjs';

const number = (value) => [value, ['abc', '', '12x', 'nan']];
const packed = (value) => [value, [Buffer.from([0xc1]), Buffer.alloc(0), pack(5), pack('text'), Buffer.from([0x92, 0x01])]];

/** Positions of strict arguments (from 0) by command, with values that must be refused there. */
const strict = {
  addStandardJob: [packed(0), packed(2)],
  addDelayedJob: [packed(0), packed(2)],
  addPrioritizedJob: [packed(0), packed(2)],
  addParentJob: [packed(0), packed(2)],
  addJobScheduler: [packed(1), packed(4), packed(5), number(6)],
  updateJobScheduler: [packed(3), number(4)],
  moveToActive: [number(1), packed(2)],
  moveToFinished: [number(1), packed(7)],
  moveToDelayed: [number(1), number(4)],
  retryJob: [number(1), [2, ['DEL', '']]],
  moveToWaitingChildren: [number(2)],
  moveStalledJobsToWait: [number(0), number(2), number(3)],
  extendLock: [number(1)],
  extendLocks: [packed(1), packed(2), number(3)],
  changeDelay: [number(0), number(1)],
  changePriority: [number(0)],
  addLog: [[2, ['abc', '0', '-1']]],
  moveJobsToWait: [number(0), number(1)],
  reprocessJob: [[1, ['DEL', '']]],
  pause: [[0, ['stopped', '']]],
  releaseParentIfNoPendingDependencies: [number(2)],
  cleanJobsInSet: [number(1), number(2), [3, ['waiting-children', 'none']]],
  obliterate: [number(0)],
  getRateLimitTtl: [number(0)],
  getRanges: [number(0), number(1)],
  getJobs: [number(0), number(1), number(3)],
};

/** The step with one strict argument spoilt, or null when the command has none. */
export function spoil(step, random) {
  const choices = strict[step.command];
  if (!choices) {
    return null;
  }
  const [position, values] = random.pick(choices);
  const args = [...step.args];
  args[position] = random.pick(values);
  return { ...step, args, refusedArgument: `ARGV[${position + 1}]` };
}
