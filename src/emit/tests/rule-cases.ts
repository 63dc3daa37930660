/** Frames for rules over many rows: that pass, that fail, that lack values, and that are at the limit of what is allowed. */
import type { Limit, RuleModel, TableModel } from '../../model/model.ts';
import type { ExprNode } from '../../query/node.ts';
import { Chance } from './chance.ts';
import { exprChanges } from './changes.ts';
import { type Change, evaluate, isSmall } from './evaluate.ts';
import { candidatesOf, columnsIn, poolsFor, ruleRows } from './rule-rows.ts';
import { familyOf, type Row, UNKNOWN, UnfitRows, UnknownRows, type Value } from './values.ts';

export interface RuleCase {
  readonly says: string;
  /** Each row, and how often. */
  readonly rows: readonly (readonly [Row, number])[];
  readonly violations: number;
  /** Whether the rule forbids the write. */
  readonly stops: boolean;
  /** Rows of the table to which the rule refers. */
  readonly known?: readonly Row[];
  /** When the run checks, as ISO text. */
  readonly now?: string;
  /** What the measure usually is. */
  readonly usual?: number;
}
type Of<K extends RuleModel['kind']> = Extract<RuleModel, { kind: K }>;
type Draft = Omit<RuleCase, 'stops'>;

const MOST_CASES = 6;
/** More rows than this make a test slow. */
const MOST_ROWS = 200;

const isIn = (limit: Limit, violations: number, rows: number): boolean => violations <= (limit.kind === 'rows' ? limit.value : (rows * limit.value) / 100);
const stops = (rule: RuleModel, violations: number, rows: number): boolean =>
  rule.failAbove ? !isIn(rule.failAbove, violations, rows) : rule.onViolation === 'fail' && violations > 0;
const judged =
  (rule: RuleModel) =>
  (draft: Draft): RuleCase => ({
    ...draft,
    stops: stops(
      rule,
      draft.violations,
      draft.rows.reduce((sum, [, times]) => sum + times, 0),
    ),
  });
/** Rows of which just as many violate as are allowed, and one step beyond; violations come at least `least` at once. */
const atLimit = (limit: Limit | undefined, bad: Row, good: Row, least: number, known?: readonly Row[]): readonly Draft[] => {
  if (!limit) return [];
  const draft = (says: string, violations: number, rest: number): Draft => ({
    says,
    rows: [[bad, violations], ...(rest > 0 ? [[good, rest] as const] : [])],
    violations,
    ...(known ? { known } : {}),
  });
  if (limit.kind === 'rows') {
    const most = Math.floor(limit.value);
    if (most + 1 > MOST_ROWS) return [];
    return [
      ...(most >= least ? [draft('as many as are allowed', most, 0)] : []),
      ...(most + 1 >= least ? [draft('one more than is allowed', most + 1, 0)] : []),
    ];
  }
  const percentage = limit.value;
  const shares = Array.from({ length: MOST_ROWS }, (_, i) => i + least).map((violations) => {
    const rows = percentage === 0 ? MOST_ROWS + 1 : Math.ceil((violations * 100) / percentage);
    return { violations, rows, share: (of: number) => (violations * 100) / of };
  });
  // So near the limit that one percent more or less would show.
  const allowed = shares.find(({ rows, share }) => rows <= MOST_ROWS && share(rows) > percentage - 1);
  const above = shares.find(({ violations, rows, share }) => rows - 1 <= MOST_ROWS && rows > violations && share(rows - 1) <= percentage + 1);
  return [
    ...(allowed ? [draft('a share that is allowed', allowed.violations, allowed.rows - allowed.violations)] : []),
    ...(above ? [draft('a share above what is allowed', above.violations, above.rows - 1 - above.violations)] : []),
  ];
};

