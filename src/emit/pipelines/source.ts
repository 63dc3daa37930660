import type { TableModel } from '../../model/model.ts';
import { pythonString } from '../../utils/python-text.ts';
import type { Imports } from '../python/imports.ts';
import type { Doc } from '../python/layout.ts';
import { type Piece, call, dict, keyword, plain, strings, toDoc } from '../python/syntax.ts';

const text = (value: string): Piece => plain(pythonString(value));
/** `FileSource(…)` of a table that reads files. */
export const fileSource = ({ key, body, columns }: TableModel, imports: Imports): Doc => {
  if (body.kind !== 'files') throw new Error(`${key} reads no files`);
  const { path, format, header, separator, nullValues = [], onBadValue, multiLine } = body.source;
  const renamed = columns.flatMap(({ name, sourceName }) => (sourceName === undefined ? [] : [[name, text(sourceName)] as const]));
  const options: readonly (readonly [string, Piece])[] = [
    ['format', text(format)],
    ...(format === 'csv' ? [['header', plain(header === true ? 'True' : 'False')] as const] : []),
    ...(separator === undefined ? [] : [['separator', text(separator)] as const]),
    ...(nullValues.length === 0 ? [] : [['null_values', plain(strings(nullValues))] as const]),
    ['on_bad_value', text(onBadValue)],
    ...(multiLine === true ? [['multi_line', plain('True')] as const] : []),
    ...(renamed.length === 0 ? [] : [['columns', plain(dict(renamed))] as const]),
  ];
  return toDoc(call(imports.from('databricks_utils', 'FileSource'), [pythonString(path), ...options.map(([name, value]) => keyword(name, value))]));
};
