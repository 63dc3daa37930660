/** Many ways to write one table: the same definition in other clothes. */
import fc from 'fast-check';
import type { Files } from './support.ts';

/** How an object literal is laid out. Each gives its text from the texts of its properties. */
const OBJECTS: Readonly<Record<string, (properties: readonly string[], indent: string) => string>> = {
  line: (p) => `{ ${p.join(', ')} }`,
  tight: (p) => `{${p.join(',')}}`,
  lineComma: (p) => `{ ${p.join(', ')}, }`,
  lines: (p, i) => `{\n${i}${p.join(`,\n${i}`)},\n}`,
  linesOpen: (p, i) => `{\n${i}${p.join(`,\n${i}`)}\n}`,
  blankLines: (p, i) => `{\n\n${i}${p.join(`,\n\n${i}`)},\n\n}`,
  notes: (p, i) => `{\n${p.map((each, n) => `${i}${each}, // note ${n}, with a comma {`).join('\n')}\n}`,
  notesOpen: (p, i) => `{ // first\n${p.map((each, n) => `${i}${each}${n < p.length - 1 ? ',' : ''} /* note ${n} } */`).join('\n')} // last\n}`,
  notesAbove: (p, i) => `{\n${p.map((each, n) => `${i}// above ${n}\n${i}${each},`).join('\n')}\n${i}// at the end\n${i}/* query: nothing,\n${i}   yet */\n}`,
  notesBetween: (p) => `{ /* a */ ${p.join(' /* b */ , /* c */ ')} /* d */ }`,
  commaFirst: (p, i) => `{ ${p.join(`\n${i}, `)}\n${i}}`,
  commaFirstOpen: (p, i) => `{\n${i}  ${p.join(`\n${i}, `)}\n}`,
  hugging: (p, i) => `{ ${p[0]},\n${i}${p.slice(1).join(`,\n${i}`)} }`,
  pairs: (p, i) => `{\n${i}${p.slice(0, 2).join(', ')},\n${i}${p.slice(2).join(', ')}\n}`,
  lastOnLine: (p, i) => `{\n${i}${p.join(`,\n${i}`)}, }`,
  farComma: (p, i) => `{\n${i}${p.join(`\n\n${i}  ,\n${i}`)}\n}`,
  emoji: (p, i) => `{\n${i}/* 🎉 日本 */ ${p.join(`,\n${i}/* é 🎉 */ `)},\n}`,
};
export const OBJECT_LAYOUTS = Object.keys(OBJECTS);

/** What the query is before the change. */
export const EXISTING = ['none', 'short', 'chain', 'shorthand', 'commented', 'wrapped'] as const;
/** How the input tables are within reach. */
export const INPUTS = ['imported', 'missing', 'aliased', 'namespace', 'barrel', 'collision', 'here', 'destructured', 'lines'] as const;
/** How the construct is made. */
export const MAKING = ['const', 'export', 'bare', 'nested', 'block', 'function', 'followed', 'two', 'cast', 'template'] as const;
export const CODES = ['short', 'long', 'lines', 'shadow', 'sql', 'python', 'items', 'comment'] as const;

export interface Layout {
  readonly object: string;
  readonly existing: (typeof EXISTING)[number];
  readonly inputs: (typeof INPUTS)[number];
  readonly making: (typeof MAKING)[number];
  readonly code: (typeof CODES)[number];
  readonly newline: '\n' | '\r\n';
  readonly mark: boolean;
  readonly indent: '  ' | '    ' | '\t';
  readonly quote: "'" | '"';
  readonly semicolon: boolean;
  readonly quotedKeys: boolean;
  readonly own: 'line' | 'lines' | 'namespace' | 'aliased' | 'two';
  readonly queryAt: number;
  readonly spread: boolean;
  readonly emoji: boolean;
}
export const layouts: fc.Arbitrary<Layout> = fc.record({
  object: fc.constantFrom(...OBJECT_LAYOUTS),
  existing: fc.constantFrom(...EXISTING),
  inputs: fc.constantFrom(...INPUTS),
  making: fc.constantFrom(...MAKING),
  code: fc.constantFrom(...CODES),
  newline: fc.constantFrom('\n', '\r\n'),
  mark: fc.boolean(),
  indent: fc.constantFrom('  ', '    ', '\t'),
  quote: fc.constantFrom("'", '"'),
  semicolon: fc.boolean(),
  quotedKeys: fc.boolean(),
  own: fc.constantFrom('line', 'lines', 'namespace', 'aliased', 'two'),
  queryAt: fc.nat(3),
  spread: fc.boolean(),
  emoji: fc.boolean(),
});

