/** What the starting agent is given, and what it answers: the parts of a project, none of them code. */
import { z } from 'zod';
import { SCALARS } from './column-type.ts';

/** A description of a project has no more characters than this. */
export const MOST_WORDS = 4000;
export const STARTING_INPUT = z.object({
  /** What somebody wants, in their own words. */
  words: z.string().min(1).max(MOST_WORDS),
  /** The name of the project. @default the one in the answer */
  name: z.string().optional(),
});
export type StartingInput = z.infer<typeof STARTING_INPUT>;

const NAME = z.string().min(1).max(60);
const SENTENCE = z.string().min(1).max(400);
const COLUMN = z.object({
  name: NAME.describe('lower case letters, digits and _, beginning with a letter'),
  type: z
    .string()
    .max(500)
    .describe(
      `${SCALARS.join(', ')}, decimal(10,2), array<…>, map<string,…> or struct<name:type,…>; timestamp is a moment in UTC, timestamp_ntz a time without a zone`,
    ),
  nullable: z.boolean().describe('false only where a row without it makes no sense'),
  comment: z.string().max(200).nullable().describe('what it means, with its unit; null where the name says it'),
});
export type StartingColumn = z.infer<typeof COLUMN>;
const COLUMNS = z.array(COLUMN).min(1).max(60);
const KEY = z.array(NAME).max(6).describe('the columns that tell rows apart; empty where none are known');

const DATABASES = ['postgresql', 'mysql', 'mariadb', 'sqlserver', 'oracle'] as const;
export type StartingDatabase = (typeof DATABASES)[number];
const FROM = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('files'),
    place: z.string().max(300).nullable().describe('where the files lie, as the words say it, such as s3://bucket/orders; null where they do not'),
    format: z.enum(['csv', 'json', 'parquet', 'avro', 'delta']).describe('csv where nothing is said'),
    separator: z.string().length(1).nullable().describe('of csv; null for a comma'),
    read: z.enum(['all', 'new']).describe('new: each run takes only files that it has not read yet, and appends them'),
  }),
  z.object({
    kind: z.literal('kafka'),
    servers: z.string().max(300).nullable().describe('host:port as the words say it, several with commas; null where they do not'),
    topic: z.string().max(249).nullable().describe('as the words say it; null where they do not'),
    login: z.boolean().describe('whether the servers want to know who reads; true where nothing is said'),
  }),
  z.object({
    kind: z.literal('jdbc'),
    system: z.enum(DATABASES),
    host: z.string().max(300).nullable().describe('with its port, as the words say it; null where they do not'),
    database: NAME.nullable().describe('as the words say it; null where they do not'),
    table: z.string().min(1).max(200).nullable().describe('as the words say it; null where they do not'),
    new_by: NAME.nullable().describe(
      'a column that only grows, by which each run finds new and changed rows, where there is also a key; null: all rows each time',
    ),
  }),
  z.object({
    kind: z.literal('table').describe('a table that is in the catalog already, and that somebody else writes'),
    name: z.string().max(300).nullable().describe('catalog.schema.table as the words say it; null where they do not'),
  }),
]);
const SOURCE = z.object({
  name: NAME.describe('of the bronze table: lower case letters, digits and _'),
  intent: SENTENCE.describe('what one row is'),
  from: FROM.describe('files where the words name nothing else'),
  columns: COLUMNS.describe('as they come: of files, of the JSON in messages, of the table'),
  key: KEY.describe('the columns that tell rows apart; empty where none are known, and of a table that somebody else writes'),
});
export type StartingSource = z.infer<typeof SOURCE>;
const TABLE = z.object({
  layer: z.enum(['silver', 'gold']),
  name: NAME.describe('lower case letters, digits and _'),
  intent: SENTENCE.describe('what one row is, from which tables, and which rows are left out: another agent writes the body from this sentence alone'),
  columns: COLUMNS,
  key: KEY,
});
export type StartingTable = z.infer<typeof TABLE>;

const RULE = z.object({
  table: z.string().describe('layer and name, such as silver.orders'),
  name: NAME,
  description: SENTENCE,
  kind: z.enum(['not_null', 'range', 'one_of', 'unique', 'reference', 'fresh']),
  columns: z.array(NAME).min(1).max(6).describe('of unique one or more; of the others one'),
  low: z.number().nullable().describe('of range: the least value, or null'),
  high: z.number().nullable().describe('of range: the greatest value, or null'),
  values: z.array(z.string().min(1).max(100)).max(50).describe('of one_of, whose column is text; else empty'),
  to: z.string().nullable().describe('of reference: the column that has the matches, such as silver.customers.id; else null'),
  hours: z.number().int().nullable().describe('of fresh: how old the newest row may be; else null'),
  on_violation: z.enum(['warn', 'drop', 'quarantine', 'fail']).describe('of unique and fresh only warn or fail'),
});
export type StartingRule = z.infer<typeof RULE>;

const WIDGET = z.object({
  kind: z.enum(['bar', 'line', 'counter', 'grid']),
  table: NAME.describe('the name of a gold table'),
  title: z.string().min(1).max(100),
  x: z.string().nullable().describe('of bar and line: the column along the axis; of line a time or a number'),
  y: z
    .array(NAME)
    .max(4)
    .describe(
      'of bar and line: columns of numbers; of grid: the columns that are shown, or none for all; of counter: the one that is counted up, or none for the rows',
    ),
  color: z.string().nullable().describe('of bar and line: a column with one series per value, or null'),
  aggregate: z.enum(['sum', 'avg', 'min', 'max', 'count']).nullable().describe('of counter; count counts rows'),
  format: z.enum(['number', 'percent', 'currency']).nullable().describe('of counter'),
});
export type StartingWidget = z.infer<typeof WIDGET>;

export const STARTING_ANSWER = z.object({
  outcome: z.enum(['project', 'refuse']).describe('refuse where the words speak of no data that could be processed'),
  reason: z.string().max(1000).nullable().describe('why there is no project; null where there is one'),
  name: z.string().max(60).describe('of the project: two or three words in lower case with - between them'),
  description: SENTENCE.describe('what the project is for'),
  sources: z.array(SOURCE).max(20),
  tables: z.array(TABLE).max(40),
  rules: z.array(RULE).max(60),
  dashboard: z.object({ name: NAME, title: z.string().min(1).max(100), widgets: z.array(WIDGET).min(1).max(20) }).nullable(),
  schedule: z.object({ cron: z.string().max(60).describe('as in Unix: 0 6 * * *'), timezone: z.string().max(60) }).nullable(),
  assumptions: z
    .array(z.object({ about: z.string().max(130).describe('a table such as bronze.orders, or project'), says: SENTENCE }))
    .max(40)
    .describe('everything that you had to choose because the words do not say it, a sentence each'),
});
export type StartingAnswer = z.infer<typeof STARTING_ANSWER>;
