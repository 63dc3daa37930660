/** A definition with a change in it, tried out in a copy: nothing of the user's is touched, and nothing that a model wrote runs outside of a cage. */
import type { Diagnostic } from '../../model/diagnostics/index.ts';
import type { Model } from '../../model/model.ts';
import type { Change } from '../change.ts';
import type { Rows } from '../agent.ts';

/** The definition as it would be. */
export interface Trial {
  /** Of the compiler and of the checks, at places in the user's files as they would be. */
  readonly typeErrors: readonly Diagnostic[];
  readonly diagnostics: readonly Diagnostic[];
  /** Absent where the definition has errors. */
  readonly model?: Model;
}
export interface TrialFolder {
  /** Applies changes to a fresh copy of the definition, type-checks it, and evaluates it in a confined process. */
  readonly attempt: (changes: readonly Change[], signal: AbortSignal) => Promise<Trial>;
}

/** Rows of the tables that a body reads, by key. */
export type Input = Readonly<Record<string, Rows>>;
/** A body to run: that of a table in a model, or a text of SQL over the tables' names with `.` as `_`. */
export type Runnable = { readonly model: Model; readonly table: string } | { readonly sql: string; readonly reads: readonly string[]; readonly model: Model };

/** One Spark, kept for many questions, without network, environment or the user's files. */
export interface Engine {
  /** The rows that a body gives; as JSON values: decimals and dates are texts. */
  readonly run: (body: Runnable, input: Input) => Promise<RunResult>;
  /** The first `rows` of rows of a table that was built on this machine. */
  readonly close: () => Promise<void>;
}
export type RunResult =
  | { readonly ok: true; readonly rows: Rows; readonly columns: readonly { readonly name: string; readonly type: string }[] }
  | { readonly ok: false; readonly problems: readonly Diagnostic[] };
