import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Change } from '../../../src/agents/change.ts';
import { APPLY_DIAGNOSTICS, type ApplyProblemKind, type Plan, planChanges } from '../../../src/agents/apply/index.ts';
import type { Model } from '../../../src/model/model.ts';
import { type Evaluated, evaluate, type Files, modelIn, refTo, targetOf, textOf, workshop } from './support.ts';

const PROJECT = `import { Layer, Project } from 'lakewright';
export const project = new Project({ name: 'shop', acknowledge: ['LW1014'] });
export const bronze = new Layer(project, 'bronze');
export const silver = new Layer(project, 'silver');
export const gold = new Layer(project, 'gold');
`;
const APP = "import './bronze.ts';\nimport './silver.ts';\nimport { project } from './project.ts';\nproject.synth();\n";
const RAW = "{ source: files('landing/x', { format: 'csv' }), columns: { id: t.int() } }";
const BRONZE = `import { files, t, Table } from 'lakewright';
import { bronze } from './project.ts';
export const orders = new Table(bronze, 'orders', ${RAW});
const hidden = new Table(bronze, 'hidden', ${RAW});
export const holder = { inside: new Table(bronze, 'inside', ${RAW}), hidden };
new Table(bronze, 'nowhere', ${RAW});
export let changing = new Table(bronze, 'changing', ${RAW});
`;
const HEAD = `import { files, from, t, Table, tables } from 'lakewright';
import { bronze, gold, silver } from './project.ts';
`;
const OPEN = "{ intent: 'ids', columns: { id: t.int() } }";

