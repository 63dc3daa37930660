import type { Columns } from '../query/kinds.ts';
import { type Source, readableOf } from '../query/source.ts';
import type { BodyModel } from '../model/model.ts';
import type { Registry } from './registry.ts';
import { sqlString } from '../utils/sql-text.ts';
import type { Settled } from './source-options.ts';

declare const OPAQUE: unique symbol;
/** A body that only Spark can check: its table declares the columns. */
export interface OpaqueBody {
  readonly [OPAQUE]: true;
}
/** Where rows come from outside the lakehouse. */
export interface External {
  readonly [OPAQUE]: false;
}

const BODY = Symbol.for('lakewright.body');
/** What an opaque body or a source holds. `wrong` names what was given instead of a table. */
export interface BodyContent {
  readonly body: BodyModel;
  readonly reads: readonly string[];
  readonly wrong?: string;
  readonly options?: unknown;
  /** What the body becomes once the project is known, if it depends on the project. */
  readonly settle?: (registry: Registry) => Settled;
}
/** @internal */
export const body = (content: BodyContent): never => Object.freeze({ [BODY]: Object.freeze(content) }) as never;
/** The content of a body, or undefined if the value is not a body. */
export const bodyOf = (value: unknown): BodyContent | undefined =>
  typeof value === 'object' && value !== null ? (value as { [BODY]?: BodyContent })[BODY] : undefined;

const describe = (value: unknown): string => (value === null ? 'null' : typeof value === 'object' ? (value.constructor?.name ?? 'object') : typeof value);

/** A body in Spark SQL. `${table}` becomes the table's name in each environment; text and numbers are written as literals. */
export const sql = (text: TemplateStringsArray, ...holes: readonly (Source<Columns> | string | number)[]): OpaqueBody => {
  const parts: (string | { readonly table: string })[] = [];
  let wrong: string | undefined;
  for (const [i, part] of text.entries()) {
    // JavaScript gives nothing for an escape that it does not know, such as the one in 'C:\users'.
    if (typeof part !== 'string') wrong = 'a text with an escape that JavaScript does not know (write two backslashes for one)';
    else parts.push(part);
    if (i >= holes.length) continue;
    const hole = holes[i];
    const table = readableOf(hole)?.table;
    if (table !== undefined) parts.push({ table });
    else if (typeof hole === 'number' && Number.isFinite(hole)) parts.push(hole < 0 ? `(${hole})` : String(hole));
    else if (typeof hole === 'string') parts.push(sqlString(hole));
    else wrong = describe(hole);
  }
  const reads = [...new Set(parts.flatMap((part) => (typeof part === 'string' ? [] : [part.table])))];
  return body({ body: { kind: 'sql', parts }, reads, ...(wrong === undefined ? {} : { wrong }) });
};

/** Where the function of a Python body is, and what it reads. */
export interface PythonOptions {
  /** The user's own file, relative to the project, e.g. `bodies/score.py`. */
  readonly file: `${string}.py`;
  /** The function in it. */
  readonly function: string;
  /** What it gets: argument name to table. */
  readonly inputs: { readonly [argument: string]: Source<Columns> };
}
/** A body in Python: `def score(flights: DataFrame, airlines: DataFrame) -> DataFrame` in the user's own file. */
export const python = (o: PythonOptions): OpaqueBody => {
  const entries = Object.entries(o?.inputs ?? {});
  const inputs = entries.flatMap(([argument, source]) => {
    const table = readableOf(source)?.table;
    return table === undefined ? [] : [{ argument, table }];
  });
  const wrong = entries.find(([, source]) => !readableOf(source));
  const content: BodyContent = {
    body: { kind: 'python', file: String(o?.file), function: String(o?.function), inputs },
    reads: [...new Set(inputs.map((i) => i.table))],
    options: o,
  };
  return body(wrong ? { ...content, wrong: describe(wrong[1]) } : content);
};
