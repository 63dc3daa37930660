/** What bodies are tried on, and what is known of those that broke. */
import { judgeFindings } from '../judge/findings.ts';
import type { Diagnostic } from '../model/diagnostics/index.ts';
import type { Model, TableModel } from '../model/model.ts';
import type { Rows } from '../agents/agent.ts';
import type { Engine, Stored } from '../agents/trial/trial.ts';
import { constructOf } from '../agents/apply/index.ts';
import { storedFolder } from '../mcp/stored.ts';
import { sourceText } from '../mcp/source-text.ts';

const TRIED = 1000;
const SENT = 10;
export interface StoredRows {
  readonly folders: readonly string[];
  /** To run on: nothing of it leaves the machine. */
  readonly sample: Readonly<Record<string, Stored>>;
  /** To be sent, where the user agreed. */
  readonly rows: (engine: Engine) => Promise<Readonly<Record<string, Rows>>>;
}
/** Tables that a run has built on this machine. */
export const storedRows = (root: string, model: Model): StoredRows => {
  const found = model.tables.flatMap((table): readonly (readonly [string, Stored])[] => {
    const path = storedFolder(root, model, table);
    return path === undefined ? [] : [[table.key, { path, format: 'delta', limit: TRIED }]];
  });
  const sample = Object.fromEntries(found);
  return {
    folders: found.map(([, { path }]) => path),
    sample,
    rows: async (engine) => {
      const rows: Record<string, Rows> = {};
      for (const [key, stored] of found) {
        const result = await engine.run({ model, sql: `SELECT * FROM t LIMIT ${SENT}`, reads: [key], names: { t: key } }, { [key]: stored });
        if (result.ok) rows[key] = result.rows;
      }
      return rows;
    },
  };
};

/** The body as it stands in the source, and what Spark says of it. */
export const brokenBodies = async (
  root: string,
  model: Model,
  table: TableModel,
  engine: Engine,
): Promise<{ readonly code: string; readonly problems: readonly Diagnostic[] }> => {
  const ref = constructOf(model, table.key);
  const problems = judgeFindings([{ table: table.key, problems: await engine.analyze({ model, table: table.key }), seconds: 0 }], model, root);
  return { code: (ref && (await sourceText(root, ref))) ?? '', problems };
};