const valueIn = (expr: ExprNode, rows: readonly [Row, Row?], group?: readonly Row[], change?: Change): Value | 'fails' => {
  try {
    return evaluate(expr, { rows, ...(group ? { group } : {}), change });
  } catch (error) {
    if (error instanceof UnfitRows || error instanceof UnknownRows) return 'fails';
    throw error;
  }
};
/** Two values of each type that can be compared. */
const DISTINCT: Readonly<Record<string, readonly [Value, Value]>> = {
  number: [1, 2],
  text: ['a', 'b'],
  boolean: [true, false],
  date: ['2026-01-01', '2026-01-02'],
  timestamp: ['2026-01-01T00:00:00.000Z', '2026-01-01T00:00:01.000Z'],
  timestamp_ntz: ['2026-01-01T00:00:00.000Z', '2026-01-01T00:00:01.000Z'],
};
const pairOf = ({ columns }: TableModel, name: string): readonly [Value, Value] | undefined => {
  const type = columns.find((column) => column.name === name)?.type;
  const family = type ? familyOf(type) : undefined;
  return family ? DISTINCT[family] : undefined;
};

const uniqueCases = (table: TableModel, rule: Of<'unique'>): readonly Draft[] => {
  const { columns, where } = rule;
  const pairs = columns.map((name) => [name, pairOf(table, name)] as const);
  if (pairs.some(([, pair]) => pair === undefined) || (where && !isSmall(where))) return [];
  const row = (other?: string, value?: Value): Row =>
    new Map(pairs.map(([name, pair]) => [name, name === other ? (value === undefined ? (pair?.[1] ?? null) : value) : (pair?.[0] ?? null)] as const));
  const own = [row(), ...columns.map((name) => row(name))];
  const base: readonly Draft[] = [
    { says: 'rows of their own', rows: own.map((one) => [one, 1] as const), violations: 0 },
    {
      says: 'a double',
      rows: [
        [row(), 2],
        [row(columns[0]), 1],
      ],
      violations: 2,
    },
    ...columns.map((name): Draft => ({ says: `no ${name}`, rows: [[row(name, null), 2]], violations: 0 })),
  ];
  // Rows without a value are not duplicates, however many.
  if (!where) return [...base, ...atLimit(rule.failAbove, row(), row(columns[0], null), 2)];
  const names = columnsIn(where);
  // The values of the key must be free to choose.
  if (columns.some((name) => names.has(name))) return [];
  const found = candidatesOf(table, poolsFor(where, table), names, `${table.key}.${rule.name}`);
  const changes = new Set(exprChanges(where));
  const outcomes = new Set<Value>();
  const shown: (readonly [Row, boolean])[] = [];
  for (const one of found) {
    const value = valueIn(where, [one]);
    if (value === 'fails' || value === UNKNOWN) continue;
    const uncovered = [...changes].filter((change) => {
      const other = valueIn(where, [one], undefined, change);
      return other !== UNKNOWN && (other === true) !== (value === true);
    });
    if (outcomes.has(value) && uncovered.length === 0) continue;
    outcomes.add(value);
    for (const change of uncovered) changes.delete(change);
    shown.push([one, value === true]);
    if (shown.length === MOST_CASES) break;
  }
  const inside = shown.find(([, holds]) => holds)?.[0];
  if (!inside) return [];
  return [
    ...base.map((draft) => ({ ...draft, rows: draft.rows.map(([one, times]) => [new Map([...one, ...inside]), times] as const) })),
    ...shown.map(
      ([one, holds], i): Draft => ({
        says: `a double that ${holds ? 'counts' : 'does not count'}, ${i + 1}`,
        rows: [[new Map([...row(), ...one]), 2]],
        violations: holds ? 2 : 0,
      }),
    ),
  ];
};

