/** What bodies are tried on, and what is known of those that broke. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { judgeFindings } from '../judge/findings.ts';
import { MANIFEST_PATH, readManifest } from '../model/manifest.ts';
import type { Synthesizable } from '../synth/synthesize.ts';
import type { Diagnostic } from '../model/diagnostics/index.ts';
import type { Model, TableModel } from '../model/model.ts';
import type { Rows } from '../agents/agent.ts';
import type { Engine, Stored } from '../agents/trial/trial.ts';
import { constructOf } from '../agents/apply/index.ts';
import { storedFolder } from '../run/stored.ts';
import { sourceText } from '../agents/source-text.ts';

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
export const storedRows = (root: string, model: Model, limit = TRIED): StoredRows => {
  const found = model.tables.flatMap((table): readonly (readonly [string, Stored])[] => {
    const path = storedFolder(root, model, table);
    return path === undefined ? [] : [[table.key, { path, format: 'delta', limit }]];
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

/** What is wrong with a table in a definition. */
export const problemsOf = ({ project }: Model, { layer, name }: TableModel, diagnostics: readonly Diagnostic[]): readonly Diagnostic[] =>
  diagnostics.filter(({ path, severity }) => severity === 'error' && path === `${project.name}/${layer}/${name}`);

/** A body that broke gives other columns, or none: those of the last synthesis are what it is to give. */
export const withLastColumns = (root: string, table: TableModel): TableModel => {
  if (table.columns.every(({ type }) => type.kind !== 'error') && table.columns.length > 0) return table;
  try {
    const last = readManifest(readFileSync(join(root, MANIFEST_PATH), 'utf8')).tables.find(({ key }) => key === table.key);
    return last ? { ...table, columns: last.columns } : table;
  } catch {
    return table;
  }
};

/** The body as it stands in the source, and what the checks or Spark say of it. */
export const brokenBody = async (
  { root, build }: Pick<Synthesizable, 'root' | 'build'>,
  model: Model,
  table: TableModel,
  engine: Engine,
): Promise<{ readonly code: string; readonly problems: readonly Diagnostic[] }> => {
  const ref = constructOf(model, table.key);
  const built = build();
  const problems = built.model
    ? judgeFindings([{ table: table.key, problems: await engine.analyze({ model, table: table.key }), seconds: 0 }], model, root)
    : problemsOf(model, table, built.diagnostics);
  return { code: (ref && (await sourceText(root, ref))) ?? '', problems };
};
