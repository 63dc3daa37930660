/** The list of checks of a review: what is looked for, why it matters, and what to do. */
import { type Diagnostic, type DiagnosticRecord, quoted, worded } from '../../model/diagnostics/diagnostic.ts';
import type { Place } from '../../query/place.ts';

/** What a review looks at, and what its score consists of. */
export const ASPECTS = ['rows', 'nulls', 'repeatable', 'fast', 'covered'] as const;
export type Aspect = (typeof ASPECTS)[number];

/** What was found, as data. */
export type ReviewProblem =
  | { readonly kind: 'rows-lost'; readonly right: string; readonly on: string }
  | { readonly kind: 'counted-twice'; readonly aggregate: string; readonly column: string; readonly right: string }
  | { readonly kind: 'hidden-fan-out'; readonly right: string }
  | { readonly kind: 'every-with-every'; readonly right: string }
  | { readonly kind: 'null-dropped'; readonly column: string; readonly comparison: string }
  | { readonly kind: 'null-key'; readonly columns: readonly string[]; readonly right: string }
  | { readonly kind: 'not-in-nulls' }
  | { readonly kind: 'any-rows'; readonly rows: string }
  | { readonly kind: 'tied-rank'; readonly column: string; readonly function: string }
  | { readonly kind: 'changes-with-time'; readonly function: string }
  | { readonly kind: 'any-order'; readonly function: string }
  | { readonly kind: 'floating-equality'; readonly column: string }
  | { readonly kind: 'union-distinct' }
  | { readonly kind: 'select-star' }
  | { readonly kind: 'comes-to-driver'; readonly call: string }
  | { readonly kind: 'python-per-row'; readonly name: string }
  | { readonly kind: 'column-loop'; readonly call: string }
  | { readonly kind: 'one-partition'; readonly call: string }
  | { readonly kind: 'side-effect'; readonly call: string }
  | { readonly kind: 'swallowed-error' }
  | { readonly kind: 'no-key'; readonly known: readonly string[] }
  | { readonly kind: 'no-rules'; readonly suggested: readonly string[] }
  | { readonly kind: 'unguarded-key'; readonly columns: readonly string[] }
  | { readonly kind: 'not-described' };
export type ReviewProblemKind = ReviewProblem['kind'];

export interface ReviewRecord<P> extends DiagnosticRecord<P> {
  readonly aspect: Aspect;
  /** Of 100 points of its aspect. */
  readonly costs: number;
}
type Records = { readonly [K in ReviewProblemKind]: ReviewRecord<Extract<ReviewProblem, { kind: K }>> };

