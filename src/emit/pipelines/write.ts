import type { WriteModel } from '../../model/model.ts';
import type { ExprNode } from '../../query/node.ts';
import { pythonString } from '../../utils/python-text.ts';
import { compileExpr, ONE_INPUT } from '../python/expression.ts';
import type { Imports } from '../python/imports.ts';
import { type Piece, call, keyword, lambda, plain, string, strings } from '../python/syntax.ts';
import { UNNAMED } from '../python/window.ts';
import { sqlLine } from '../sql/index.ts';

type Option = readonly [string, Piece];
const named = (imports: Imports, name: string, options: readonly Option[]): Piece =>
  call(
    imports.from('databricks_utils', name),
    options.map(([option, value]) => keyword(option, value)),
  );
const keys = (names: readonly string[]): Option => ['keys', plain(strings(names))];
const sequence = (name: string | undefined): readonly Option[] => (name === undefined ? [] : [['sequence_by', plain(pythonString(name))]]);
const deletes = (condition: ExprNode | undefined, imports: Imports): readonly Option[] =>
  condition === undefined ? [] : [['delete_where', lambda([], compileExpr(condition, { imports, scope: ONE_INPUT, windows: UNNAMED }))]];
const flag = (name: string, on: boolean | undefined): readonly Option[] => (on ? [[name, plain('True')]] : []);

/** How the runtime writes a table, e.g. `Merge(keys=["id"])`. */
export const writePiece = (write: WriteModel, imports: Imports): Piece => {
  switch (write.strategy) {
    case 'append':
      return named(imports, 'Append', []);
    case 'overwrite':
      return named(imports, 'Overwrite', []);
    case 'replacePartitions':
      return named(imports, 'ReplacePartitions', []);
    case 'replaceWhere':
      return named(imports, 'ReplaceWhere', [['where', string(sqlLine(write.where))]]);
    case 'insertOnly':
      return named(imports, 'InsertOnly', [keys(write.keys)]);
    case 'merge':
      return named(imports, 'Merge', [
        keys(write.keys),
        ...sequence(write.sequenceBy),
        ...deletes(write.deleteWhen, imports),
        ...flag('ignore_null_updates', write.ignoreNullUpdates),
      ]);
    case 'scd2':
      return named(imports, 'Scd2', [
        keys(write.keys),
        ...sequence(write.sequenceBy),
        ...deletes(write.deleteWhen, imports),
        ...(write.ignoreChangesIn.length === 0 ? [] : [['ignore_changes_in', plain(strings(write.ignoreChangesIn))] as const]),
        ...flag('snapshots', write.snapshots),
      ]);
    default:
      return write satisfies never;
  }
};
