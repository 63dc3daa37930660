/** Rules that a schema itself suggests. Nothing was counted: each is a question to whoever knows the data, not a finding. */
import type { ColumnModel, Model, RuleModel, TableModel } from '../model/model.ts';
import { ruleColumns } from '../model/rules.ts';
import { isNumeric, isText, isTime } from '../query/datatype.ts';
import { memo } from '../utils/memo.ts';
import { typescriptKey, typescriptString, typescriptVariable } from '../utils/typescript-text.ts';

export interface SuggestedRule {
  readonly table: string;
  readonly name: string;
  /** What in the schema suggests it. */
  readonly why: string;
  /** A statement; `variables` are what it speaks of by name. */
  readonly code: string;
  /** Variables in the code, and the table for which each stands. */
  readonly variables: Readonly<Record<string, string>>;
  /** What the code needs from lakewright. */
  readonly uses: readonly string[];
}

const words = (name: string): readonly string[] =>
  name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
const hasWord = (name: string, wanted: readonly string[]): boolean => words(name).some((word) => wanted.includes(word));

const NEVER_NEGATIVE = ['price', 'quantity', 'qty', 'count', 'distance', 'weight', 'duration', 'size', 'length', 'age', 'stock'];
const SHARES = ['percent', 'pct', 'percentage'];

const member = (row: string, column: string): string => {
  const key = typescriptKey(column);
  return key === column ? `${row}.${column}` : `${row}[${typescriptString(column)}]`;
};
const identifier = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, '_')
    .replace(/^_+|_+$/g, '') || 'column';

type Draft = Omit<SuggestedRule, 'table' | 'variables'> & { readonly columns: readonly string[]; readonly kind: RuleModel['kind']; readonly other?: string };

const keysOf = ({ primaryKey, write }: TableModel): readonly string[] => (primaryKey.length > 0 ? primaryKey : 'keys' in write ? write.keys : []);

/** Strategies that keep one row for each of their keys by themselves. */
const KEEPS_ONE: ReadonlySet<TableModel['write']['strategy']> = new Set(['merge', 'insertOnly', 'scd2']);
const ofKeys = ({ primaryKey, write }: TableModel, variable: string): readonly Draft[] => {
  if (primaryKey.length === 0 || KEEPS_ONE.has(write.strategy)) return [];
  const name = `${primaryKey.map(identifier).join('_')}_unique`;
  const columns = `[${primaryKey.map(typescriptString).join(', ')}]`;
  return [
    {
      kind: 'unique',
      name,
      columns: primaryKey,
      why: 'it is the primary key, which Databricks does not enforce',
      code: `new UniqueRule(${variable}, ${typescriptString(name)}, { columns: ${columns}, onViolation: 'warn' });`,
      uses: ['UniqueRule'],
    },
  ];
};

const rowRule = (variable: string, name: string, check: string, column: string, why: string, nulls: 'pass' | 'violate' = 'pass'): Draft => ({
  kind: 'row',
  name,
  columns: [column],
  why,
  code: `new QualityRule(${variable}, ${typescriptString(name)}, { check: (row) => ${check}, nulls: '${nulls}', onViolation: 'warn' });`,
  uses: ['QualityRule'],
});

const ofColumn = ({ name, type, nullable }: ColumnModel, table: TableModel, variable: string): readonly Draft[] => {
  const value = member('row', name);
  const base = identifier(name);
  const drafts: Draft[] = [];
  if (nullable && hasWord(name, ['id', 'key', 'code']) && !keysOf(table).includes(name)) {
    drafts.push(rowRule(variable, `${base}_not_null`, `${value}.isNotNull()`, name, 'its name suggests an identifier, and it may be NULL', 'violate'));
  }
  if (isNumeric(type) && hasWord(name, NEVER_NEGATIVE)) {
    drafts.push(rowRule(variable, `${base}_not_negative`, `${value}.ge(0)`, name, 'its name suggests something that is seldom negative'));
  }
  if (isNumeric(type) && hasWord(name, SHARES)) {
    drafts.push(rowRule(variable, `${base}_in_percent`, `${value}.between(0, 100)`, name, 'its name suggests a percentage'));
  }
  if (isText(type) && hasWord(name, ['email', 'mail'])) {
    drafts.push(rowRule(variable, `${base}_has_an_at`, `${value}.like('%_@_%')`, name, 'its name suggests an e-mail address'));
  }
  return drafts;
};