interface Refusal {
  readonly says: string;
  readonly silver: string;
  readonly kind: ApplyProblemKind;
  /** @default silver.clean */
  readonly key?: string;
  /** @default `from(o)` over bronze.orders */
  readonly code?: string;
  readonly tables?: Readonly<Record<string, string>>;
  readonly files?: Files;
}
const REFUSALS: readonly Refusal[] = [
  { says: 'a table made in a loop', silver: `for (const name of ['clean']) new Table(silver, name, ${OPEN});`, kind: 'other-name' },
  { says: 'a table with its name written out, made in a loop', silver: `for (const layer of [silver]) new Table(layer, 'clean', ${OPEN});`, kind: 'in-loop' },
  { says: 'a table made in a while loop', silver: `let go = true;\nwhile (go) { new Table(silver, 'clean', ${OPEN}); go = false; }`, kind: 'in-loop' },
  { says: 'a table made in a callback', silver: `[silver].map((layer) => new Table(layer, 'clean', ${OPEN}));`, kind: 'in-loop' },
  {
    says: 'two tables of one place in two layers',
    silver: `const make = (layer: typeof silver) => new Table(layer, 'clean', ${OPEN});\nmake(silver);\nmake(gold);`,
    kind: 'several-made',
  },
  { says: 'a factory that is given the name', silver: `const make = (name: string) => new Table(silver, name, ${OPEN});\nmake('clean');`, kind: 'other-name' },
  { says: 'a name from a template with a hole', silver: `const what = 'ean';\nnew Table(silver, \`cl\${what}\`, ${OPEN});`, kind: 'other-name' },
  { says: 'a name put together', silver: `new Table(silver, 'cl' + 'ean', ${OPEN});`, kind: 'other-name' },
  {
    says: 'a table of `tables`',
    silver: "tables(silver, { clean: { columns: { id: t.int() } } }, () => ({ intent: 'ids' }));",
    kind: 'made-elsewhere',
  },
  {
    says: 'a table of a class of the user’s',
    silver: `class Mine<S> extends Table<S> { constructor(name: string) { super(silver, name, ${OPEN} as never); } }\nnew Mine('clean');`,
    kind: 'made-elsewhere',
  },
  {
    says: 'options in a variable that two tables share',
    silver: `const options = ${OPEN};\nnew Table(silver, 'clean', options);\nnew Table(silver, 'other', options);`,
    kind: 'options-elsewhere',
  },
  { says: 'options that are exported', silver: `export const options = ${OPEN};\nnew Table(silver, 'clean', options);`, kind: 'options-elsewhere' },
  { says: 'options in a variable that may change', silver: `let options = ${OPEN};\nnew Table(silver, 'clean', options);`, kind: 'options-elsewhere' },
  { says: 'options that a function gives', silver: `const options = () => (${OPEN});\nnew Table(silver, 'clean', options());`, kind: 'options-elsewhere' },
  {
    says: 'options of a ternary',
    silver: `new Table(silver, 'clean', silver ? ${OPEN} : { intent: '', columns: { id: t.int() } });`,
    kind: 'options-elsewhere',
  },
  {
    says: 'options with a spread of a call',
    silver: `const more = () => ({ tags: {} });\nnew Table(silver, 'clean', { ...more(), intent: 'ids', columns: { id: t.int() } });`,
    kind: 'spread',
  },
  {
    says: 'options with a spread that holds a query',
    silver: `const more = { query: undefined };\nnew Table(silver, 'clean', { intent: 'ids', columns: { id: t.int() }, ...more });`,
    kind: 'spread',
  },
  {
    says: 'options with a spread of an import',
    silver: `import { more } from './more.ts';\nnew Table(silver, 'clean', { ...more, intent: 'ids', columns: { id: t.int() } });`,
    files: { 'more.ts': 'export const more = { tags: {} };\n' },
    kind: 'spread',
  },
  {
    says: 'a query under a computed key',
    silver: `const key = () => 'owner' as const;\nnew Table(silver, 'clean', { [key()]: 'me', intent: 'ids', columns: { id: t.int() } });`,
    kind: 'property-form',
  },
  {
    says: 'a query that is a getter',
    silver: `new Table(silver, 'clean', { intent: 'ids', columns: { id: t.int() }, get query() { return undefined as never; } });`,
    kind: 'property-form',
  },
  { says: 'an input without a variable', silver: `new Table(silver, 'clean', ${OPEN});`, tables: { o: 'bronze.nowhere' }, kind: 'no-variable' },
  { says: 'an input in an object', silver: `new Table(silver, 'clean', ${OPEN});`, tables: { o: 'bronze.inside' }, kind: 'no-variable' },
  {
    says: 'an input that is a property of a class',
    silver: `class Shop { orders; constructor() { this.orders = new Table(bronze, 'mine', ${RAW}); } }\nnew Shop();\nnew Table(silver, 'clean', ${OPEN});`,
    tables: { o: 'bronze.mine' },
    kind: 'no-variable',
  },
  { says: 'an input that is not exported', silver: `new Table(silver, 'clean', ${OPEN});`, tables: { o: 'bronze.hidden' }, kind: 'not-exported' },
  { says: 'an input in a `let`', silver: `new Table(silver, 'clean', ${OPEN});`, tables: { o: 'bronze.changing' }, kind: 'not-visible' },
  {
    says: 'an input that is made further down',
    silver: `new Table(silver, 'clean', ${OPEN});\nconst later = new Table(bronze, 'later', ${RAW});\nvoid later;`,
    tables: { o: 'bronze.later' },
    kind: 'not-visible',
  },
  {
    says: 'an input within braces',
    silver: `{ const inner = new Table(bronze, 'inner_one', ${RAW}); void inner; }\nnew Table(silver, 'clean', ${OPEN});`,
    tables: { o: 'bronze.inner_one' },
    kind: 'not-visible',
  },
  {
    says: 'a table that would read itself',
    silver: `const clean = new Table(silver, 'clean', ${OPEN});\nvoid clean;`,
    tables: { o: 'silver.clean' },
    kind: 'not-visible',
  },
  {
    says: 'an input that another variable hides',
    silver: `const o = new Table(bronze, 'mine', ${RAW});\nvoid o;\nconst make = () => { const o = 1; void o; return new Table(silver, 'clean', ${OPEN}); };\nmake();`,
    tables: { o: 'bronze.mine' },
    kind: 'not-visible',
  },
  {
    says: 'an import that would go round',
    silver: `export const clean = new Table(silver, 'clean', ${OPEN});\n`,
    files: {
      '.projenrc.ts': "import './gold.ts';\nimport { project } from './project.ts';\nproject.synth();\n",
      'gold.ts': `import { from, Table } from 'lakewright';\nimport { gold } from './project.ts';\nimport { clean } from './between.ts';\nexport const top = new Table(gold, 'top', { query: from(clean) });\n`,
      'between.ts': "export * from './silver.ts';\n",
    },
    tables: { o: 'gold.top' },
    kind: 'import-circle',
  },
  { says: 'code with a mistake', silver: `new Table(silver, 'clean', ${OPEN});`, code: 'from(o', kind: 'code-syntax' },
  { says: 'code that is more than an expression', silver: `new Table(silver, 'clean', ${OPEN});`, code: 'from(o)); process.exit(1); (0', kind: 'code-syntax' },
  { says: 'code that ends the object', silver: `new Table(silver, 'clean', ${OPEN});`, code: "from(o) }); console.log('x'); ({ a: 1", kind: 'code-syntax' },
  { says: 'a list of expressions', silver: `new Table(silver, 'clean', ${OPEN});`, code: 'from(o), from(o)', kind: 'code-syntax' },
  {
    says: 'code with a name that nobody knows',
    silver: `new Table(silver, 'clean', ${OPEN});`,
    code: 'from(o).where((r) => r.id.gt(limit))',
    kind: 'unknown-name',
  },
  {
    says: 'code with the name of what is made further down',
    silver: `new Table(silver, 'clean', ${OPEN});\nconst limit = 3;\nvoid limit;`,
    code: 'from(o).where((r) => r.id.gt(limit))',
    kind: 'unknown-name',
  },
];

const shop = workshop();
afterAll(shop.remove);

