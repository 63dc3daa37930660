/**
 * The answer that needs no model: a table whose intent says "all rows of another one", and whose columns all stand there. Everything that could mean
 * more makes it silent: a word that is not known, a second table that would do, a column that may be NULL and must not, a key that is not one yet.
 */
import type { DataTypeNode } from '../../query/datatype.ts';
import type { ColumnModel, Model, TableModel } from '../../model/model.ts';
import { sqlIdentifier } from '../../utils/sql-text.ts';
import { typescriptKey, typescriptString } from '../../utils/typescript-text.ts';
import { declaredKey } from '../../model/keys.ts';
import type { CodingAnswer, SecondAnswer } from './answer.ts';
import { readable } from './find-inputs.ts';

/** Kept with a body in place of the version of a prompt. */
export const PASS_THROUGH = 'pass_through-1';

export interface PassThrough {
  readonly answer: CodingAnswer;
  /** The same in SQL, written from the declarations, not from the answer. */
  readonly second: SecondAnswer;
}

/** `customerIds`, `customer_ids` and `Customer ID` are the same two words. */
const wordsOf = (name: string): readonly string[] =>
  name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .map((word) => word.replace(/(?<=[^s])s$/, ''));
/** Says where rows are from, not which. */
const withoutRaw = (words: readonly string[]): readonly string[] => words.filter((word) => word !== 'raw');

const ALL = '(?:all (?:of )?(?:the )?|(?:all (?:of )?the|all|the|every|each) (?:rows?|records?) (?:of|from|in) (?:the )?)';
const COPY = '(?:(?:a|the) )?(?:exact )?copy of (?:the )?';
const AS_IT_IS = ',? (?:unchanged|without (?:any )?changes?|as is|as it is|as they are|as it (?:came|comes)(?: in)?|as they (?:came|come)(?: in)?)';
const ROWS = '(?: table| rows| records)?';
/** All forms in which an intent says no more than "all of it". `name` is that of a table. */
const saysAllOf = (name: string): RegExp => new RegExp(`^(?:(?:${ALL}|${COPY}(?:${ALL})?)${name}${ROWS}(?:${AS_IT_IS})?|(?:the )?${name}${ROWS}${AS_IT_IS})$`);
/** A table by its name, or by its name and its layer. */
const nameOf = ({ layer, name }: TableModel): string | undefined => {
  const words = withoutRaw(wordsOf(name));
  // Anything but ASCII letters and digits is left to a model.
  if (words.length === 0 || ![...words, layer].every((word) => /^\w+$/.test(word))) return undefined;
  return `(?:${layer.toLowerCase()}[. ])?(?:raw[ _])?${words.map((word) => `${word}s?`).join('[ _]')}(?:[ _]raw)?`;
};
const isAllOf = (intent: string, table: TableModel): boolean => {
  const name = nameOf(table);
  const text = intent.toLowerCase().trim().replace(/\.$/, '').replaceAll(/\s+/g, ' ');
  return name !== undefined && saysAllOf(name).test(text);
};

const WHOLE: readonly string[] = ['tinyint', 'smallint', 'int', 'bigint'];
const WHOLE_DIGITS: Readonly<Record<string, number>> = { tinyint: 3, smallint: 5, int: 10, bigint: 19 };
/** Whether every value of one type is exactly a value of the other. */
const widens = (from: DataTypeNode, to: DataTypeNode): boolean => {
  if (JSON.stringify(from) === JSON.stringify(to)) return from.kind !== 'error';
  if (WHOLE.includes(from.kind)) {
    if (to.kind === 'decimal') return to.precision - to.scale >= (WHOLE_DIGITS[from.kind] ?? Number.POSITIVE_INFINITY);
    return WHOLE.indexOf(from.kind) < WHOLE.indexOf(to.kind);
  }
  if (from.kind === 'float') return to.kind === 'double';
  return from.kind === 'decimal' && to.kind === 'decimal' && to.scale >= from.scale && to.precision - to.scale >= from.precision - from.scale;
};
/** Whether a column can be taken as it is; another comment may be another meaning. */
const comesFrom = (wanted: ColumnModel, given: ColumnModel | undefined): boolean =>
  given !== undefined &&
  widens(given.type, wanted.type) &&
  (wanted.nullable || !given.nullable) &&
  (wanted.comment === undefined || wanted.comment === given.comment);
