/** What the counts suggest, as typed constructs: without a model, each with its reason and the size of the sample. */
import type { ColumnModel, TableModel } from '../../model/model.ts';
import { ruleColumns } from '../../model/rules.ts';
import { isNumeric } from '../../query/datatype.ts';
import { typescriptKey, typescriptString, typescriptVariable } from '../../utils/typescript-text.ts';
import { type ColumnProfile, PATTERNS, type Pattern, type ReadableType, type TableProfile } from './profile.ts';

export interface ProposedRule {
  readonly table: string;
  readonly name: string;
  readonly column: string;
  /** What it says about the column: `known`, `listed`, `not_negative`, `unique`, `exists`, or a pattern. */
  readonly what: string;
  readonly why: string;
  /** What a model says about it, in a sentence. @default nobody was asked */
  readonly explanation?: string;
  /** How sure a count of this many rows makes it: bounds that were only seen are weak. */
  readonly confidence: 'strong' | 'weak';
  /** A statement, in which tables have the names of `variables`. */
  readonly code: string;
  /** The same except for its name: `new UniqueRule(orders, ` and `columns: ['id'], onViolation: 'warn'`. */
  readonly parts: { readonly head: string; readonly options: string };
  readonly variables: Readonly<Record<string, string>>;
  readonly uses: readonly string[];
}
/** Fewer rows say nothing. */
const LEAST = 20;
const TYPE_CALLS: Readonly<Record<ReadableType, string>> = {
  int: 't.int()',
  bigint: 't.bigint()',
  'decimal(18,6)': 't.decimal(18, 6)',
  date: 't.date()',
  timestamp: 't.timestamp()',
  boolean: 't.boolean()',
};

const member = (column: string): string => {
  const key = typescriptKey(column);
  return key === column ? `row.${column}` : `row[${typescriptString(column)}]`;
};
const nameOf = (column: string, what: string): string => `${column.replace(/[^A-Za-z0-9]+/g, '_').replace(/^_+|_+$/g, '') || 'column'}_${what}`;
const codeOf = ({ head, options }: ProposedRule['parts'], name: string): string => `${head}${typescriptString(name)}, { ${options} });`;
/** The same rule with another name and a sentence about it: what it says about rows stays. */
export const explained = (rule: ProposedRule, name: string, explanation: string): ProposedRule => {
  const { head, options } = rule.parts;
  return { ...rule, name, explanation, code: codeOf({ head, options: `description: ${typescriptString(explanation)}, ${options}` }, name) };
};
const rowsText = ({ rows, isSample }: TableProfile): string => `${rows} rows${isSample ? ' looked at' : ''}`;

