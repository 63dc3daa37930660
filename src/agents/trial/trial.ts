/** A definition with a change in it, tried out in a copy: nothing of the user's is touched, and nothing that a model wrote runs outside a cage. */
import type { BodyProblem } from '../../judge/verdict.ts';
import type { Diagnostic } from '../../model/diagnostics/index.ts';
import type { Model } from '../../model/model.ts';
import type { Rows } from '../agent.ts';
import type { Change } from '../change.ts';

/** The definition as it would be. */
export interface Trial {
  /** Why changes were not made. */
  readonly refused: readonly Diagnostic[];
  /** Of the compiler, at places in the user's files as they would be. */
  readonly typeErrors: readonly Diagnostic[];
  /** Of the checks of a synthesis, likewise. */
  readonly diagnostics: readonly Diagnostic[];
  /** Absent if the definition has errors. */
  readonly model?: Model;
  /** Texts of the files of bodies in Python, as they would be, by path. */
  readonly files: Readonly<Record<string, string>>;
}
export interface TrialFolder {
  /** Applies changes to a copy of the definition as it was, type-checks it, and evaluates it in a confined process. */
  readonly attempt: (changes: readonly Change[], signal: AbortSignal) => Promise<Trial>;
  /** Removes the copy. */
  readonly close: () => void;
}

/** The first rows of a table that is stored on this machine. */
export interface Stored {
  readonly path: string;
  readonly format: 'parquet' | 'delta';
  readonly limit: number;
}
/** What the tables that a body reads hold, by key; a table that is not named is empty. */
export type Input = Readonly<Record<string, Rows | Stored>>;
/**
 * A body to run: that of a table in a model, or a text of SQL. `files` are texts of files of bodies in Python. SQL speaks of the tables that it
 * reads by `names`: name to key. @default their keys with `.` as `_`
 */
export type Runnable =
  | { readonly model: Model; readonly table: string; readonly files?: Readonly<Record<string, string>> }
  | { readonly sql: string; readonly reads: readonly string[]; readonly model: Model; readonly names?: Readonly<Record<string, string>> };

/** One Spark, kept for many questions, without network, environment or the user's files. Questions are answered one after the other. */
export interface Engine {
  /** The rows that a body gives; as JSON values: numbers that JSON rounds, decimals, days, moments and bytes are texts, maps are lists of pairs. */
  readonly run: (body: Runnable, input: Input) => Promise<RunResult>;
  /** A body on several inputs, in one question. */
  readonly runAll: (body: Runnable, inputs: readonly Input[]) => Promise<readonly RunResult[]>;
  /** What two bodies give for several inputs, compared as multisets, in one question. Both are bodies of one model. */
  readonly compare: (left: Runnable, right: Runnable, inputs: readonly Input[]) => Promise<readonly Comparison[]>;
  /** What Spark's analyzer says about the body of a table, on frames without rows. */
  readonly analyze: (body: Extract<Runnable, { table: string }>) => Promise<readonly BodyProblem[]>;
  /** How what a model wrote is kept from doing harm here. */
  readonly confinement: Confinement;
  readonly close: () => Promise<void>;
}
export interface ResultColumn {
  readonly name: string;
  /** As SQL writes it. */
  readonly type: string;
  readonly nullable: boolean;
}
export type RunResult =
  | {
      readonly ok: true;
      /** At most those that are shown. */
      readonly rows: Rows;
      readonly columns: readonly ResultColumn[];
      /** How many there are. */
      readonly count: number;
      readonly seconds: number;
    }
  | {
      readonly ok: false;
      readonly problems: readonly Diagnostic[];
      /** The same without values of rows: messages of Spark name them. @default there are none in them */
      readonly withoutValues?: readonly Diagnostic[];
      /** Whether stored rows were made by an earlier definition: then the body is not to blame. @default false */
      readonly isStale?: boolean;
      readonly seconds: number;
    };

export interface Comparison {
  readonly left: RunResult;
  readonly right: RunResult;
  readonly difference: Difference;
}
export type Difference =
  | { readonly kind: 'same' }
  /** Rows that have no partner on the other side. */
  | { readonly kind: 'rows'; readonly left: Rows; readonly right: Rows }
  | { readonly kind: 'columns'; readonly says: string }
  /** One of them failed, or gave too many rows. */
  | { readonly kind: 'unknown' };

/** How what a model wrote is kept from doing harm. */
export type Confinement =
  /** Linux namespaces: no network, none of the user's files, limits. */
  | { readonly kind: 'cage' }
  /** Nothing but an empty environment and a folder of its own; `why` the machine gives no more. */
  | { readonly kind: 'none'; readonly why: string };
