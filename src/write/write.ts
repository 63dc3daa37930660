import type { OutputFile } from '../utils/output-file.ts';
import { commit } from './commit.ts';
import { indexVersion } from './file-index.ts';
import { acquireLock, type Lock, lockOwner, lockedBy, pause } from './lock.ts';
import { LOCK_PATH } from './paths.ts';
import { hasErrors, isUpToDate, planWrite, type WriteOptions, type WritePlan } from './plan.ts';
import { attempt, problemOf, type WriteProblem } from './problems.ts';
import { removeStaging } from './staging.ts';

/** What was written, or what writing would do. Paths are sorted. */
export interface WriteResult {
  /** Whether the tree is as wanted; if not, nothing was changed. */
  readonly ok: boolean;
  /** Files that were not there. */
  readonly created: readonly string[];
  /** Files that had the content of an earlier definition. */
  readonly changed: readonly string[];
  readonly unchanged: number;
  /** Files that an earlier definition had asked for. */
  readonly removed: readonly string[];
  /** Errors when it is not as wanted and cannot be made so; warnings in any case. */
  readonly problems: readonly WriteProblem[];
}

const LOCK_TIMEOUT = 10_000;
const PAUSE = 50;

/** Makes the tree at `root` hold these files, and none that an earlier run wrote and is no longer wanted. */
export function writeFiles(root: string, files: readonly OutputFile[], options: WriteOptions = {}): WriteResult {
  return applyWrite(planWrite(root, files, options));
}

/** Carries out a plan completely or not at all. If another run wrote since the plan was made, the files are compared anew. */
export function applyWrite(plan: WritePlan): WriteResult {
  const { disk, root, options } = plan.request;
  if (isFinished(plan) && !plan.work.leftovers) return report(plan, true);
  if (hasErrors(plan) && isSettled(plan)) return refusal(plan.problems);

  let lock: Lock;
  try {
    lock = acquireLock(disk, root, options.lockTimeout ?? LOCK_TIMEOUT);
  } catch (error) {
    const problem = problemOf(error, LOCK_PATH, 'writing');
    // Leftovers in a tree that cannot be written to harm nobody.
    return isFinished(plan) && problem.kind !== 'locked' ? report(plan, true) : refusal([...plan.problems, problem]);
  }
  try {
    return applyLocked(isCurrent(plan) ? plan : planWrite(root, plan.request.files, options));
  } finally {
    lock.release();
  }
}

/** Says what is out of date and writes nothing; waits for a run that is under way. */
export function checkFiles(root: string, files: readonly OutputFile[], options: WriteOptions = {}): WriteResult {
  const deadline = performance.now() + (options.lockTimeout ?? LOCK_TIMEOUT);
  for (;;) {
    const plan = planWrite(root, files, options);
    if (isSettled(plan)) return report(plan, isUpToDate(plan) && !hasErrors(plan));
    if (performance.now() >= deadline) {
      return refusal([...plan.problems, lockedBy(lockOwner(plan.request.disk, plan.request.root))]);
    }
    pause(PAUSE);
  }
}

function applyLocked(plan: WritePlan): WriteResult {
  if (hasErrors(plan)) return refusal(plan.problems);
  if (isFinished(plan)) {
    removeStaging(plan.request.disk, plan.request.root);
    return report(plan, true);
  }
  const problem = commit(plan);
  return problem === undefined ? report(plan, true) : refusal([...plan.problems, problem]);
}

/** Whether the files and the index are as they should be. */
function isFinished(plan: WritePlan): boolean {
  return isUpToDate(plan) && !hasErrors(plan) && plan.work.wanted.text === plan.work.index.text;
}

/** Whether no other run has written since the plan was begun. */
function isCurrent({ request, work }: WritePlan): boolean {
  let version: string | undefined;
  attempt(() => {
    version = indexVersion(request.disk, request.root);
  });
  return version === work.index.version;
}

/** Whether, beyond that, no other run is writing now: what the plan saw was not half of one tree and half of another. */
function isSettled(plan: WritePlan): boolean {
  return isCurrent(plan) && lockOwner(plan.request.disk, plan.request.root) === undefined;
}

function report({ created, changed, unchanged, removed, problems }: WritePlan, ok: boolean): WriteResult {
  return Object.freeze({ ok, created, changed, unchanged, removed, problems });
}

function refusal(problems: readonly WriteProblem[]): WriteResult {
  return Object.freeze({ ok: false, created: [], changed: [], unchanged: 0, removed: [], problems });
}
