/** From schemas that exist to declarations. */
import type { Diagnostic } from '../model/diagnostics/diagnostic.ts';
import { askPython } from '../run/ask-python.ts';
import type { Interruption } from '../run/interruption.ts';
import type { Prepared } from '../run/run-session.ts';
import { ImportFailure, importDiagnostic } from './diagnostics.ts';
import type { Imported } from './imported.ts';
import { type Found, look, type SparkSource, sparkTable } from './read.ts';

export { IMPORT_DIAGNOSTICS, importDiagnostic, type ImportProblem, type ImportProblemKind } from './diagnostics.ts';
export type { Imported, ImportedContract, ImportedTable } from './imported.ts';
export { writeDeclarations, type WriteOptions, type Written } from './typescript.ts';

export interface ReadOptions {
  /** Files and folders, from `cwd`. */
  readonly given: readonly string[];
  readonly cwd: string;
  /** Called only where Spark is needed: for DDL, Parquet and Delta. */
  readonly prepare: () => Promise<Prepared>;
  readonly interruption: Interruption;
}
export interface ReadResult {
  readonly found: readonly Imported[];
  readonly diagnostics: readonly Diagnostic[];
}

/** All tables that the given files describe, in their order. Throws a `RunFailure` where Spark is needed and cannot be asked. */
export const readTables = async ({ given, cwd, prepare, interruption }: ReadOptions): Promise<ReadResult> => {
  const diagnostics: Diagnostic[] = [];
  const looked = given.map((path): Found => {
    try {
      return look(path, cwd);
    } catch (error) {
      if (!(error instanceof ImportFailure)) throw error;
      diagnostics.push(importDiagnostic(error.problem));
      return { tables: [] };
    }
  });
  const sources = looked.flatMap((one) => ('spark' in one ? [one.spark] : []));
  const described = new Map<SparkSource, Imported[]>(sources.map((source) => [source, []]));
  if (sources.length > 0 && diagnostics.length === 0) {
    await askPython({
      module: 'databricks_utils.read_schemas',
      request: { sources: sources.map(({ kind, content }) => ({ kind, content })) },
      cwd,
      prepared: await prepare(),
      interruption,
      onEvent: (event) => {
        const source = sources[Number(event['source'])];
        if (!source) return;
        if (event['event'] === 'table_described') described.get(source)?.push(sparkTable(event, source));
        if (event['event'] === 'source_failed')
          diagnostics.push(importDiagnostic({ kind: 'import-unreadable', file: source.source, why: String(event['message']) }));
      },
    });
  }
  return { found: looked.flatMap((one) => ('spark' in one ? (described.get(one.spark) ?? []) : one.tables)), diagnostics };
};
