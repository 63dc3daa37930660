/** The files of tests that belong to tables: what `lakewright test --select` runs. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Tables } from '../emit/python/table.ts';
import { generatedTest } from '../emit/tests/path.ts';
import type { Model, TableModel } from '../model/model.ts';
import { RunFailure, runDiagnostic, selectTables } from '../run/index.ts';
import { CliFailure } from './diagnostics.ts';

/** A wrong selection is found before anything is prepared or written. */
export const refuseWrongSelection = (model: Model, select: readonly string[]): void => {
  try {
    selectTables(model, { select });
  } catch (error) {
    if (!(error instanceof RunFailure)) throw error;
    throw new CliFailure(...error.problems.map((problem) => runDiagnostic(problem, model.project.name)));
  }
};

/** Its generated test, and what the user's own are called: `tests/silver/test_orders.py`. */
const filesOf = (table: TableModel, tables: Tables): readonly string[] => {
  const own = ['', '_intent'].map((end) => `tests/${tables.layer(table)}/test_${table.module}${end}.py`);
  return [generatedTest(table, tables), ...own];
};

/** The tests of the selected tables that are there. */
export const testFiles = (model: Model, select: readonly string[], root: string): readonly string[] => {
  const tables = new Tables(model);
  return selectTables(model, { select })
    .flatMap((key) => filesOf(tables.get(key), tables))
    .filter((path) => existsSync(join(root, path)));
};

/** The table to which each file belongs. */
export const tablesOfTestFiles = (model: Model): ReadonlyMap<string, string> => {
  const tables = new Tables(model);
  return new Map(model.tables.flatMap((table) => filesOf(table, tables).map((path) => [path, table.key] as const)));
};
