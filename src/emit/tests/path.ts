import type { TableModel } from '../../model/model.ts';
import type { Tables } from '../python/table.ts';

/** Where the generated tests of a table are. */
export const generatedTest = (table: TableModel, tables: Tables): string => `tests/generated/test_${tables.layer(table)}_${table.module}.py`;