export const REVIEW_DIAGNOSTICS: Records = {
  'rows-lost': {
    code: 'LW8501',
    severity: 'warning',
    aspect: 'rows',
    costs: 25,
    title: 'Rows without a match are lost',
    message: (p) => `the inner join with ${p.right} drops rows that find no match on ${p.on}, and nothing says so`,
    hint: () => "use how: 'left', or say with a ReferenceRule that each row must have a match",
    cause: 'An inner join filters. Where the other table comes late or lacks keys, rows vanish without a trace.',
    cure: 'Join left and handle what is missing, or add a reference rule to the table that is read, which counts and keeps such rows.',
  },
  'counted-twice': {
    code: 'LW8502',
    severity: 'warning',
    aspect: 'rows',
    costs: 50,
    title: 'Values are counted once per match',
    message: (p) => `${p.aggregate} adds up "${p.column}", which a join with ${p.right} may have repeated`,
    hint: () => 'aggregate before the join',
    cause: "The join has `expect: 'many'`: a row comes once for each of its matches, and so does its value.",
    cure: 'Aggregate first and join the result, or join a table with one row per key.',
  },
  'hidden-fan-out': {
    code: 'LW8503',
    severity: 'warning',
    aspect: 'rows',
    costs: 25,
    title: 'Duplicates removed after a join',
    message: (p) => `distinct() after the join with ${p.right} hides that rows come several times`,
    hint: () => 'join a table with one row per key, or use semiJoin',
    cause: 'Removing duplicates afterwards also removes rows that were equal before, and costs a shuffle of all columns.',
    cure: 'Make the right side unique by the key, or use a semi join where only the existence of a match counts.',
  },
  'every-with-every': {
    code: 'LW8504',
    severity: 'warning',
    aspect: 'fast',
    costs: 50,
    title: 'Every row joined with every row',
    message: (p) => `each row is joined with each of ${p.right}`,
    hint: () => 'join by a key, or aggregate the other side to one row and use scalar()',
    cause: 'A cross join of n and m rows has n times m.',
    cure: 'Join by a key, or use the value of a relation with one row.',
  },
  'null-dropped': {
    code: 'LW8505',
    severity: 'warning',
    aspect: 'nulls',
    costs: 25,
    title: 'Condition that drops NULL silently',
    message: (p) => `${p.comparison} is NULL where "${p.column}" is, so such rows are dropped`,
    hint: (p) => `say what NULL means: .or(row.${p.column}.isNull()), or .and(row.${p.column}.isNotNull())`,
    cause: 'In SQL, NULL is not unequal to anything. A filter keeps only what is TRUE.',
    cure: 'Write the condition with isNull() or isNotNull(), or use eqNullSafe.',
  },
  'null-key': {
    code: 'LW8506',
    severity: 'warning',
    aspect: 'nulls',
    costs: 15,
    title: 'Join by columns that may be NULL',
    message: (p) => `${quoted(p.columns)} may be NULL, and NULL never matches in the inner join with ${p.right}`,
    hint: () => 'filter or replace NULL before the join, to make the loss explicit',
    cause: 'Rows with a NULL key find no match and are dropped by an inner join.',
    cure: 'Quarantine rows without a key with a rule on the table that is read, filter them, or join left.',
  },
  'not-in-nulls': {
    code: 'LW8507',
    severity: 'warning',
    aspect: 'nulls',
    costs: 50,
    title: 'NOT IN of a query',
    message: () => 'NOT IN (SELECT …) gives no rows at all if the query gives a single NULL',
    hint: () => 'use NOT EXISTS, or LEFT ANTI JOIN',
    cause: '`x NOT IN (1, NULL)` is never TRUE.',
    cure: 'Use NOT EXISTS or a left anti join, which do what was meant.',
  },
  'any-rows': {
    code: 'LW8508',
    severity: 'warning',
    aspect: 'repeatable',
    costs: 50,
    title: 'Rows without an order',
    message: (p) => `${p.rows} takes whichever rows come first: each run may take others`,
    hint: () => 'sort by columns that are unique together before it',
    cause: 'Rows in Spark have no order of their own.',
    cure: 'Sort before limiting; take the first row of each key with dropDuplicates and keepFirst.',
  },
  'tied-rank': {
    code: 'LW8509',
    severity: 'warning',
    aspect: 'repeatable',
    costs: 25,
    title: 'Order with ties',
    message: (p) => `${p.function} in "${p.column}" is arbitrary among rows that are equal in its order`,
    hint: () => 'add columns to the order until no two rows of a partition are equal, such as the primary key',
    cause: 'Where two rows tie, Spark numbers them as they come, and each run may differ.',
    cure: 'End the order with the columns of the primary key, or use rank or denseRank, which give ties one number.',
  },
  'changes-with-time': {
    code: 'LW8510',
    severity: 'warning',
    aspect: 'repeatable',
    costs: 25,
    title: 'Value that differs each time',
    message: (p) => `${p.function} gives a different value in each run: the same input gives a different table`,
    hint: () => 'take the time from the data, or leave it to the columns that the runtime adds',
    cause: 'A run that is repeated after a failure, a backfill or a test does not give the same rows.',
    cure: 'Use a column of the data, or a parameter of the run.',
  },
  'any-order': {
    code: 'LW8511',
    severity: 'warning',
    aspect: 'repeatable',
    costs: 25,
    title: 'Aggregate that depends on the order of rows',
    message: (p) => `${p.function} depends on the order in which rows come, which is arbitrary`,
    hint: () => 'use maxBy or minBy, or sort the collected array',
    cause: 'Rows of a group have no order.',
    cure: 'Say which value is meant: maxBy, minBy, min, max; sort arrays after collecting them.',
  },
  'floating-equality': {
    code: 'LW8512',
    severity: 'warning',
    aspect: 'rows',
    costs: 15,
    title: 'Floating point numbers compared or grouped',
    message: (p) => `"${p.column}" is a floating point number and is compared for equality`,
    hint: () => 'use a decimal, or compare with between',
    cause: 'Two calculations of the same number may differ in the last digit.',
    cure: 'Cast to a decimal of the scale that is meant.',
  },
  'union-distinct': {
    code: 'LW8513',
    severity: 'warning',
    aspect: 'rows',
    costs: 25,
    title: 'UNION removes rows',
    message: () => 'UNION removes equal rows, of either side, and shuffles all of them',
    hint: () => 'write UNION ALL, or UNION DISTINCT where that is meant',
    cause: 'UNION alone means UNION DISTINCT.',
    cure: 'Write which of the two is meant.',
  },
  'select-star': {
    code: 'LW8514',
    severity: 'warning',
    aspect: 'covered',
    costs: 15,
    title: 'SELECT *',
    message: () => 'SELECT * gives whatever columns its tables have, including those added later',
    hint: () => 'name the columns',
    cause: 'A column that is added upstream makes the table differ from what it declares.',
    cure: 'Name the columns that are declared.',
  },
  'comes-to-driver': {
    code: 'LW8515',
    severity: 'warning',
    aspect: 'fast',
    costs: 50,
    title: 'Rows come to the driver',
    message: (p) => `${p.call} computes at once and brings rows to one machine`,
    hint: () => 'keep it a DataFrame: join, aggregate, or use a window',
    cause: 'A body describes a frame. What it computes at once runs in every check and test too, and needs the memory of one machine.',
    cure: 'Express it with columns; for a single value, join with an aggregate.',
  },
  'python-per-row': {
    code: 'LW8516',
    severity: 'warning',
    aspect: 'fast',
    costs: 25,
    title: 'Python for each row',
    message: (p) => `${p.name} runs Python for each row`,
    hint: () => 'use functions of pyspark.sql.functions; where there is none, a pandas_udf',
    cause: 'Rows travel to Python and back, and Spark can neither push filters through it nor compile it.',
    cure: 'Use built-in functions, transform and aggregate for arrays.',
  },
  'column-loop': {
    code: 'LW8517',
    severity: 'warning',
    aspect: 'fast',
    costs: 15,
    title: 'Column added in a loop',
    message: (p) => `${p.call} in a loop adds a step to the plan each time`,
    hint: () => 'use one select or withColumns',
    cause: 'The plan grows with each step, and Spark analyzes all of it each time.',
    cure: 'Collect the columns in a dictionary and call withColumns once.',
  },
  'one-partition': {
    code: 'LW8518',
    severity: 'warning',
    aspect: 'fast',
    costs: 25,
    title: 'All rows on one core',
    message: (p) => `${p.call} puts all rows on one core`,
    hint: () => 'leave the number of partitions to Spark',
    cause: 'One task does all the work, and needs the memory for it.',
    cure: 'Remove it; the writer decides how many files there are.',
  },
  'side-effect': {
    code: 'LW8519',
    severity: 'warning',
    aspect: 'repeatable',
    costs: 50,
    title: 'Body that does more than make a frame',
    message: (p) => `${p.call} changes something outside: it happens in checks and tests too`,
    hint: () => 'return the frame, and declare what is to be written as a table',
    cause: 'Bodies run in checks, tests and repeated runs. The runtime writes what they give.',
    cure: 'Move it into a table of its own, or into a job.',
  },
  'swallowed-error': {
    code: 'LW8520',
    severity: 'warning',
    aspect: 'rows',
    costs: 25,
    title: 'Error that is swallowed',
    message: () => 'an exception is caught and ignored: nobody sees what failed',
    hint: () => 'let it be raised, or catch the one that is expected',
    cause: 'The run goes on with rows that are missing or wrong.',
    cure: 'Remove the handler, or handle one named exception.',
  },
  'no-key': {
    code: 'LW8521',
    severity: 'warning',
    aspect: 'covered',
    costs: 35,
    title: 'Table without a key',
    message: () => 'nothing says which columns make a row unique',
    hint: (p) =>
      p.known.length > 0
        ? `declare primaryKey: [${p.known.map((name) => `'${name}'`).join(', ')}], by which the query makes rows unique`
        : 'declare primaryKey; a UniqueRule proves it in each run',
    cause: 'Without a key, duplicates are not seen, and joins cannot tell whether a row has one match.',
    cure: 'Declare the primary key.',
  },
  'no-rules': {
    code: 'LW8522',
    severity: 'warning',
    aspect: 'covered',
    costs: 35,
    title: 'Table without rules',
    message: () => 'no rule says what a good row is',
    hint: (p) => (p.suggested.length === 0 ? undefined : `for example on ${quoted(p.suggested)}; lakewright profile proposes rules from data`),
    cause: 'Without rules, bad rows are found by those who read the table.',
    cure: 'Add rules: keys not NULL, values in range, references that exist.',
  },
  'unguarded-key': {
    code: 'LW8523',
    severity: 'warning',
    aspect: 'covered',
    costs: 25,
    title: 'Key that nothing proves',
    message: (p) => `no rule proves that ${quoted(p.columns)} is unique`,
    hint: () => 'add a UniqueRule, or merge by the key',
    cause: 'A primary key in Unity Catalog is only information: nothing enforces it.',
    cure: 'Add a UniqueRule with the columns of the key.',
  },
  'not-described': {
    code: 'LW8524',
    severity: 'warning',
    aspect: 'covered',
    costs: 15,
    title: 'Table without a description',
    message: () => 'nothing says what one row is',
    hint: () => 'say it in intent',
    cause: 'Names alone do not tell what one row stands for.',
    cure: 'Write one sentence: "one row per order line, returns left out".',
  },
};

/** Words a finding. */
export const reviewDiagnostic = (problem: ReviewProblem, path: string, key: readonly string[], at: Place | undefined): Diagnostic =>
  worded(REVIEW_DIAGNOSTICS[problem.kind] as ReviewRecord<ReviewProblem>, problem, { path, key, at });
