/** Calls of every function and operator over columns of every type, made from the records themselves. */
import { type DataTypeNode, nullableInside } from '../../src/query/datatype.ts';
import { type Expression, callNode, nodeOf, over, wrap } from '../../src/query/expression.ts';
import { functionRecords } from '../../src/query/functions/catalogue.ts';
import { OPERATORS } from '../../src/query/functions/operators.ts';
import type { FunctionRecord, Param } from '../../src/query/functions/record.ts';
import { F, Window, t } from '../../src/query/index.ts';
import { type CallNode, type ExprNode, walk } from '../../src/query/node.ts';
import type { Schema } from '../../src/query/plan.ts';
import { type DataType, declarationOf } from '../../src/query/types.ts';
import { SPARK } from '../suite.ts';
import type { Asked } from './spark.ts';

type Callable = Omit<FunctionRecord, 'example'> & Partial<Pick<FunctionRecord, 'example'>>;

const entry = t.struct({ key: t.string().notNull(), value: t.int() });
export const TYPES: Readonly<Record<string, DataType>> = {
  ti: t.tinyint(), si: t.smallint(), i: t.int(), l: t.bigint(), f: t.float(), d: t.double(),
  dc: t.decimal(10, 2), d5: t.decimal(5, 0), dd: t.decimal(38, 10), d38: t.decimal(38, 0),
  s: t.string(), b: t.boolean(), bin: t.binary(), dt: t.date(), ts: t.timestamp(), tn: t.timestampNtz(), v: t.variant(),
  ai: t.array(t.int()), ax: t.array(t.int().notNull()), al: t.array(t.bigint()), as: t.array(t.string()), ad: t.array(t.date().notNull()),
  an: t.array(t.timestampNtz()), af: t.array(t.float()), ac: t.array(t.decimal(10, 2)), ae: t.array(entry.notNull()), ap: t.array(entry), aa: t.array(t.array(t.int()).notNull()), ao: t.array(t.array(t.int().notNull())),
  m: t.map(t.string(), t.int()), mx: t.map(t.string(), t.int().notNull()), ml: t.map(t.int(), t.bigint()),
  st: t.struct({ a: t.int(), b: t.string().notNull() }), su: t.struct({ a: t.bigint(), b: t.string() }),
  en: entry, ym: t.intervalYearMonth(), ds: t.intervalDayTime(),
};
const typeOf = (type: DataType): DataTypeNode => declarationOf(type)?.type ?? { kind: 'error' };
/** Each type as a column that must not be NULL, `x`, and one that may be, `nx`. */
export const SCHEMA: Schema = Object.entries(TYPES).flatMap(([name, type]) => [
  { name, type: typeOf(type), nullable: false },
  { name: `n${name}`, type: typeOf(type), nullable: true },
]);
const NODES: ReadonlyMap<string, Expression> = new Map(SCHEMA.map((c) => [c.name, wrap(Object.freeze({ kind: 'column', input: 0, ...c }))]));
export const column = (name: string): Expression => {
  const found = NODES.get(name);
  if (!found) throw new Error(`no column ${name}`);
  return found;
};

