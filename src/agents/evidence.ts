/** What was really done to prove an answer, and the result. */
import type { Diagnostic } from '../model/diagnostics/index.ts';

export const CHECKS = [
  'schema', // the answer has the form that was asked for
  'source', // the change fits the source, which parses afterwards
  'types', // the project's own compiler
  'definition', // the checks of a synthesis
  'analyzer', // Spark's, on frames without rows
  'sample', // a run on rows that the user has
  'adversarial', // a run on rows made to break it
  'examples', // what was decided before, and tests written from the intent
  'readings', // other readings of the intent, told apart by rows
  'invariants', // keys, explained loss and gain, the same result twice
  'second', // another solution in another form, on the same rows
] as const;
export type CheckName = (typeof CHECKS)[number];

export type Evidence =
  | { readonly check: CheckName; readonly verdict: 'passed'; readonly says: string; readonly seconds: number; readonly rows?: number }
  | {
      readonly check: CheckName;
      readonly verdict: 'failed';
      readonly says: string;
      readonly seconds: number;
      readonly problems: readonly Diagnostic[];
      /** The same, as a model may be told them: without values of rows that the user has. @default there are none in them */
      readonly withoutValues?: readonly Diagnostic[];
    }
  /** Not run, and why: never counts as passed. */
  | { readonly check: CheckName; readonly verdict: 'skipped'; readonly says: string };

/** What must have run, on at least one row, before anything is called verified. */
export const REQUIRED: readonly CheckName[] = ['schema', 'source', 'types', 'definition', 'analyzer', 'adversarial', 'invariants', 'second'];
