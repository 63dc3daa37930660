/** How-tos for assistants, in the form of agent skills: a folder with a SKILL.md whose name is that of the folder. */
import type { OutputFile } from '../../utils/output-file.ts';

export interface Skill {
  /** Lower case and hyphens. */
  readonly name: string;
  /** What it is for, and when to read it. */
  readonly description: string;
  readonly body: string;
}

export const SKILLS: readonly Skill[] = [
  {
    name: 'add-table',
    description:
      'Add a table, view or source to a lakewright project, or write the body of a table that has only an intent. Use when a new dataset, layer step or aggregate is asked for.',
    body: `# Add a table

1. Find its inputs: the tool \`project_graph\` (or \`docs/README.md\`) lists tables; \`describe_construct\` shows columns and types.
2. Declare it in \`.projenrc.ts\`, or in the file where its neighbours are:

\`\`\`ts
const orders = new Table(silver, 'orders', {
  intent: 'one row per order, in its latest state',
  query: from(ordersRaw)
    .where((o) => o.order_id.isNotNull())
    .dropDuplicates({ by: ['order_id'], keepFirst: (o) => [o.updated_at.desc()] }),
  write: { strategy: 'merge', keys: ['order_id'] },
});
\`\`\`

   - \`intent\` says what one row is, which rows count and which do not. Ask when it can be read in two ways.
   - Prefer a typed query. What it cannot express goes into \`sql\`, then into \`python\`. The tool \`language_reference\` shows what there is.
   - A table reads from its own layer or an earlier one. Sources (\`files\`, \`kafka\`, \`jdbc\`) declare their \`columns\`.
3. With the MCP server, let \`verify_body\` try the body first: it compiles it and runs it on rows made to break it.
4. \`npx lakewright check\`, and correct what it says. Then \`npx lakewright test\`.
`,
  },
  {
    name: 'write-expectations',
    description:
      'Write data quality rules (expectations) for tables of a lakewright project. Use when asked for checks, constraints, quality rules, quarantine or freshness.',
    body: `# Write expectations

Rules go below the table they are about:

\`\`\`ts
new QualityRule(orders, 'amount_positive', { check: (o) => o.amount.gt(0), nulls: 'violate', onViolation: 'quarantine' });
new UniqueRule(orders, 'one_row_per_order', { columns: ['order_id'] });
new ReferenceRule(orders, 'customer_known', { to: customers, on: (o, c) => o.customer_id.eq(c.customer_id), onViolation: 'warn' });
new FreshnessRule(orders, 'fresh', { column: 'updated_at', maxAge: Duration.hours(24) });
new MetricRule(orders, 'enough_rows', { metric: () => F.count(), min: 1 });
\`\`\`

- A row passes where the check is TRUE. Say what NULL means with \`nulls\`.
- \`onViolation\`: \`warn\` counts, \`drop\` leaves out and counts, \`quarantine\` keeps the row aside, \`fail\` stops the run before anything is written.
  Rules over many rows (unique, freshness, metric) only warn or fail.
- Begin with \`warn\` where a bound was seen in data and not agreed with somebody.
- The tool \`suggest_rules\` proposes what keys, names and types suggest. Take what makes sense for this data, not all of it.
- Afterwards: \`npx lakewright check\`, then \`npx lakewright test\`.
`,
  },
  {
    name: 'debug-synth',
    description:
      'Find out why a lakewright project does not check, compile or synthesize. Use for messages with a code such as LW2003, for TypeScript errors in the definition, and for files out of date.',
    body: `# When synthesis fails

1. \`npx lakewright check\` prints all findings at once, each with a code, a place and a cure. The tool \`explain_diagnostic\` says more about a code.
2. \`npx tsc --noEmit\` shows what the compiler finds: a column that was renamed or dropped is an error at every use.
3. Correct the definition, never a generated file. Usual causes:
   - A column that is not there: the message offers the nearest name. \`describe_construct\` lists what there is.
   - \`a && b\` or \`a === b\` on columns: use \`.and()\`, \`.eq()\`.
   - LW4001, LW4002: a file of the user's, or an edited one, is where a generated one belongs. Move the change into the definition. Ask before
     \`--adopt\`, which replaces the file.
   - LW0014: files are out of date: \`npx lakewright synth\`.
4. Before renaming or dropping a column, the tool \`impact\` lists what uses it.
5. A warning that is known and accepted: \`acknowledge: ['LW3001']\` on the project, the table or the rule.
`,
  },
  {
    name: 'test-locally',
    description:
      'Run and test a lakewright project on this machine, on local Spark and Delta. Use to try a table, to run the tests, or to find out why a run failed.',
    body: `# Test on this machine

- \`npx lakewright test\`: synthesizes, then runs the tests. \`npx lakewright test silver.orders\` runs those of a table.
- \`npx lakewright run +gold.daily_revenue\`: builds a table and all that it needs. \`+name\`: what it needs; \`name+\`: what depends on it.
- \`npx lakewright run --fresh\`: rebuilds instead of resuming a run that failed.
- \`npx lakewright check --spark\`: Spark's analyzer judges the bodies, without rows.
- \`--json\` gives results as data on stdout.

Your own tests are in \`tests/\`, next to \`tests/generated/\`, which each synthesis rewrites. The body of a table is a function from
frames to a frame:

\`\`\`python
from shop.silver import orders  # src/shop/silver/orders.py


def test_latest_state(spark):
    frame = spark.createDataFrame([...], orders_raw.SCHEMA)
    assert orders.orders(frame).count() == 1
\`\`\`

Python 3.10 or later must be installed. Spark, Delta and Java are downloaded once if they are missing. Runs read the files in the folders that the
sources name, such as \`landing/\`.
`,
  },
];

const skillText = ({ name, description, body }: Skill): string => `---\nname: ${name}\ndescription: ${description}\n---\n\n${body}`;

/** Copies, not links: not every system has links. */
export const skillFiles = (folder: string): readonly OutputFile[] =>
  SKILLS.map((skill) => ({ path: `${folder}/${skill.name}/SKILL.md`, content: skillText(skill) }));