/** Further plain values, where one is not enough to see the rule. */
const MORE: Readonly<Record<string, readonly unknown[]>> = {
  'round.scale': [0, 1, 3, -1, -12], 'bround.scale': [0, 2, -2], 'percentileApprox.accuracy': [100], 'approxCountDistinct.relativeError': [0.1],
  'lag.offset': [2], 'lead.offset': [1], 'first.ignoreNulls': [true], 'last.ignoreNulls': [true], 'toDate.format': ['yyyy'], 'toTimestamp.format': ['yyyy'],
  'tryToTimestamp.format': ['yyyy'], 'sortArray.ascending': [true], 'arrayJoin.nulls': ['-'], 'like.pattern': ['a%'], 'like.escape': ['!'], 'ilike.pattern': ['A%'], 'ilike.escape': ['!', '\''],
  'rlike.regex': ['^a'], 'addDuration.seconds': [90], 'tryVariantGet.path': ['$.a'], 'fromJson.type': [TYPES['st'], TYPES['ax'], TYPES['mx'], TYPES['v']],
  'datePart.part': ['SECOND', 'HOUR', 'MONTH', 'DAYOFWEEK_ISO', 'WEEK'], 'intervalPart.part': ['YEAR', 'MONTH', 'DAY', 'MINUTE', 'SECOND'],
  'timestampAdd.unit': ['DAY', 'HOUR', 'MICROSECOND'], 'timestampDiff.unit': ['DAY', 'MICROSECOND', 'YEAR'], 'toTimestampNtz.format': ['yyyy'], 'unixTimestamp.format': ['yyyy'], 'fromUnixtime.format': ['yyyy'],
  'toNumber.format': ['999', '0D00', 'S9,990.0'], 'tryToNumber.format': ['9.99'], 'mask.upper': ['U'], 'overlay.length': [2], 'mask.lower': ['l'], 'mask.digit': ['0'],
  'fromCsv.type': [TYPES['st'], TYPES['su']], 'fromXml.type': [TYPES['st'], TYPES['su']], 'hllSketchAgg.size': [8], 'hllUnionAgg.differentSizes': [true], 'hllUnion.differentSizes': [true],
  'listagg.separator': [', '], 'listaggDistinct.separator': [', '],
  'raiseError.type': [TYPES['i'], TYPES['st'], TYPES['ax'], TYPES['s']],
  'variantGet.type': [TYPES['i'], TYPES['st'], TYPES['ax']], 'tryVariantGet.type': [TYPES['i'], TYPES['st'], TYPES['ax'], TYPES['dc']],
};
/** A column by its name, then what follows it. */
const options = ([name, ...others]: readonly unknown[]): readonly unknown[] => [() => column(String(name)), ...others];
/** Calls that no list of single arguments makes: names before arrays, keys before values. */
const EXTRA: Readonly<Record<string, readonly (readonly unknown[])[]>> = {
  arraysZip: [['a', 'ai', 'b', 'nas'], ['a b', 'ax', '`', 'ap', 'c', 'aa']].map((args) => args.map((arg, i) => (i % 2 === 1 ? () => column(arg) : arg))),
  fromJson: [['s', TYPES['st'], 'mode', 'FAILFAST'], ['ns', TYPES['mx'], 'dateFormat', 'd.M.yyyy', 'it\'s', '"']].map(options),
  toJson: [['st', 'ignoreNullFields', 'false']].map(options),
  fromCsv: [['s', TYPES['st'], 'sep', ';'], ['ns', TYPES['su'], 'mode', 'FAILFAST', 'sep', '\t']].map(options),
  toCsv: [['st', 'sep', ';']].map(options),
  fromXml: [['s', TYPES['st'], 'mode', 'FAILFAST']].map(options),
  toXml: [['st', 'rowTag', 'p']].map(options),
  createMap: [['s', 'i', 's', 'nl'], ['i', 'ai', 'l', 'al'], ['s', 'dt', 's', 'ts', 'ns', 'ts']].map((args) => args.map((arg) => () => column(arg))),
};
/** Arguments that have nothing to do with each other: not every kind with every other. */
const INDEPENDENT = new Set([
  'hash', 'xxhash64', 'countDistinct', 'maxBy', 'minBy', 'count', 'nvl2', 'createMap', 'atan2', 'hypot', 'pow', 'corr', 'covarPop', 'covarSamp', 'mulInterval', 'divInterval',
  'regrAvgx', 'regrAvgy', 'regrCount', 'regrIntercept', 'regrR2', 'regrSlope', 'regrSxx', 'regrSxy', 'regrSyy', 'dateDiff', 'monthsBetween', 'mapFromArrays', 'zipWith', 'widthBucket',
]);
type Lambda = (...items: readonly Expression[]) => unknown;
const CONDITIONS: readonly Lambda[] = [(x) => x?.isNull(), (...x) => x.at(-1)?.eqNullSafe(x.at(-1)), (...x) => F.nullIf(x.at(-1)?.isNotNull() as never, F.lit(true))];
const BODIES: readonly Lambda[] = [(...x) => x.at(-1), (x) => x, () => F.lit(1)];
const LAMBDAS: Readonly<Record<string, readonly Lambda[]>> = { aggregate: [(total) => total], arraySort: [() => F.lit(0)] };