const referenceCases = (table: TableModel, to: TableModel, rule: Of<'reference'>): readonly Draft[] => {
  const { on, nulls } = rule;
  if (!isSmall(on)) return [];
  const pools = poolsFor(on, table, to);
  const compared = [...columnsIn(on)];
  const rows = candidatesOf(table, pools, new Set(compared), `${table.key}.${rule.name}`);
  const others = candidatesOf(to, pools, columnsIn(on, 1), `${rule.to}.${rule.name}`).slice(0, 40);
  const verdict = (row: Row, known: Row, change?: Change): boolean | undefined => {
    const value = valueIn(on, [row, known], undefined, change);
    if (value === 'fails' || value === UNKNOWN) return undefined;
    return value !== true && (nulls === 'violate' || compared.every((name) => (row.get(name) ?? null) !== null));
  };
  const changes = new Set(exprChanges(on));
  const outcomes = new Set<string>();
  const found: Draft[] = [];
  let missing: readonly [Row, Row] | undefined;
  let met: readonly [Row, Row] | undefined;
  for (const row of rows.slice(0, 60)) {
    for (const known of others) {
      const violated = verdict(row, known);
      if (violated === undefined || found.length >= MOST_CASES) continue;
      const lacks = compared.some((name) => (row.get(name) ?? null) === null);
      const outcome = `${violated ? 'without a match' : lacks ? 'that is let pass' : 'with a match'}${lacks ? ', without a value' : ''}`;
      const uncovered = [...changes].filter((change) => (verdict(row, known, change) ?? violated) !== violated);
      if (outcomes.has(outcome) && uncovered.length === 0) continue;
      outcomes.add(outcome);
      for (const change of uncovered) changes.delete(change);
      if (!lacks && violated) missing ??= [row, known];
      if (!lacks && !violated) met ??= [row, known];
      found.push({ says: `a row ${outcome}, ${found.length + 1}`, rows: [[row, 1]], known: [known], violations: violated ? 1 : 0 });
    }
  }
  if (!missing || !met) return [];
  const [good, known] = met;
  return [
    ...found,
    { says: 'a row with two matches', rows: [[good, 1]], known: [known, known], violations: 0 },
    { says: 'a row and no other table', rows: [[good, 1]], known: [], violations: 1 },
    ...atLimit(rule.failAbove, missing[0], good, 1, verdict(missing[0], known) === true ? [known] : [missing[1]]).filter(
      ({ known: [only] = [], rows: all }) => only !== undefined && all.every(([row]) => verdict(row, only) === (row === missing?.[0])),
    ),
  ];
};

const freshnessCases = (table: TableModel, { column, maxAge }: Of<'freshness'>): readonly Draft[] => {
  const type = table.columns.find(({ name }) => name === column)?.type;
  if (!type || !['date', 'timestamp', 'timestamp_ntz'].includes(type.kind)) return [];
  const [older, newer] = ['2026-01-01', '2026-01-02'].map((day): Value => (type.kind === 'date' ? day : `${day}T00:00:00.000Z`));
  const row = (value: Value | undefined): readonly [Row, number] => [new Map([[column, value ?? null]]), 1];
  const after = (seconds: number): string => new Date(Date.parse('2026-01-02T00:00:00Z') + seconds * 1000).toISOString();
  return [
    { says: 'as old as is allowed', rows: [row(older), row(newer)], now: after(maxAge), violations: 0 },
    { says: 'a second too old', rows: [row(older), row(newer)], now: after(maxAge + 1), violations: 1 },
    { says: 'some without a time', rows: [row(null), row(newer)], now: after(maxAge), violations: 0 },
    { says: 'none with a time', rows: [row(null)], now: after(maxAge), violations: 1 },
    { says: 'no rows', rows: [], now: after(maxAge), violations: 1 },
  ];
};

