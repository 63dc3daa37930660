/** What is wrong with an answer, in words for whoever gave it. An answer with nothing wrong becomes a definition that type-checks and synthesizes. */
import { secretIn } from '../../model/checks/secrets.ts';
import { identifier, isPythonReserved, isSqlReserved, packageProblem } from '../../model/names.ts';
import { parseCron, timeZoneName } from '../../utils/cron.ts';
import { wrongInSource } from './check-source.ts';
import { type TypeKind, typeOf } from './column-type.ts';
import { oneLine } from './plain-answer.ts';
import type { StartingAnswer, StartingColumn, StartingInput, StartingRule, StartingWidget } from './answer.ts';

const NAME = /^[a-z][a-z0-9_]*$/;
const NUMBERS: ReadonlySet<TypeKind> = new Set(['int', 'bigint', 'double', 'decimal']);
const TIMES: ReadonlySet<TypeKind> = new Set(['date', 'timestamp', 'timestamp_ntz']);
const NUMBERS_OR_TIMES: ReadonlySet<TypeKind> = new Set([...NUMBERS, ...TIMES]);
const KEYS: ReadonlySet<TypeKind> = new Set([...NUMBERS_OR_TIMES, 'string', 'boolean']);
const COMPARED = 'a number, a time, text or true or false';
const LARGEST = 1e12;
const LARGEST_INT = 2 ** 31 - 1;
const MOST_HOURS = 24 * 366;

/** What is not a type is reported once. */
const kindOf = ({ type }: StartingColumn): TypeKind => typeOf(type)?.kind ?? 'struct';
interface Known {
  readonly key: string;
  readonly columns: readonly StartingColumn[];
}
/** All tables, in the order in which they are made. */
export const tablesOf = ({ sources, tables }: StartingAnswer): readonly (Known & { readonly name: string })[] => [
  ...sources.map(({ name, columns }) => ({ key: `bronze.${name}`, name, columns })),
  ...(['silver', 'gold'] as const).flatMap((layer) =>
    tables.filter((table) => table.layer === layer).map(({ name, columns }) => ({ key: `${layer}.${name}`, name, columns })),
  ),
];
/** The name that a project gets. */
export const nameOf = ({ name }: StartingAnswer, input: StartingInput): string => input.name ?? name;

const repeated = (names: readonly string[]): readonly string[] => [...new Set(names.filter((name, i) => names.indexOf(name) !== i))];
const nameProblem = (name: string): string | undefined => {
  if (!NAME.test(name)) return 'must be lower case letters, digits and _, beginning with a letter';
  // Constructs are kept in a plain object.
  if (name in {}) return 'is a name that every object has';
  if (isSqlReserved(name)) return 'is a word of Spark SQL';
  return isPythonReserved(name) ? 'is a word of Python' : undefined;
};
const textsIn = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
};

/** `wrong` gathers the sentences. */
class Check {
  readonly wrong: string[] = [];
  readonly #tables: ReadonlyMap<string, Known>;
  readonly #order: readonly string[];
  readonly #foreign: ReadonlySet<string>;

