/** The fixed order in which agents work on a table. Which agent is next is decided here, not by a model. */

export const NODES = ['rules', 'body', 'tests', 'review'] as const;
export type NodeName = (typeof NODES)[number];

/** The outcome of a node. `skipped` says why it could not run; the others continue. */
export interface NodeResult {
  readonly status: 'done' | 'open' | 'skipped';
  /** One sentence. */
  readonly says: string;
  /** US dollars, if known. */
  readonly money?: number;
}
export type TableReport = Readonly<Partial<Record<NodeName, NodeResult>>>;
/** By table. */
export type Report = Readonly<Record<string, TableReport>>;

export interface ComposeOptions {
  readonly tables: readonly string[];
  /** What an earlier run has finished. @default nothing */
  readonly before?: Report;
  /** Of all nodes together, in US dollars. */
  readonly budget: number;
  /** Runs one node with what is left of the budget. */
  readonly run: (table: string, node: NodeName, budget: number) => Promise<NodeResult>;
  /** Keeps the report after each node, so that a killed run can resume. */
  readonly keep: (report: Report) => void;
}

/** Runs what is not finished, table by table, and gives the whole report. */
export const compose = async ({ tables, before = {}, budget, run, keep }: ComposeOptions): Promise<Report> => {
  let report: Report = before;
  let left = budget;
  for (const table of tables) {
    for (const node of NODES) {
      if (report[table]?.[node]?.status === 'done') continue;
      const result: NodeResult = left <= 0 && node !== 'review' ? { status: 'skipped', says: 'the budget is used up' } : await run(table, node, left);
      left -= result.money ?? 0;
      report = { ...report, [table]: { ...report[table], [node]: result } };
      keep(report);
    }
  }
  return report;
};

/** Whether every step could run. */
export const isComplete = (report: Report): boolean =>
  Object.values(report)
    .flatMap((nodes) => Object.values(nodes))
    .every(({ status }) => status !== 'skipped');

const MARK: Readonly<Record<NodeResult['status'], string>> = { done: 'done', open: 'open', skipped: 'not run' };
/** A page for people. */
export const renderReport = (report: Report): string =>
  [
    '| table | step | | outcome |',
    '|---|---|---|---|',
    ...Object.entries(report).flatMap(([table, nodes]) =>
      NODES.flatMap((node) => {
        const result = nodes[node];
        return result ? [`| ${table} | ${node} | ${MARK[result.status]} | ${result.says.replaceAll('|', '\\|').replaceAll('\n', ' ')} |`] : [];
      }),
    ),
    '',
  ].join('\n');