const EMPTY: Row = new Map();
const DRAWS = 300;
const metricCases = (table: TableModel, rule: Of<'metric'>): readonly Draft[] => {
  const { value: measure, withinOfUsual: within } = rule;
  if (!isSmall(measure) || familyOf(measure.type) !== 'number') return [];
  const names = columnsIn(measure);
  const candidates = candidatesOf(table, poolsFor(measure, table), names, `${table.key}.${rule.name}`);
  const chance = new Chance(`${table.key}.${rule.name}.rows`);
  const passes = (value: Value, { min, max }: { readonly min?: number; readonly max?: number } = rule): boolean =>
    value !== null && (min === undefined || (value as number) >= min) && (max === undefined || (value as number) <= max);
  const of = (group: readonly Row[], change?: Change): Value | 'fails' => valueIn(measure, [group[0] ?? EMPTY], group, change);
  const moved = [1, -1].flatMap((by) => [
    ...(rule.min === undefined ? [] : [{ ...rule, min: rule.min + by }]),
    ...(rule.max === undefined ? [] : [{ ...rule, max: rule.max + by }]),
  ]);
  const tests: ((group: readonly Row[], value: Value) => boolean)[] = [
    ...moved.map((bounds) => (_: readonly Row[], value: Value) => passes(value, bounds) !== passes(value)),
    ...exprChanges(measure).map((change) => (group: readonly Row[], value: Value) => {
      const other = of(group, change);
      return other === 'fails' || (other !== UNKNOWN && passes(other) !== passes(value));
    }),
  ];
  const open = new Set(tests);
  const outcomes = new Set<string>();
  const found: Draft[] = [];
  let usable: readonly [readonly Row[], number] | undefined;
  for (let draw = 0; draw < DRAWS && found.length < MOST_CASES; draw++) {
    const size = draw === 0 ? 0 : 1 + Math.floor(chance.next() * Math.min(12, 1 + draw / 10));
    const group = draw === 1 ? [new Map([...names].map((name) => [name, null] as const))] : Array.from({ length: size }, () => chance.pick(candidates));
    const value = of(group);
    if (value === 'fails' || value === UNKNOWN) continue;
    const passed = passes(value);
    if (passed && typeof value === 'number' && value > 0) usable ??= [group, value];
    const outcome = draw === 0 ? 'no rows' : draw === 1 ? 'no values' : passed ? 'passes' : 'fails';
    const uncovered = [...open].filter((test) => test(group, value));
    if (outcomes.has(outcome) && uncovered.length === 0) continue;
    outcomes.add(outcome);
    for (const test of uncovered) open.delete(test);
    found.push({ says: `${outcome}, ${found.length + 1}`, rows: group.map((row) => [row, 1] as const), violations: passed ? 0 : 1 });
  }
  if (within === undefined || !usable) return found;
  const isUsual = (value: number, mean: number): boolean => Math.abs(value - mean) <= (Math.abs(mean) * within) / 100;
  const usual = (says: string, group: readonly Row[], value: number, mean: number): Draft => ({
    says,
    rows: group.map((row) => [row, 1] as const),
    usual: mean,
    violations: passes(value) && isUsual(value, mean) ? 0 : 1,
  });
  const [group, value] = usable;
  // Half a percent on either side of the limit.
  found.push(usual('as usual', group, value, value / (1 + (within - 0.5) / 100)), usual('more than usual', group, value, value / (1 + (within + 0.5) / 100)));
  const changes = new Set(exprChanges(measure));
  const shown: Draft[] = [];
  for (let draw = 0; draw < DRAWS && changes.size > 0 && shown.length < MOST_CASES; draw++) {
    const drawn = Array.from({ length: 1 + Math.floor(chance.next() * 4) }, () => chance.pick(candidates));
    const mean = of(drawn);
    if (typeof mean !== 'number' || !passes(mean)) continue;
    const uncovered = [...changes].filter((change) => {
      const other = of(drawn, change);
      return other === 'fails' || other === null || (typeof other === 'number' && !(passes(other) && isUsual(other, mean)));
    });
    for (const change of uncovered) changes.delete(change);
    if (uncovered.length > 0) shown.push(usual(`just as usual, ${shown.length + 1}`, drawn, mean, mean));
  }
  return [...found, ...shown];
};

const draftsOf = (table: TableModel, rule: RuleModel, get: (key: string) => TableModel): readonly Draft[] => {
  switch (rule.kind) {
    case 'unique':
      return uniqueCases(table, rule);
    case 'reference':
      return referenceCases(table, get(rule.to), rule);
    case 'freshness':
      return freshnessCases(table, rule);
    case 'metric':
      return metricCases(table, rule);
    default: {
      if (!rule.failAbove) return [];
      const rows = ruleRows(table, rule);
      const [bad, good] = [true, false].map((wanted) => rows.find(({ violated }) => violated === wanted)?.row);
      return bad && good ? atLimit(rule.failAbove, bad, good, 1) : [];
    }
  }
};
/** Empty if only Spark knows what the rule means. */
export const ruleCases = (table: TableModel, rule: RuleModel, get: (key: string) => TableModel): readonly RuleCase[] =>
  draftsOf(table, rule, get).map(judged(rule));