  constructor(answer: StartingAnswer) {
    const tables = tablesOf(answer);
    this.#tables = new Map(tables.map((table) => [table.key, table]));
    this.#order = tables.map(({ key }) => key);
    this.#foreign = new Set(answer.sources.flatMap(({ name, from }) => (from.kind === 'table' ? [`bronze.${name}`] : [])));
  }
  say(where: string, what: string): void {
    this.wrong.push(`${where}: ${what}`);
  }
  /** A column of a table, of one of some types. */
  column(where: string, key: string, name: string | null | undefined, types?: ReadonlySet<TypeKind>, wanted = ''): StartingColumn | undefined {
    const columns = this.#tables.get(key)?.columns ?? [];
    const found = columns.find((each) => each.name === name);
    if (!found) this.say(where, `${key} has no column "${name ?? ''}"; it has ${columns.map((each) => each.name).join(', ')}`);
    else if (types && !types.has(kindOf(found))) this.say(where, `"${found.name}" of ${key} is ${found.type}, and must be ${wanted}`);
    return found;
  }
  table(where: string, key: string): boolean {
    if (this.#tables.has(key)) return true;
    this.say(where, `there is no table ${key}; there are ${this.#order.join(', ')}`);
    return false;
  }
  columns(key: string, columns: readonly StartingColumn[], primaryKey: readonly string[]): void {
    for (const { name, type } of columns) {
      if (!NAME.test(name)) this.say(key, `column "${name}" must be lower case letters, digits and _, beginning with a letter`);
      if (typeOf(type) === undefined) this.say(key, `"${type}" of column "${name}" is no type such as bigint, decimal(10,2) or array<string>`);
    }
    for (const name of repeated(columns.map((each) => each.name))) this.say(key, `column "${name}" is there twice`);
    for (const name of primaryKey) this.column(`key of ${key}`, key, name, KEYS, COMPARED);
    for (const name of repeated(primaryKey)) this.say(key, `the key names "${name}" twice`);
  }
  rule({ table, name, kind, columns, low, high, values, to, hours, on_violation: onViolation }: StartingRule): void {
    const where = `rule ${name} of ${table}`;
    if (!NAME.test(name)) this.say(where, 'its name must be lower case letters, digits and _, beginning with a letter');
    if (!this.table(where, table)) return;
    if (this.#foreign.has(table)) this.say(where, `${table} is written by somebody else: rules are about tables of this project`);
    const [first] = columns;
    if (kind !== 'unique' && columns.length !== 1) this.say(where, `${kind} is about one column`);
    if ((kind === 'unique' || kind === 'fresh') && onViolation !== 'warn' && onViolation !== 'fail') this.say(where, `${kind} can only warn or fail`);
    switch (kind) {
      case 'not_null':
        this.column(where, table, first);
        return;
      case 'unique':
        for (const column of columns) this.column(where, table, column, KEYS, COMPARED);
        for (const column of repeated(columns)) this.say(where, `"${column}" is named twice`);
        return;
      case 'range': {
        const found = this.column(where, table, first, NUMBERS, 'a number');
        const type = found && kindOf(found);
        const bounds = [low, high].filter((bound) => bound !== null);
        if ((type === 'int' || type === 'bigint') && !bounds.every(Number.isInteger)) this.say(where, `bounds of ${type} are whole numbers`);
        if (type === 'int' && bounds.some((bound) => Math.abs(bound) > LARGEST_INT)) this.say(where, `bounds of int are at most ${LARGEST_INT}`);
        if (bounds.length === 0) this.say(where, 'a range needs `low` or `high`');
        if (bounds.some((bound) => Math.abs(bound) > LARGEST)) this.say(where, `bounds are between -${LARGEST} and ${LARGEST}`);
        if (low !== null && high !== null && low > high) this.say(where, '`low` is above `high`');
        return;
      }
      case 'one_of':
        this.column(where, table, first, new Set(['string']), 'text');
        if (values.length === 0) this.say(where, 'one_of needs `values`');
        for (const value of repeated(values)) this.say(where, `value "${value}" is there twice`);
        for (const value of values)
          if (oneLine(value) !== value) this.say(where, `value ${JSON.stringify(value)} holds characters that are not seen, or blanks around it`);
        return;
      case 'fresh':
        this.column(where, table, first, TIMES, 'a date or a timestamp');
        if (hours === null || hours < 1 || hours > MOST_HOURS) this.say(where, `fresh needs \`hours\`, from 1 to ${MOST_HOURS}`);
        return;
      case 'reference':
        this.#reference(where, table, first, to ?? '');
        return;
      default:
        kind satisfies never;
    }
  }
  #reference(where: string, table: string, column: string | undefined, to: string): void {
    const own = this.column(where, table, column, KEYS, COMPARED);
    const end = to.lastIndexOf('.');
    const [other, name] = [to.slice(0, Math.max(0, end)), to.slice(end + 1)];
    if (!this.table(where, other)) return;
    const theirs = this.column(where, other, name, KEYS, COMPARED);
    if (own && theirs && kindOf(own) !== kindOf(theirs)) this.say(where, `"${own.name}" is ${own.type}, and "${name}" of ${other} is ${theirs.type}`);
    if (other === table) this.say(where, 'a table does not refer to itself');
    if (this.#order.indexOf(other) > this.#order.indexOf(table))
      this.say(where, `${other} comes after ${table}, and a rule looks into tables that are made before`);
  }
  widget({ kind, table, title, x, y, color, aggregate }: StartingWidget): void {
    const where = `widget "${title}"`;
    const key = `gold.${table}`;
    if (!this.table(where, key)) return;
    for (const column of repeated(y)) this.say(where, `"${column}" is named twice`);
    switch (kind) {
      case 'bar':
      case 'line':
        this.column(where, key, x, kind === 'line' ? NUMBERS_OR_TIMES : KEYS, kind === 'line' ? 'a time or a number' : COMPARED);
        if (y.length === 0) this.say(where, 'it needs a column of numbers in `y`');
        for (const column of y) this.column(where, key, column, NUMBERS, 'a number');
        if (color !== null) this.column(where, key, color, KEYS, COMPARED);
        return;
      case 'grid':
        for (const column of y) this.column(where, key, column);
        return;
      case 'counter': {
        const counts = aggregate === null || aggregate === 'count';
        if (!counts && y.length !== 1) this.say(where, `a counter with ${aggregate} needs one column in \`y\``);
        if (counts && y.length > 0) this.say(where, 'count counts rows: leave `y` empty');
        if (!counts) for (const column of y) this.column(where, key, column, NUMBERS, 'a number');
        return;
      }
      default:
        kind satisfies never;
    }
  }
}

export const wrongIn = (answer: StartingAnswer, input: StartingInput): readonly string[] => {
  const check = new Check(answer);
  const { sources, tables, rules, dashboard, schedule } = answer;
  const name = nameOf(answer, input);
  const python = identifier(name);
  const taken = packageProblem(python);
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) && input.name === undefined)
    check.say('name', `"${name}" must be words of lower case letters and digits with - between them`);
  else if (taken !== undefined || isPythonReserved(python.replace(/_$/, ''))) check.say('name', `"${name}" ${taken ?? 'is a word of Python'}`);
  if (sources.length === 0) check.say('sources', 'a project needs at least one');
  if (tables.length === 0) check.say('tables', 'a project needs at least one beside its sources');
  const all = tablesOf(answer);
  for (const { key, name: own } of all) {
    const problem = nameProblem(own);
    if (problem !== undefined) check.say(key, problem);
  }
  for (const { name: own, intent } of [...sources, ...tables]) if (intent === '') check.say(own, 'its intent is empty');
  // Underscores at the end, or several in a row, are lost in names of modules.
  const moduleOf = (key: string): string => key.split('.').map(identifier).join('.');
  for (const module of repeated(all.map(({ key }) => moduleOf(key)))) check.say(module, 'there are two of that name, or of nearly that name');
  for (const source of sources) {
    check.columns(`bronze.${source.name}`, source.columns, source.key);
    for (const what of wrongInSource(source, input)) check.say(`bronze.${source.name}`, what);
  }
  for (const { layer, name: own, columns, key } of tables) check.columns(`${layer}.${own}`, columns, key);
  for (const rule of rules) check.rule(rule);
  for (const rule of repeated(rules.map((each) => `${each.table} ${each.name}`))) check.say(`rule ${rule}`, 'there are two of that name');
  if (dashboard) {
    const problem = nameProblem(dashboard.name);
    if (problem !== undefined) check.say(`dashboard ${dashboard.name}`, problem);
    for (const widget of dashboard.widgets) check.widget(widget);
  }
  if (schedule) {
    const cron = parseCron(schedule.cron);
    if (typeof cron === 'string') check.say('schedule', `"${schedule.cron}": ${cron}`);
    const spelt = timeZoneName(schedule.timezone);
    if (spelt !== schedule.timezone) check.say('schedule', `"${schedule.timezone}" is no time zone such as ${spelt ?? 'Europe/Berlin'}`);
  }
  const secrets = new Set(textsIn(answer).flatMap((text) => secretIn(text) ?? []));
  for (const secret of secrets) check.say('the answer', `a text holds what looks like ${secret}: leave it out`);
  return check.wrong;
};
