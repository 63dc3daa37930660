/** Results as they come: one line of JSON for each attempt, in a file that only grows, so that a stopped run resumes where it was. */
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Cost } from '../agent.ts';
import type { AttemptRecord } from './attempts.ts';
import type { JudgedBody, JudgedDecision, JudgedQuestion } from './judge.ts';
import type { Attempt, Solver } from './solver.ts';
import type { Task } from './task.ts';

/** Characters that went over and came back; providers that report no tokens have nothing better. */
export interface Talk {
  readonly calls: number;
  readonly sent: number;
  readonly received: number;
}
export interface EvalRecord extends AttemptRecord {
  readonly task: string;
  readonly family: string;
  readonly expected: Task['expected'];
  /** How many readings the task has: none if it is not vague. */
  readonly readings: number;
  readonly usual?: string;
  /** From 1. */
  readonly run: number;
  readonly solver: Solver['name'];
  readonly provider: string;
  readonly model: string;
  readonly at: string;
  readonly outcome: Attempt['outcome'];
  readonly then?: Attempt['outcome'];
  readonly body?: JudgedBody;
  readonly question?: JudgedQuestion & { readonly text: string };
  readonly decisions: readonly (JudgedDecision & { readonly says: string })[];
  readonly says?: string;
  readonly code?: string;
  readonly form?: string;
  readonly cost: Cost;
  readonly talk: Talk;
}

export const readRecords = <R extends AttemptRecord>(file: string): readonly R[] =>
  existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .flatMap((line) => {
          try {
            return line === '' ? [] : [JSON.parse(line) as R];
          } catch {
            // A line that a kill cut short: its task is done again.
            return [];
          }
        })
    : [];
export const addRecord = (file: string, record: AttemptRecord): void => {
  mkdirSync(dirname(file), { recursive: true });
  const broken = existsSync(file) && !/(^|\n)$/.test(readFileSync(file, 'utf8'));
  appendFileSync(file, `${broken ? '\n' : ''}${JSON.stringify(record)}\n`);
};
/** What identifies an attempt. */
export const attemptKey = ({ task, run, solver, provider }: Pick<AttemptRecord, 'task' | 'run' | 'solver' | 'provider'>): string =>
  `${task} ${run} ${solver} ${provider}`;