/** Rules that a profile suggests and that the table does not have. Bounds that were seen are warnings: tomorrow's rows may exceed them. */
export const proposeRules = (table: TableModel, profile: TableProfile): readonly ProposedRule[] => {
  if (profile.rows < LEAST) return [];
  const known = new Set(table.rules.flatMap((rule) => ruleColumns(rule).map((column) => `${rule.kind} ${column}`)));
  const existing = new Set(table.rules.map(({ name }) => name));
  const taken = new Set<string>();
  const variable = typescriptVariable(table.name);
  const proposed: ProposedRule[] = [];
  const add = (
    kind: string,
    column: string,
    rule: Pick<ProposedRule, 'what' | 'why' | 'confidence'> & {
      readonly construct: string;
      readonly options: string;
      readonly others?: Readonly<Record<string, string>>;
    },
  ): void => {
    const { others = {}, construct, options, ...rest } = rule;
    const wished = nameOf(column, rest.what);
    const isProposed = proposed.some((one) => one.column === column && one.what === rest.what);
    if (known.has(`${kind} ${column}`) || existing.has(wished) || isProposed) return;
    // Columns in other alphabets have the same name here.
    let name = wished;
    for (let n = 2; taken.has(name); n += 1) name = `${wished}_${n}`;
    taken.add(name);
    const parts = { head: `new ${construct}(${variable}, `, options };
    const variables = { [variable]: table.key, ...others };
    proposed.push({ table: table.key, name, column, ...rest, parts, code: codeOf(parts, name), variables, uses: [construct] });
  };
  const quality = (column: string, { what, check, why, confidence }: Found): void =>
    add('row', column, {
      what,
      why,
      confidence,
      construct: 'QualityRule',
      options: `check: (row) => ${check}, onViolation: 'warn', nulls: ${what === 'known' ? "'violate'" : "'pass'"}`,
    });
  const byName = new Map(table.columns.map((column) => [column.name, column]));
  for (const column of profile.columns) {
    const declared = byName.get(column.name);
    if (declared) for (const rule of rulesOf(column, declared, profile)) quality(column.name, rule);
  }
  for (const { name, distinct, isExact } of profile.columns) {
    if (!isExact || distinct !== profile.rows) continue;
    add('unique', name, {
      what: 'unique',
      why: `${distinct} different values in ${rowsText(profile)}`,
      confidence: profile.isSample ? 'weak' : 'strong',
      construct: 'UniqueRule',
      options: `columns: [${typescriptString(name)}], onViolation: 'warn'`,
    });
  }
  for (const { column, to, key } of profile.references) {
    const other = typescriptVariable(to.slice(to.indexOf('.') + 1));
    const target = other === variable ? `${other}_` : other;
    const on = member(key).replace('row', 'other');
    add('reference', column, {
      what: 'exists',
      why: `each value has a match in ${to}.${key}, in ${rowsText(profile)}`,
      confidence: profile.isSample ? 'weak' : 'strong',
      construct: 'ReferenceRule',
      options: `to: ${target}, on: (row, other) => ${member(column)}.eq(${on}), onViolation: 'warn', nulls: 'pass'`,
      others: { [target]: to },
    });
  }
  return proposed;
};

type Found = { readonly what: string; readonly check: string; readonly why: string; readonly confidence: ProposedRule['confidence'] };
const rulesOf = (column: ColumnProfile, declared: ColumnModel, profile: TableProfile): readonly Found[] => {
  const { name, nulls, values, low, high, patterns } = column;
  const filled = profile.rows - nulls;
  if (filled < LEAST) return [];
  const own = member(name);
  const seen = rowsText(profile);
  const few = values && values.length > 1 && values.every(({ count }) => count >= 3);
  const pattern = (Object.keys(PATTERNS) as Pattern[]).find((each) => patterns?.[each] === filled);
  return [
    ...(nulls === 0 && declared.nullable
      ? [{ what: 'known', check: `${own}.isNotNull()`, why: `no NULL in ${seen}`, confidence: profile.isSample ? 'weak' : 'strong' } as const]
      : []),
    ...(few
      ? [
          {
            what: 'listed',
            check: `${own}.isIn([${values.map(({ value }) => typescriptString(value)).join(', ')}])`,
            why: `${values.length} different values in ${seen}`,
            confidence: 'weak',
          } as const,
        ]
      : pattern && pattern !== 'code'
        ? [
            {
              what: pattern,
              check: `${own}.rlike(${typescriptString(PATTERNS[pattern])})`,
              why: `all ${filled} values look like that`,
              confidence: 'strong',
            } as const,
          ]
        : []),
    ...(isNumeric(declared.type) && low !== undefined && high !== undefined && Number(low) >= 0
      ? [{ what: 'not_negative', check: `${own}.ge(0)`, why: `from ${low} to ${high} in ${seen}`, confidence: 'weak' } as const]
      : []),
  ];
};

export interface ProposedType {
  readonly column: string;
  readonly type: string;
  readonly why: string;
  /** What a model says about it, in a sentence. @default nobody was asked */
  readonly explanation?: string;
}
/** Columns of text all of whose values are of a narrower type. */
export const proposeTypes = (table: TableModel, profile: TableProfile): readonly ProposedType[] =>
  profile.columns.flatMap(({ name, nulls, readable }) => {
    const filled = profile.rows - nulls;
    const declared = table.columns.find((column) => column.name === name);
    if (filled < LEAST || !readable || declared?.type.kind !== 'string') return [];
    const type = (Object.keys(TYPE_CALLS) as ReadableType[]).find((each) => readable[each] === filled);
    return type ? [{ column: name, type: TYPE_CALLS[type], why: `all ${filled} values can be read as ${type}` }] : [];
  });