describe('what is not certain', () => {
  let seen: readonly { readonly model: Model; readonly plan: Plan; readonly code: string }[];
  beforeAll(() => {
    const folders = REFUSALS.map(({ silver, files }) =>
      shop.write({ '.projenrc.ts': APP, 'project.ts': PROJECT, 'bronze.ts': BRONZE, 'silver.ts': HEAD + silver, ...files }),
    );
    seen = evaluate(folders).map((each: Evaluated, i) => {
      const { says, key = 'silver.clean', code = 'from(o)', tables = { o: 'bronze.orders' } } = REFUSALS[i] as Refusal;
      const model = each.model ?? fail(says, each.error);
      const change: Change = { kind: 'properties', construct: refTo(model, key), set: { query: textOf(model, code, tables, ['from']) } };
      return { model, code, plan: planChanges(targetOf(folders[i] as string, model), [change]) };
    });
  });
  const fail = (says: string, error: string): never => {
    throw new Error(`${says}: ${error}`);
  };
  it.each(REFUSALS.map(({ says, kind }, i) => ({ says, kind, i })))('is refused, and the code is shown: $says', ({ kind, i }) => {
    const { plan, code } = seen[i] as (typeof seen)[number];
    expect(plan.files).toEqual([]);
    expect(plan.refused.map(({ diagnostic }) => `${diagnostic.code} ${diagnostic.path}`)).toEqual([`${APPLY_DIAGNOSTICS[kind].code} silver.clean`]);
    expect(plan.refused[0]?.patch).toContain(`query: ${code},`);
    expect(plan.refused[0]?.diagnostic.hint).toBeTruthy();
    expect(plan.refused[0]?.diagnostic.at).toBeDefined();
  });
});

describe('what cannot come from a definition that was loaded as it is', () => {
  const files = { '.projenrc.ts': APP, 'project.ts': PROJECT, 'bronze.ts': BRONZE, 'silver.ts': `${HEAD}new Table(silver, 'clean', ${OPEN});\n` };
  let folder: string;
  let model: Model;
  beforeAll(() => {
    folder = shop.write(files);
    model = modelIn(evaluate([folder])[0] as Evaluated);
  });
  const planned = (change: (change: Extract<Change, { kind: 'properties' }>) => Change, sources?: (text: string) => string): Plan => {
    const target = targetOf(folder, model);
    const changed = sources ? new Map([...target.sources].map(([file, text]) => [file, file.endsWith('silver.ts') ? sources(text) : text])) : target.sources;
    return planChanges({ ...target, sources: changed }, [
      change({ kind: 'properties', construct: refTo(model, 'silver.clean'), set: { query: textOf(model, 'from(o)', { o: 'bronze.orders' }) } }),
    ]);
  };
  const kinds = ({ refused }: Plan): readonly string[] => refused.map(({ diagnostic }) => diagnostic.code);

  it('refuses a place where nothing is made', () => {
    expect(kinds(planned((c) => ({ ...c, construct: { ...c.construct, at: { ...c.construct.at, column: 3 } } })))).toEqual([
      APPLY_DIAGNOSTICS['nothing-there'].code,
    ]);
    expect(kinds(planned((c) => ({ ...c, construct: { ...c.construct, at: { ...c.construct.at, line: 999 } } })))).toEqual([
      APPLY_DIAGNOSTICS['nothing-there'].code,
    ]);
  });
  it('refuses a place in a file that the definition does not import, such as a package', () => {
    expect(kinds(planned((c) => ({ ...c, construct: { ...c.construct, at: { ...c.construct.at, file: '../node_modules/x/index.ts' } } })))).toEqual([
      APPLY_DIAGNOSTICS['file-unknown'].code,
    ]);
  });
  it('refuses a file that is no TypeScript', () => {
    expect(
      kinds(
        planned(
          (c) => c,
          (text) => `${text}\nconst = ;`,
        ),
      ),
    ).toEqual([APPLY_DIAGNOSTICS['file-syntax'].code]);
  });
  it('refuses the second of two changes of one property, and makes the first', () => {
    const one: Change = { kind: 'properties', construct: refTo(model, 'silver.clean'), set: { query: textOf(model, 'from(o)', { o: 'bronze.orders' }) } };
    const plan = planChanges(targetOf(folder, model), [one, one]);
    expect(kinds(plan)).toEqual([APPLY_DIAGNOSTICS['two-changes'].code]);
    expect(plan.files).toHaveLength(1);
  });
  it.each([
    ['brackets', '('.repeat(20_000)],
    ['lists', `${'['.repeat(20_000)}${']'.repeat(20_000)}`],
    ['choices', `${'o ? o : '.repeat(20_000)}o`],
    ['arrows', `${'x => '.repeat(20_000)}o`],
    ['templates', `${'`${'.repeat(20_000)}o${'}`'.repeat(20_000)}`],
    ['calls', `from(o)${'.where((r) => r.id.gt(0))'.repeat(5_000)}`],
  ])('refuses %s that are nested so deeply that reading them would end the process', (_, code) => {
    const plan = planned((c) => ({ ...c, set: { query: textOf(model, code, { o: 'bronze.orders' }) } }));
    expect(kinds(plan)).toEqual([APPLY_DIAGNOSTICS['code-syntax'].code]);
  });
  it('shows no control character of an answer to the terminal', () => {
    const plan = planned((c) => ({ ...c, set: { query: { ...textOf(model, 'from(\u001b[2J\u202e', {}), tables: [] } } }));
    expect(plan.refused[0]?.patch).toContain('from(\\u001b[2J\\u202e');
  });
});
