import type { SetupEvent } from './environment/setup.ts';
import type { RunResult, TableResult } from './results.ts';

/** What a run tells while it goes on. */
export type RunEvent =
  | SetupEvent
  | {
      readonly kind: 'run-started';
      readonly run: string;
      readonly environment: string;
      /** Keys of all tables selected, in order. */
      readonly tables: readonly string[];
      /** Those that the resumed run did, with what it found. */
      readonly doneBefore: readonly TableResult[];
    }
  /** Outside of a run, which begins with it. */
  | { readonly kind: 'session-starting' }
  | { readonly kind: 'session-started'; readonly seconds: number }
  | { readonly kind: 'table-started'; readonly table: string }
  | { readonly kind: 'table-finished'; readonly result: TableResult }
  /** The run was asked to end, and what is at work is being ended in order. */
  | { readonly kind: 'interrupting' }
  | { readonly kind: 'run-finished'; readonly result: RunResult };

export type RunReporter = (event: RunEvent) => void;