/** The literals that a record's example gives to its function. */
const exampleArgs = (record: Callable): readonly ExprNode[] => {
  let args: readonly ExprNode[] = [];
  const root = record.example && nodeOf(record.example.of());
  if (root) {
    walk([root], (n) => {
      if ((n.kind === 'call' || n.kind === 'aggregate') && n.fn === record.name && args.length === 0) args = n.args;
    });
  }
  return args;
};
const optionsFor = (record: Callable, param: Param, position: number, shown: readonly ExprNode[]): readonly unknown[] => {
  const more = MORE[`${record.name}.${param.name}`] ?? [];
  // Names and values by turns: see the calls above.
  if (param.name === 'options') return [];
  switch (param.as) {
    case 'type':
      return more;
    case 'lambda':
      return LAMBDAS[record.name] ?? (param.accepts.label === 'a condition' ? CONDITIONS : BODIES);
    case 'literal':
    case 'constant': {
      const example = shown[position];
      return [...(example ? [wrap(example)] : []), ...more];
    }
    default:
      return [...NODES.values()].filter((expr) => param.accepts.test((nodeOf(expr) as ExprNode).type));
  }
};

const node = (record: Callable, values: readonly unknown[]): ExprNode => {
  const call = callNode(record, values);
  return record.kind === 'ranking' || record.kind === 'offset' ? (nodeOf(over(call as CallNode, Window.orderBy(column('i') as never))) as ExprNode) : call;
};
const kindKey = (value: unknown): unknown => {
  const found = nodeOf(value);
  return found?.kind === 'column' ? found.name.replace(/^n(?!$)/, '') : value;
};

/** All kinds of the first two arguments with each other; further ones and all nullabilities one at a time. */
const callsOf = (record: Callable): readonly ExprNode[] => {
  const shown = exampleArgs(record);
  const options = record.params.map((param, i) => optionsFor(record, param, i, shown));
  const required = record.params.filter((p) => !p.optional).length;
  const calls = new Map<string, ExprNode>();
  const add = (values: readonly unknown[]): boolean => {
    const made = node(record, values);
    if (made.kind === 'error') return false;
    calls.set(JSON.stringify(made), made);
    return true;
  };
  if (record.params.length === 0) add([]);
  const [first = [], second = []] = options;
  const firstKinds = first.filter((value, i) => first.findIndex((other) => kindKey(other) === kindKey(value)) === i);
  let turn = 0;
  const nullableTwin = (value: unknown): unknown => {
    const found = nodeOf(value);
    return found?.kind === 'column' && !found.nullable ? column(`n${found.name}`) : value;
  };
  for (const a of firstKinds) {
    const rest = options.slice(2, required).map((o) => o[0]);
    if (required <= 1) {
      add([a]);
      add([nullableTwin(a)]);
    }
    const pairs = options.length > 1 && !(INDEPENDENT.has(record.name) && a !== firstKinds[0]) ? second.filter((value, i) => second.findIndex((other) => kindKey(other) === kindKey(value)) === i) : [];
    for (const b of pairs) {
      // Of the four nullabilities each pair shows one, each kind all.
      const [left, right] = [turn & 1 ? nullableTwin(a) : a, turn & 2 ? nullableTwin(b) : b];
      // The third argument may have to be of the kind of the first or second.
      const third = required > 2 && record.params[2]?.as === undefined ? [a, b, ...(record.name === 'arrayInsert' ? (options[2] ?? []) : rest)] : [undefined];
      const made = third.some((c) => add(c === undefined ? [left, right, ...rest] : [left, right, c, ...rest.slice(1)]));
      if (made) turn += 1;
    }
  }
  // One argument after the other through all its options.
  const base = [...calls.values()][0];
  const args = base && (base.kind === 'call' || base.kind === 'aggregate') ? base.args : undefined;
  for (const [i, choices] of options.entries()) {
    if (!args) continue;
    for (const choice of choices) {
      const before = options.slice(0, i).map((o, j) => (args[j] && args[j].kind !== 'lambda' && !('denotes' in args[j]) ? wrap(args[j]) : o[0]));
      const after = options.slice(i + 1, required).map((o) => o[0]);
      add([...before, choice, ...after]);
    }
  }
  for (const values of EXTRA[record.name] ?? []) add(values.map((value) => (typeof value === 'function' ? value() : value)));
  return [...calls.values()];
};