const TABLE = "{ source: files('landing/x', { format: 'csv' }), columns: { id: t.int(), amount: t.double(), customer: t.int() } }";
const PROJECT = `import { Layer, Project } from 'lakewright';
export const project = new Project({ name: 'shop', acknowledge: ['LW1014'] });
export const bronze = new Layer(project, 'bronze');
export const silver = new Layer(project, 'silver');
`;
const BRONZE = `import { files, t, Table, tables } from 'lakewright';
import { bronze } from './project.ts';
export const orders = new Table(bronze, 'orders', ${TABLE});
export const customers = new Table(bronze, 'customers', { ...${TABLE}, columns: { customer: t.int(), name: t.string() } });
export const raw = tables(bronze, { items: { columns: { id: t.int(), amount: t.double() } } }, () => ({ source: files('landing/i', { format: 'csv' }) }));
`;
const APP = `import './bronze.ts';
import './silver.ts';
import { project } from './project.ts';
project.synth();
`;

/** The code to put there, in the names that an agent chose, and the tables behind them. */
export const CODE: Readonly<
  Record<Layout['code'], { readonly code: string; readonly tables: Readonly<Record<string, string>>; readonly uses: readonly string[] }>
> = {
  short: { code: 'from(o).select((r) => ({ id: r.id, amount: r.amount }))', tables: { o: 'bronze.orders' }, uses: ['from'] },
  long: {
    code: "from(orders).join(customers, { on: ['customer'], how: 'left', expect: 'one', select: (o, c) => ({ id: o.id, amount: o.amount, name: c.name }) }).where((r) => r.name.isNotNull().and(r.amount.gt(0))).select((r) => ({ id: r.id, amount: F.coalesce(r.amount, F.lit(0.5)) }))",
    tables: { orders: 'bronze.orders', customers: 'bronze.customers' },
    uses: ['from', 'F'],
  },
  lines: {
    code: 'from(orders)\n  .where((o) => o.amount.gt(0))\n  .select((o) => ({\n    id: o.id,\n    amount: o.amount,\n  }))',
    tables: { orders: 'bronze.orders' },
    uses: ['from'],
  },
  shadow: {
    code: 'from(orders).where((ns) => ns.id.gt(1)).semiJoin(customers, { on: (orders, customers) => orders.customer.eq(customers.customer) }).select((orders) => ({ id: orders.id, amount: orders.amount }))',
    tables: { orders: 'bronze.orders', customers: 'bronze.customers' },
    uses: ['from'],
  },
  sql: {
    code: "sql`\n  select id, amount\n from ${orders}\n    where '🎉\n  x' <> ''`",
    tables: { orders: 'bronze.orders' },
    uses: ['sql'],
  },
  python: {
    code: "python({ file: 'bodies/clean.py', function: 'clean', inputs: { orders, customers } })",
    tables: { orders: 'bronze.orders', customers: 'bronze.customers' },
    uses: ['python'],
  },
  items: { code: 'from(items)', tables: { items: 'bronze.items' }, uses: ['from'] },
  comment: {
    code: '// a note that goes\nfrom(orders) // a note that stays\n    .select((o) => ({ id: o.id, amount: o.amount /* , */ })) // gone',
    tables: { orders: 'bronze.orders' },
    uses: ['from'],
  },
};