const pairs: readonly (readonly [string, string])[] = [
  ['start', 'end'],
  ['begin', 'end'],
  ['from', 'to'],
  ['created', 'updated'],
  ['ordered', 'shipped'],
  ['shipped', 'delivered'],
];
const ofPairs = ({ columns }: TableModel, variable: string): readonly Draft[] => {
  const times = columns.filter(({ type }) => isTime(type));
  return times.flatMap((first): readonly Draft[] =>
    pairs.flatMap(([earlier, later]): readonly Draft[] => {
      const own = words(first.name);
      if (!own.includes(earlier)) return [];
      const expected = own.map((word) => (word === earlier ? later : word)).join(' ');
      const second = times.find((other) => words(other.name).join(' ') === expected && other.type.kind === first.type.kind);
      if (!second) return [];
      const name = `${identifier(first.name)}_before_${identifier(second.name)}`;
      const draft = rowRule(
        variable,
        name,
        `${member('row', second.name)}.ge(${member('row', first.name)})`,
        first.name,
        'one names an earlier time than the other',
      );
      return [{ ...draft, columns: [first.name, second.name] }];
    }),
  );
};

/** Tables by the name of their one key column: `customer_id` points to whoever has it as its key. */
const tablesByKeyColumn = memo((model: Model) => {
  const found = new Map<string, TableModel[]>();
  for (const table of model.tables) {
    const keys = keysOf(table);
    const [key] = keys;
    if (keys.length !== 1 || key === undefined || table.write.strategy === 'scd2') continue;
    const known = found.get(key);
    if (known) known.push(table);
    else found.set(key, [table]);
  }
  return found;
});
const ofReferences = (model: Model, table: TableModel, variable: string): readonly Draft[] => {
  const position = new Map(model.tables.map(({ key }, i) => [key, i]));
  return table.columns.flatMap(({ name, type }): readonly Draft[] => {
    if (keysOf(table).includes(name)) return [];
    const candidates = (tablesByKeyColumn(model).get(name) ?? []).filter(
      (other) =>
        other.key !== table.key &&
        // The table that is referred to is made first.
        (position.get(other.key) ?? 0) < (position.get(table.key) ?? 0) &&
        other.columns.find((column) => column.name === name)?.type.kind === type.kind,
    );
    const [to] = candidates;
    if (candidates.length !== 1 || !to) return [];
    const rule = `${identifier(name)}_known`;
    const other = typescriptVariable(to.key);
    return [
      {
        kind: 'reference',
        name: rule,
        columns: [name],
        why: `${name} is the key of ${to.key}, and no other table has that key`,
        code: `new ReferenceRule(${variable}, ${typescriptString(rule)}, { to: ${other}, on: (row, to) => ${member('row', name)}.eq(${member('to', name)}), onViolation: 'warn' });`,
        uses: ['ReferenceRule'],
        other: to.key,
      },
    ];
  });
};

/** Whether the table has a rule of that kind about the same columns already. */
const isThere = (table: TableModel, { kind, columns }: Draft): boolean =>
  table.rules.some((rule) => rule.kind === kind && columns.every((column) => ruleColumns(rule).includes(column)));

/** All rules that the schema of a table suggests and that it does not have. */
export const rulesFromSchema = (model: Model, table: TableModel): readonly SuggestedRule[] => {
  if (table.kind === 'external') return [];
  const variable = typescriptVariable(table.key);
  const drafts = [
    ...ofKeys(table, variable),
    ...ofReferences(model, table, variable),
    ...table.columns.flatMap((column) => ofColumn(column, table, variable)),
    ...ofPairs(table, variable),
  ];
  const taken = new Set(table.rules.map(({ name }) => name));
  return drafts
    .filter((draft) => !isThere(table, draft) && !taken.has(draft.name))
    .map(({ name, why, code, uses, other }) => ({
      table: table.key,
      name,
      why,
      code,
      uses,
      variables: { [variable]: table.key, ...(other === undefined ? {} : { [typescriptVariable(other)]: other }) },
    }));
};