const holdsAll = (input: TableModel, { columns }: TableModel): boolean => {
  const byName = new Map(input.columns.map((column) => [column.name, column]));
  return columns.every((column) => comesFrom(column, byName.get(column.name)));
};

/** Whether the declarations ask for more than rows as they are: another way to write, examples, keys and rules that something has to make true. */
const asksMore = ({ columns, decisions = [], body, write, primaryKey, rules }: TableModel, input: TableModel): boolean => {
  const key = declaredKey(input);
  const names = new Set(columns.map(({ name }) => name));
  return (
    columns.length === 0 ||
    decisions.length > 0 ||
    body.kind !== 'unwritten' ||
    write.strategy !== 'overwrite' ||
    // Versions of a row are more rows than things.
    input.write.strategy === 'scd2' ||
    rules.some(({ kind, onViolation }) => kind === 'unique' || onViolation === 'fail') ||
    (primaryKey.length > 0 && (key.length === 0 || !key.every((name) => primaryKey.includes(name)))) ||
    // Without what tells rows apart, the rest may be meant to occur once each.
    !(key.length > 0 ? key : input.columns.map(({ name }) => name)).every((name) => names.has(name))
  );
};

const typeCode = (type: DataTypeNode): string => (type.kind === 'decimal' ? `t.decimal(${type.precision}, ${type.scale})` : `t.${type.kind}()`);
const sqlType = (type: DataTypeNode): string => (type.kind === 'decimal' ? `DECIMAL(${type.precision}, ${type.scale})` : type.kind.toUpperCase());
const NAME = 'given';
const relationOf = ({ columns }: TableModel, input: TableModel): string => {
  const types = new Map(input.columns.map(({ name, type }) => [name, type]));
  const isSame = ({ name, type }: ColumnModel): boolean => JSON.stringify(types.get(name)) === JSON.stringify(type);
  if (columns.length === input.columns.length && columns.every((column, i) => column.name === input.columns[i]?.name && isSame(column))) return `from(${NAME})`;
  const fields = columns.map((column) => {
    const { name } = column;
    const read = typescriptKey(name) === name ? `row.${name}` : `row[${typescriptString(name)}]`;
    return `${typescriptKey(name)}: ${read}${isSame(column) ? '' : `.cast(${typeCode(column.type)})`}`;
  });
  return `from(${NAME}).select((row) => ({ ${fields.join(', ')} }))`;
};
const sqlOf = ({ columns }: TableModel, input: TableModel): string => {
  const types = new Map(input.columns.map(({ name, type }) => [name, type.kind]));
  const fields = columns.map(({ name, type }) => {
    const column = sqlIdentifier(name);
    return types.get(name) === type.kind && type.kind !== 'decimal' ? column : `CAST(${column} AS ${sqlType(type)}) AS ${column}`;
  });
  return `SELECT ${fields.join(', ')} FROM ${NAME}`;
};

/** The body that follows from what is declared, if there is no doubt. */
export const passThrough = (model: Model, table: TableModel): PassThrough | undefined => {
  const { intent = '' } = table;
  const tables = readable(model, table);
  const [input, ...others] = tables.filter((each) => holdsAll(each, table));
  if (!input || others.length > 0 || !isAllOf(intent, input) || asksMore(table, input)) return undefined;
  // The words may mean another table that has too few columns.
  if (tables.some((each) => each !== input && isAllOf(intent, each))) return undefined;
  // A name says what is meant, too: `test_accounts` are not all accounts.
  const known = new Set([...wordsOf(input.name), 'raw', 'copy']);
  if (!wordsOf(table.name).every((word) => known.has(word))) return undefined;
  const inputs = [{ name: NAME, table: input.key }];
  const says = `all rows of ${input.key}, with the columns that are declared`;
  return {
    answer: {
      outcome: 'body',
      reason: null,
      says,
      body: { form: 'relation', inputs, code: relationOf(table, input), why_sql: null },
      question: null,
      others: [],
    },
    second: { outcome: 'sql', reason: null, says, solution: { inputs, code: sqlOf(table, input) } },
  };
};