/** The functions that the Spark of the tests has. */
export const FUNCTIONS = functionRecords().filter(({ since }) => since === undefined || Number(since) <= SPARK);
export const ALL_RECORDS: readonly Callable[] = [...FUNCTIONS, ...Object.values(OPERATORS)];
export interface Cases {
  readonly record: string;
  readonly asked: readonly Asked[];
}
export const typeCases = (): readonly Cases[] =>
  ALL_RECORDS.map((record) => ({ record: record.name, asked: callsOf(record).map((call, i) => ({ id: `${record.name}#${i}`, node: call })) }));

/** Arguments that must be of the type of an element or key, which no list of columns shows for every kind. */
const DEPENDENT = new Set([
  'arrayAppend.value', 'arrayContains.value', 'arrayInsert.value', 'arrayPosition.value', 'arrayPrepend.value', 'arrayRemove.value', 'arraysZip.others', 'createMap.others',
  'getValue.key', 'mapContainsKey.key',
]);
/** Kinds that a record accepts and no call shows, as `function.argument: type`. */
export const uncovered = (cases: readonly Cases[]): readonly string[] =>
  cases.flatMap(({ record: name, asked }, k) => {
    const params = ALL_RECORDS[k]?.params ?? [];
    const shown = params.map(() => new Set<string>());
    for (const { node } of asked) {
      const call = node.kind === 'window' ? node.expr : node;
      if (call.kind !== 'call' && call.kind !== 'aggregate') continue;
      for (const [i, arg] of call.args.entries()) shown[Math.min(i, params.length - 1)]?.add(JSON.stringify(arg.type));
    }
    return params.flatMap((param, i) => {
      if ((param.as ?? 'column') !== 'column' || DEPENDENT.has(`${name}.${param.name}`)) return shown[i]?.size === 0 ? [`${name}.${param.name}: nothing`] : [];
      const missing = SCHEMA.filter((c) => !c.nullable && param.accepts.test(c.type) && !shown[i]?.has(JSON.stringify(c.type)));
      return missing.map((c) => `${name}.${param.name}: ${c.name}`);
    });
  });

export interface Misuse {
  readonly text: string;
  readonly expected: string;
  readonly node: ExprNode;
}
/** A call of each record with one argument of a kind that it does not take. */
export const misuses = (cases: readonly Cases[]): readonly Misuse[] =>
  cases.flatMap(({ asked }, k) => {
    const [record, first] = [ALL_RECORDS[k], asked[0]?.node];
    const call = first?.kind === 'window' ? first.expr : first;
    if (!record || (call?.kind !== 'call' && call?.kind !== 'aggregate')) return [];
    const given = call.args.map((arg) => (arg.kind === 'lambda' || 'denotes' in arg ? undefined : wrap(arg)));
    if (given.includes(undefined)) return [];
    return record.params.slice(0, given.length).flatMap((param, i) => {
      const wrong = SCHEMA.find((c) => !c.nullable && !param.accepts.test(c.type));
      if (!wrong || param.as === 'lambda' || param.as === 'type') return [];
      const values = given.map((value, j) => (i === j ? column(wrong.name) : value));
      return [{ text: `${record.name}: ${param.name}`, expected: param.accepts.label, node: callNode(record, values) }];
    });
  });

export interface CastCase extends Asked {
  readonly allowed: boolean;
}
const CAST_TYPES = ['ti', 'i', 'l', 'f', 'd', 'dc', 'dd', 's', 'b', 'bin', 'dt', 'ts', 'tn', 'v', 'ai', 'as', 'aa', 'm', 'mx', 'ml', 'st', 'su', 'ae', 'ym', 'ds'];
/** Every cast between two of the types; those that the model refuses are asked as plain SQL. */
export const castCases = (): readonly CastCase[] =>
  CAST_TYPES.flatMap((from) =>
    CAST_TYPES.flatMap((to) => {
      const [expr, type] = [column(from), TYPES[to]];
      return [false, true].flatMap((lenient): readonly CastCase[] => {
        const id = `${lenient ? 'try_' : ''}cast ${from} ${to}`;
        const made = nodeOf(lenient ? expr.tryCast(type) : expr.cast(type)) as ExprNode;
        if (made.kind !== 'error') return [{ id, node: made, allowed: true }];
        const refused: ExprNode = { kind: 'cast', expr: nodeOf(expr) as ExprNode, lenient, type: nullableInside(declarationOf(type)?.type ?? { kind: 'error' }), nullable: true };
        return lenient ? [] : [{ id, node: refused, allowed: false, refused: true }];
      });
    }),
  );