/** The tables behind the names of the code, some of which are made in the file itself. */
export const tablesOf = ({ code, inputs }: Layout): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(CODE[code].tables).map(([name, table]) => [
      name,
      inputs === 'here' && table === 'bronze.orders' ? 'bronze.orders2' : inputs === 'destructured' && table === 'bronze.items' ? 'bronze.items2' : table,
    ]),
  );

/** A definition, and those parts of `silver.ts` that must come through as they are. */
export interface Case {
  readonly files: Files;
  /** What comes before the options, and what comes after them. */
  readonly around: readonly [string, string];
  readonly kept: readonly string[];
}
export const caseOf = (layout: Layout): Case => {
  const { indent, quote: q, existing, inputs, making, own } = layout;
  const end = layout.semicolon ? ';' : '';
  const lw = (name: string): string => (own === 'namespace' ? `lw.${name}` : own === 'aliased' && name === 'Table' ? 'Delta' : name);
  const key = (name: string): string => (layout.quotedKeys ? `${q}${name}${q}` : name);
  const names = { orders: inputs === 'aliased' ? 'source' : inputs === 'namespace' ? 'ns.orders' : 'orders' };
  const hasOrders = inputs !== 'missing' && inputs !== 'collision';

  const OWN: Readonly<Record<Layout['own'], readonly string[]>> = {
    line: [`import { files, from, t, Table, tables } from ${q}lakewright${q}${end}`],
    lines: [`import {\n${indent}files,\n${indent}from,\n${indent}t, // types\n${indent}Table,\n${indent}tables,\n} from ${q}lakewright${q}${end}`],
    namespace: [`import * as lw from ${q}lakewright${q}${end}`],
    aliased: [`import {files,from, t, Table as Delta,tables} from ${q}lakewright${q}${end} // all`],
    two: [`import type { Relation } from ${q}lakewright${q}${end}`, `import { type Row, Table, from, t, files, tables } from ${q}lakewright${q}${end}`],
  };
  const FROM: Readonly<Record<Layout['inputs'], readonly string[]>> = {
    imported: [`import { orders } from ${q}./bronze.ts${q}${end}`],
    missing: [],
    aliased: [`import { customers, orders as source, raw } from ${q}./bronze.ts${q}${end}`],
    namespace: [`import * as ns from ${q}./bronze.ts${q}${end}`],
    barrel: [`import { orders } from ${q}./all.ts${q}${end}`],
    collision: [],
    here: [],
    destructured: [`import { orders } from ${q}./bronze.ts${q}${end}`],
    lines: [`import {\n${indent}orders\n} from ${q}./bronze.ts${q}${end}`],
  };
  const header = layout.emoji ? ['/** 🎉 日本, and é. */'] : [];
  const here =
    inputs === 'destructured'
      ? [
          `const { items2: things } = ${lw('tables')}(bronze, { items2: { columns: { id: ${lw('t')}.int(), amount: ${lw('t')}.double() } } }, () => ({ source: ${lw('files')}(${q}landing/i${q}, { format: ${q}csv${q} }) }))${end}`,
        ]
      : inputs === 'here'
        ? [
            `const orders = new ${lw('Table')}(bronze, ${q}orders2${q}, { source: ${lw('files')}(${q}landing/x${q}, { format: ${q}csv${q} }), columns: { id: ${lw('t')}.int(), amount: ${lw('t')}.double(), customer: ${lw('t')}.int() } })${end}`,
          ]
        : [];
  const shop = `import { bronze, silver } from ${q}./project.ts${q}${end}`;

  const wraps: Readonly<Record<Layout['existing'], string | undefined>> = {
    none: undefined,
    short: `${key('query')}: ${lw('from')}(${names.orders}).where((r) => r.id.lt(9)).select((r) => ({ id: r.id, amount: r.amount }))`,
    chain: `${key('query')} : ${lw('from')}(${names.orders}).where((r) => r.id.gt(1)).select((r) => ({ id: r.id, amount: r.amount }))`,
    shorthand: 'query',
    commented: `${key('query')}: /* why */ ${lw('from')}(${names.orders}).where((r) => r.id.lt(9)).select((r) => ({ id: r.id, amount: r.amount })) /* because */`,
    wrapped: `${key('query')}: (${lw('from')}(${names.orders}).where((r) => r.id.lt(9)).select((r) => ({ id: r.id, amount: r.amount })))`,
  };
  // Without its input in reach there is no query yet.
  const query = hasOrders ? wraps[existing] : undefined;
  const shorthand =
    query === 'query' ? [`const query = ${lw('from')}(${names.orders}).where((r) => r.id.lt(9)).select((r) => ({ id: r.id, amount: r.amount }))${end}`] : [];
  const fixed = [
    `${key('intent')}: ${q}one, {row} per order 🎉${q}`,
    `${key('columns')}: { id: ${lw('t')}.int(), amount: ${lw('t')}.double() }`,
    `${key('primaryKey')}: [${q}id${q}]`,
  ];
  const spread = layout.spread ? ['...{ tags: {} }'] : [];
  const properties = [...spread, ...fixed];
  if (query !== undefined) properties.splice(Math.min(layout.queryAt + spread.length, properties.length), 0, query);
  const object = (OBJECTS[layout.object] ?? (() => ''))(properties, indent);

  const name = inputs === 'collision' ? 'orders' : 'clean';
  const id = making === 'template' ? '`clean`' : `${q}clean${q}`;
  const made = (options: string): string => `new ${lw('Table')}(silver, ${id}, ${options})`;
  const MADE: Readonly<Record<Layout['making'], readonly [string, string]>> = {
    const: [`const ${name} = `, `${end}\nvoid ${name}${end}`],
    export: [`export const ${name} = `, end],
    bare: [';', end],
    nested: ['export const kept = { it: Object.freeze([', `]) }${end}`],
    block: [`{\n${indent}const ${name} = `, `${end}\n}`],
    function: [`const build = () => {\n${indent}return `, `${end}\n}${end}\nbuild()${end}`],
    followed: [`const ${name} = `, end],
    two: [
      `const first = new ${lw('Table')}(silver, ${q}first${q}, { intent: ${q}x${q}, columns: { a: ${lw('t')}.int() } }), ${name} = `,
      `; void first; void ${name}${end}`,
    ],
    cast: [`export const ${name} = (`, ` as unknown as object)${end}`],
    template: [`export const ${name} = `, end],
  };
  const [before, after] = MADE[making];
  const construct = making === 'followed' ? `const options = ${object}${end}\n${before}${made('options')}${after}` : `${before}${made(object)}${after}`;
  const other = `export const other = new ${lw('Table')}(silver, ${q}other${q}, {\n${indent}intent: ${q}later${q},\n${indent}columns: { a: ${lw('t')}.int() },\n})${end}`;
  const own2 = inputs === 'barrel' || inputs === 'destructured' ? [...FROM[inputs], shop] : [shop, ...FROM[inputs]];
  const text = [...header, ...OWN[own], ...own2, '', ...here, ...shorthand, '', '// before', construct, '', '// after', other, ''].join('\n');
  const asFile = (part: string): string => part.replaceAll('\n', layout.newline);
  const files = {
    '.projenrc.ts': APP,
    'project.ts': PROJECT,
    'bronze.ts': BRONZE,
    'all.ts': "export * from './bronze.ts';\n",
    'silver.ts': (layout.mark ? '\uFEFF' : '') + asFile(text),
  };
  const start = text.indexOf(object);
  const rest = text.slice(start + object.length);
  const between = text.slice(text.indexOf('// before'), start + 1);
  const comments = object.match(/\/\*.*?\*\/|\/\/.*/g) ?? [];
  return { files, around: [asFile(between), asFile(rest)], kept: [...here, ...shorthand, ...spread, ...fixed, ...comments].map(asFile) };
};
