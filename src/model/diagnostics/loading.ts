/** What can be wrong with sources and streams, and its wording. */
import type { DiagnosticRecord } from './diagnostic.ts';

export type LoadingProblem =
  | { readonly kind: 'stream-view' }
  | { readonly kind: 'stream-write'; readonly strategy: string; readonly what: string }
  | { readonly kind: 'stream-source'; readonly table: string; readonly why: string; readonly skippable: boolean }
  | { readonly kind: 'stream-and-table'; readonly table: string }
  | { readonly kind: 'no-change-feed'; readonly table: string }
  | { readonly kind: 'stateful-merge'; readonly why: string }
  | { readonly kind: 'increment-write'; readonly strategy: string; readonly what: string }
  | { readonly kind: 'source-column'; readonly column: string; readonly source: string; readonly why: string };
export type LoadingProblemKind = LoadingProblem['kind'];

type Records = { readonly [K in LoadingProblemKind]: DiagnosticRecord<Extract<LoadingProblem, { kind: K }>> };

export const LOADING_DIAGNOSTICS: Records = {
  'stream-view': {
    code: 'LW3020',
    severity: 'error',
    title: 'View of a stream',
    message: () => 'a view cannot hold a stream',
    hint: () => 'make it a Table, or read the table with from(…) instead of stream(…)',
    cause: 'A view is computed when it is read and remembers nothing, so it cannot know what is new.',
    cure: 'Use a Table for a stream.',
  },
  'stream-write': {
    code: 'LW3021',
    severity: 'error',
    title: 'New rows replace stored rows',
    message: (p) => `${p.what} gives only new rows, and "${p.strategy}" would replace the rows of all earlier runs with them`,
    hint: () => "write: { strategy: 'append' }, or 'merge' with keys",
    cause: 'A stream hands each row over once; rows that a later run replaces are lost.',
    cure: 'Append or merge, or read everything in each run.',
  },
  'stream-source': {
    code: 'LW3022',
    severity: 'error',
    title: 'Stream of a table that is not append-only',
    message: (p) => `"${p.table}" cannot be read as a stream: ${p.why}`,
    hint: (p) =>
      p.skippable
        ? `append to "${p.table}", read it with from(…), or skip its changes: stream(table, { skipChangeCommits: true })`
        : `append to "${p.table}", or read it with from(…)`,
    cause: 'A stream follows added rows. Spark stops at a commit that changes or deletes rows.',
    cure: 'Write the table with append, read it with from(…), or skip changes with skipChangeCommits.',
  },
  'stream-and-table': {
    code: 'LW3023',
    severity: 'error',
    title: 'A table read in two ways at once',
    message: (p) => `"${p.table}" is read as a stream and as a whole by the same query`,
    hint: () => 'put one of the two into a table of its own',
    cause: 'Whether a row meets itself would depend on timing.',
    cure: 'Split the query into two tables.',
  },
  'no-change-feed': {
    code: 'LW3026',
    severity: 'error',
    title: 'Table without a change feed',
    message: (p) => `"${p.table}" has no change data feed`,
    hint: () => "give it properties: { 'delta.enableChangeDataFeed': 'true' }",
    cause: 'Delta records what happened to each row only if a property of the table says so.',
    cure: 'Set the property on the table that is read.',
  },
  'stateful-merge': {
    code: 'LW3024',
    severity: 'error',
    title: 'Merging results that are not final',
    message: (p) => p.why,
    hint: () => "write: { strategy: 'append' }: each result is then written once, when the watermark has passed it",
    cause:
      'A merge writes each group as it currently is, and again when it grows. A second step that remembers rows cannot take a row back, and sessions that merge would leave one behind.',
    cure: 'Append, or put the first step into a table of its own and stream that.',
  },
  'increment-write': {
    code: 'LW3027',
    severity: 'error',
    title: 'Repeated rows in a write without keys',
    message: (p) => `${p.what} gives some rows again, and "${p.strategy}" cannot tell that they are already stored`,
    hint: () => "write: { strategy: 'merge', keys: […] } or 'insertOnly'; to append each row once, read stream(table)",
    cause:
      'New rows are read starting at the highest value of the previous run, so that none with the same value is lost. To a write by keys, rows that are already stored make no difference.',
    cure: 'Write by keys: merge, insertOnly, or an Scd2Table from changes.',
  },
  'source-column': {
    code: 'LW3025',
    severity: 'error',
    title: 'Column that the source does not have',
    message: (p) => `column "${p.column}" of ${p.source}: ${p.why}`,
    cause: 'The kind of source determines the columns and their types.',
    cure: 'Declare the column as the message says.',
  },
};
