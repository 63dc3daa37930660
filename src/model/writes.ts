/** What the strategies of writing have in common. */
import type { ExprNode } from '../query/node.ts';
import { type ColumnModel, END_AT, START_AT, type TableModel, type WriteModel } from './model.ts';

/** What identifies a row; nothing where rows are not found by keys. */
export const keysOf = (write: WriteModel): readonly string[] => ('keys' in write ? write.keys : []);
/** The column that orders changes of a row. */
export const sequenceOf = (write: WriteModel): string | undefined => ('sequenceBy' in write ? write.sequenceBy : undefined);

/** The columns that the body of a table gives: all but those that its write adds. */
export const givenColumns = ({ write, columns }: Pick<TableModel, 'write' | 'columns'>): readonly ColumnModel[] =>
  write.strategy === 'scd2' ? columns.filter(({ name }) => name !== START_AT && name !== END_AT) : columns;

type Option<T> = readonly [path: readonly string[], value: T];
/** Options of an `Scd2Table` are next to its query, those of other writes in `write`. */
const inside = (write: WriteModel, option: string): readonly string[] => (write.strategy === 'scd2' ? [option] : ['write', option]);

/** The conditions of a write, by option. */
export const conditionsOf = (write: WriteModel): readonly Option<ExprNode>[] => {
  if (write.strategy === 'replaceWhere') return [[inside(write, 'where'), write.where]];
  return 'deleteWhen' in write && write.deleteWhen ? [[inside(write, 'deleteWhen'), write.deleteWhen]] : [];
};
/** The columns that a write names, by option. */
export const columnsOf = (write: WriteModel): readonly Option<readonly string[]>[] => {
  const sequence = sequenceOf(write);
  return [
    [inside(write, 'keys'), keysOf(write)],
    [inside(write, 'sequenceBy'), sequence === undefined ? [] : [sequence]],
    [inside(write, 'ignoreChangesIn'), write.strategy === 'scd2' ? write.ignoreChangesIn : []],
  ];
};
