/** A test that writes rows as the table's pipeline does, some of them twice. */
import type { TableModel } from '../../model/model.ts';
import { pythonString } from '../../utils/python-text.ts';
import { docstring } from '../python/docstring.ts';
import { print } from '../python/layout.ts';
import { functionText } from '../python/module.ts';
import { columnPath } from '../python/names.ts';
import { call, dict, list, plain, statement, strings, toDoc, tuple } from '../python/syntax.ts';
import type { TestFile } from './cases.ts';
import { anything, rowDoc, valuePiece } from './rows.ts';
import type { WriteCase } from './write-cases.ts';
import type { Row } from './values.ts';

const DOC = 'What is there follows from the write; writing the last rows again changes nothing';
export const writeParts = ({ table, imports }: TestFile, layer: string, found: WriteCase): readonly string[] => {
  const any = anything(imports);
  const rows = (some: readonly Row[]) => plain(list(some.map((row) => rowDoc(row, table.columns, imports, false))));
  const { columns, stored, batches } = found;
  const given = [
    ...(stored.length === 0 ? [] : [['stored', rows(stored)] as const]),
    ['batches', plain(list(batches.map((batch) => toDoc(rows(batch)))))] as const,
    ['columns', plain(strings(columns.map(({ name }) => columnPath(name))))] as const,
    ['gives', plain(list(found.rows.map((row) => tuple(columns.map(({ name, type }) => toDoc(valuePiece(row.get(name), type, imports)))))))] as const,
  ];
  const step = [pythonString(`pipelines.${layer}`), pythonString(table.key)];
  return [
    print(statement(`WRITES: dict[str, ${any}] = `, plain(dict(given)))),
    functionText({
      name: 'test_writing_these_rows_again_changes_nothing',
      parameters: [['written', `${imports.use('Callable')}[..., list[tuple[${any}, ...]]]`]],
      returns: 'None',
      docstring: docstring({ summary: DOC, otherwise: DOC }, 1),
      body: [statement('rows = ', call('written', [...step, 'WRITES'])), 'assert rows == sorted(WRITES["gives"], key=repr)'],
    }),
  ];
};
/** Whether a table is written in rows whose fate a test can check. */
export const isWritten = ({ kind, write }: TableModel): boolean => kind === 'table' && write.strategy !== 'overwrite';
