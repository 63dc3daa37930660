import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { edited, type Edit } from '../../../src/agents/apply/edit.ts';
import { APPLY_DIAGNOSTICS, optionsSet, type Plan, planChanges, renderDiff, statementsAfter, takeSources } from '../../../src/agents/apply/index.ts';
import { sourceFiles } from '../../../src/agents/apply/sources.ts';
import { findDifference } from '../../../src/agents/apply/verify.ts';
import type { Change } from '../../../src/agents/change.ts';
import type { Model } from '../../../src/model/model.ts';
import { caseOf, CODE, type Layout, layouts, tablesOf } from './layouts.ts';
import { afterwards, type Evaluated, evaluate, type Files, modelIn, queryOf, refTo, targetOf, textOf, workshop } from './support.ts';

const PROJECT = `import { Layer, Project } from 'lakewright';
export const project = new Project({ name: 'shop', acknowledge: ['LW1014'] });
export const bronze = new Layer(project, 'bronze');
export const silver = new Layer(project, 'silver');
`;
const APP = "import './bronze.ts';\nimport './silver.ts';\nimport { project } from './project.ts';\nproject.synth();\n";
const RAW = "{ source: files('landing/x', { format: 'csv' }), columns: { id: t.int() } }";
const BRONZE = `import { files, t, Table } from 'lakewright';
import { bronze } from './project.ts';
export const orders = new Table(bronze, 'orders', ${RAW});
const internal = new Table(bronze, 'items', ${RAW});
export { internal as items };
`;
const OPEN = "{ intent: 'ids', columns: { id: t.int() } }";
const shop = workshop();
afterAll(shop.remove);

/** A definition with one file of its own, what is asked of it, and what comes of that. */
interface Trial {
  readonly silver: string;
  readonly files?: Files;
  readonly changes: (model: Model) => readonly Change[];
}
interface Outcome {
  readonly plan: Plan;
  readonly model: Model;
  readonly silver: string;
  readonly now: Evaluated;
}
const tryAll = (trials: readonly Trial[]): readonly Outcome[] => {
  const files = trials.map((trial) => ({ '.projenrc.ts': APP, 'project.ts': PROJECT, 'bronze.ts': BRONZE, 'silver.ts': trial.silver, ...trial.files }));
  const folders = files.map(shop.write);
  const models = evaluate(folders).map(modelIn);
  const plans = trials.map(({ changes }, i) => planChanges(targetOf(folders[i] as string, models[i] as Model), changes(models[i] as Model)));
  const changed = files.map((each, i) => afterwards(each, plans[i] as Plan));
  const now = evaluate(changed.map(shop.write));
  return plans.map((plan, i) => ({ plan, model: models[i] as Model, silver: changed[i]?.['silver.ts'] ?? '', now: now[i] as Evaluated }));
};
const codes = ({ refused }: Plan): readonly string[] => refused.map(({ diagnostic }) => diagnostic.code);
const HEAD = "import { t, Table } from 'lakewright';\nimport { silver } from './project.ts';\n\n";
const CLEAN = `export const clean = new Table(silver, 'clean', ${OPEN});\n`;
const RULE = "new UniqueRule(me, 'one_per_id', { columns: ['id'], onViolation: 'fail' });";
const rule = (model: Model, code = RULE, key = 'silver.clean'): Change => ({
  kind: 'statements',
  after: refTo(model, key),
  statements: [textOf(model, code, { me: key }, ['UniqueRule', 'QualityRule', 'Table', 't', 'from'])],
});

describe('the files of a definition', () => {
  it('are all that it imports by relative paths, types and re-exports and imports within code included, packages never', () => {
    const folder = shop.write({
      '.projenrc.ts':
        "import { a } from './a.ts';\nimport type { B } from './b.ts';\nawait import('./c.js');\nexport * from './d/index.ts';\nimport { t } from 'lakewright';\n",
      'a.ts': "export { a } from './e.ts';\nimport '../node_modules/x/index.ts';\n",
      'b.ts': "import './.projenrc.ts';\n",
      'c.ts': '',
      'd/index.ts': "import '../data.json' with { type: 'json' };\n",
      'e.ts': 'const = broken',
      'data.json': '{}',
      'unused.ts': '',
    });
    expect([...takeSources(join(folder, '.projenrc.ts')).keys()].map((file) => file.slice(folder.length + 1)).toSorted()).toEqual([
      '.projenrc.ts',
      'a.ts',
      'b.ts',
      'c.ts',
      'd/index.ts',
      'e.ts',
    ]);
  });
});

describe('imports', () => {
  const cases: Readonly<Record<string, { readonly silver: string; readonly files?: Files; readonly gives: readonly string[]; readonly table?: string }>> = {
    'go on a line of their own, sorted in, where there is none of the file': {
      silver: HEAD + CLEAN,
      gives: ["import { from, t, Table } from 'lakewright';\nimport { orders } from './bronze.ts';\nimport { silver } from './project.ts';\n"],
    },
    'take the name under which a variable is exported': {
      silver: HEAD + CLEAN,
      table: 'bronze.items',
      gives: ["import { items } from './bronze.ts';", 'from(items)'],
    },
    'join the default import of a file': {
      silver: `import { t, Table } from 'lakewright';\nimport nothing from './bronze.ts';\nimport { silver } from './project.ts';\nvoid nothing;\n${CLEAN}`,
      files: { 'bronze.ts': `${BRONZE}export default 1;\n` },
      gives: ["import nothing, { orders } from './bronze.ts';"],
    },
    'fill empty braces': { silver: `import {} from './bronze.ts';\n${HEAD}${CLEAN}`, gives: ["import { orders } from './bronze.ts';"] },
    'leave an import for effects alone': {
      silver: `${HEAD}import './bronze.ts';\n${CLEAN}`,
      gives: ["import './bronze.ts';\n", "import { orders } from './bronze.ts';\n"],
    },
    'leave an import of types alone': {
      silver: `import type { Row } from 'lakewright';\n${HEAD}export type R = Row<object>;\n${CLEAN}`,
      gives: ["import type { Row } from 'lakewright';", "import { from, t, Table } from 'lakewright';"],
    },
    'come by a name of their own where the name is taken by a type': {
      silver: `${HEAD}export interface orders { readonly id: number }\n${CLEAN}`,
      gives: ["import { orders as bronzeOrders } from './bronze.ts';", 'from(bronzeOrders)'],
    },
    'come by a name of their own where lakewright’s name is taken': {
      silver: `${HEAD}const from = 1;\nvoid from;\n${CLEAN}`,
      gives: ["import { from as lakewrightFrom, t, Table } from 'lakewright';", 'lakewrightFrom(orders)'],
    },
    'end as the other imports of the file end': {
      silver: `import { t, Table } from 'lakewright';\nimport { silver } from './shop.js';\n${CLEAN}`,
      files: { 'shop.js': "export * from './project.ts';\n" },
      gives: ["import { orders } from './bronze.js';\n"],
    },
    'come from lakewright itself where the class is a company’s': {
      silver: `import { Mine } from './mine.ts';\nimport { t } from 'lakewright';\nimport { silver } from './project.ts';\nexport const clean = new Mine(silver, 'clean', ${OPEN});\n`,
      files: { 'mine.ts': "import { Table } from 'lakewright';\nexport const Mine = Table;\n" },
      gives: ["import { from, t } from 'lakewright';"],
    },
    'use the name that the class’s module passes on': {
      silver: `import { from, t, Table } from './lake.ts';\nimport { silver } from './project.ts';\n${CLEAN}`,
      files: { 'lake.ts': "export * from 'lakewright';\n" },
      gives: ["import { orders } from './bronze.ts';\nimport { from, t, Table } from './lake.ts';\n"],
    },
    'stand before relative ones where there is none of a package': {
      silver: `import { silver, t, Table } from './all.ts';\n${CLEAN}`,
      files: { 'all.ts': "export { t, Table } from 'lakewright';\nexport { silver } from './project.ts';\n" },
      gives: ["import { from } from 'lakewright';\nimport { silver, t, Table } from './all.ts';\nimport { orders } from './bronze.ts';\n"],
    },
    'share a line with what follows on it': {
      silver: `import { t, Table } from 'lakewright'; import { silver } from './project.ts'; const x = 1; void x;\n${CLEAN}`,
      gives: ["import { orders } from './bronze.ts';"],
    },
    'keep a shebang and a directive in front': {
      silver: `#!/usr/bin/env node\n'use strict';\n// licence\n${HEAD}${CLEAN}`,
      gives: ["#!/usr/bin/env node\n'use strict';\n// licence\nimport { from, t, Table } from 'lakewright';"],
    },
  };
  let outcomes: readonly Outcome[];
  beforeAll(() => {
    outcomes = tryAll(
      Object.values(cases).map(({ silver, files, table = 'bronze.orders' }) => ({
        silver,
        ...(files ? { files } : {}),
        changes: (m) => [queryOf(m, 'silver.clean', 'from(o)', { o: table })],
      })),
    );
  });
  it.each(Object.keys(cases).map((says, i) => ({ says, i })))('$says', ({ says, i }) => {
    const { plan, silver, now } = outcomes[i] as Outcome;
    expect(codes(plan)).toEqual([]);
    for (const text of cases[says]?.gives ?? []) expect(silver).toContain(text);
    // Node itself finds no TypeScript under the name of what would be built.
    if (!silver.includes('bronze.js')) expect(modelIn(now).tables.find(({ key }) => key === 'silver.clean')?.body.kind).toBe('relation');
  });
});

describe('statements', () => {
  const cases: Readonly<Record<string, Trial & { readonly gives: string }>> = {
    'follow the table without a blank line': {
      silver: HEAD + CLEAN,
      changes: (m) => [rule(m)],
      gives: `${CLEAN}new UniqueRule(clean, 'one_per_id', { columns: ['id'], onViolation: 'fail' });\n`,
    },
    'stand apart where the file’s others do': {
      silver: `import { t, Table, UniqueRule } from 'lakewright';\nimport { silver } from './project.ts';\n\n${CLEAN}\nnew UniqueRule(clean, 'a', { columns: ['id'], onViolation: 'warn' });\n`,
      changes: (m) => [rule(m)],
      gives: `${CLEAN}\nnew UniqueRule(clean, 'one_per_id', { columns: ['id'], onViolation: 'fail' });\n\nnew UniqueRule(clean, 'a'`,
    },
    'come after a note on the line': {
      silver: `${HEAD}${CLEAN.trimEnd()} // done\n`,
      changes: (m) => [rule(m)],
      gives: '; // done\nnew UniqueRule(clean,',
    },
    'go without semicolons where the file does, but never join what follows': {
      silver: `${HEAD.replaceAll(';', '')}${CLEAN}[1].map((x) => x)\n`,
      changes: (m) => [rule(m), rule(m, RULE.replace('one_per_id', 'again'))],
      gives:
        "new UniqueRule(clean, 'one_per_id', { columns: ['id'], onViolation: 'fail' })\nnew UniqueRule(clean, 'again', { columns: ['id'], onViolation: 'fail' });\n[1].map",
    },
    'are indented with a block': {
      silver: `${HEAD}{\n\tconst clean = new Table(silver, 'clean', ${OPEN});\n}\n`.replaceAll('\n', '\r\n'),
      changes: (m) => [rule(m)],
      gives: "\r\n\tnew UniqueRule(clean, 'one_per_id', { columns: ['id'], onViolation: 'fail' });\r\n}",
    },
    'are broken where they are long': {
      silver: HEAD + CLEAN,
      changes: (m) => [
        rule(
          m,
          `new QualityRule(me, 'positive', { description: '${'x'.repeat(90)}', check: (r) => r.id.gt(0), onViolation: 'quarantine', nulls: 'violate' });`,
        ),
      ],
      gives: `new QualityRule(clean, 'positive', {\n  description: '${'x'.repeat(90)}',\n  check: (r) => r.id.gt(0),\n  onViolation: 'quarantine',\n  nulls: 'violate',\n});\n`,
    },
    'give the table a variable where it has none': {
      silver: `${HEAD}const clean = 1;\nvoid clean;\n// the table\nnew Table(silver, 'clean', ${OPEN}); // first\n`,
      changes: (m) => [rule(m), rule(m, RULE.replace('one_per_id', 'again')), queryOf(m, 'silver.clean', 'from(o)', { o: 'bronze.orders' })],
      gives:
        "// the table\nconst silverClean = new Table(silver, 'clean', {\n  intent: 'ids',\n  columns: { id: t.int() },\n  query: from(orders),\n}); // first\nnew UniqueRule(silverClean, 'one_per_id', { columns: ['id'], onViolation: 'fail' });\nnew UniqueRule(silverClean, 'again', { columns: ['id'], onViolation: 'fail' });\n",
    },
    'may make a table, which the next one uses': {
      silver: HEAD + CLEAN,
      changes: (m) => [
        {
          kind: 'statements',
          after: refTo(m, 'silver.clean'),
          statements: [
            textOf(m, "export const fresh = new Table(silver, 'fresh', { query: from(orders) });", { orders: 'bronze.orders' }, ['Table', 'from']),
            textOf(m, "new UniqueRule(fresh, 'one', { columns: ['id'], onViolation: 'fail' });", {}, ['UniqueRule']),
          ],
        },
      ],
      gives: `${CLEAN}\nexport const fresh = new Table(silver, 'fresh', { query: from(orders) });\nnew UniqueRule(fresh, 'one'`,
    },
  };
  let outcomes: readonly Outcome[];
  beforeAll(() => {
    outcomes = tryAll(Object.values(cases));
  });
  it.each(Object.keys(cases).map((says, i) => ({ says, i })))('$says', ({ says, i }) => {
    const { plan, silver, now } = outcomes[i] as Outcome;
    expect(codes(plan)).toEqual([]);
    expect(silver).toContain(cases[says]?.gives);
    expect(modelIn(now).tables.flatMap(({ rules }) => rules).length).toBeGreaterThan(0);
  });

  const REFUSED: Readonly<Record<string, Trial & { readonly kind: keyof typeof APPLY_DIAGNOSTICS }>> = {
    'a name that is there': {
      silver: HEAD + CLEAN,
      changes: (m) => [rule(m, "export const t = new Table(silver, 'x', { columns: {} });")],
      kind: 'name-taken',
    },
    'a call that makes nothing': { silver: HEAD + CLEAN, changes: (m) => [rule(m, 'process.exit(1);')], kind: 'code-syntax' },
    'an import': { silver: HEAD + CLEAN, changes: (m) => [rule(m, "import 'x';")], kind: 'code-syntax' },
    'a table that an arrow gives': {
      silver: `${HEAD}const make = () => new Table(silver, 'clean', ${OPEN});\nmake();\n`,
      changes: (m) => [rule(m, "new Table(silver, 'y', { columns: {} });")],
      kind: 'statement-place',
    },
    'a table that a function returns': {
      silver: `${HEAD}const make = () => {\n  return new Table(silver, 'clean', ${OPEN});\n};\nmake();\n`,
      changes: (m) => [rule(m, "new Table(silver, 'y', { columns: {} });")],
      kind: 'statement-place',
    },
    'a table after an `if` without braces': {
      silver: `${HEAD}if (silver) new Table(silver, 'clean', ${OPEN});\n`,
      changes: (m) => [rule(m, "new Table(silver, 'y', { columns: {} });")],
      kind: 'statement-place',
    },
  };
  it('are refused with what to paste where they have no place', () => {
    const refused = tryAll(Object.values(REFUSED));
    for (const [i, [says, { kind }]] of Object.entries(REFUSED).entries()) {
      expect([says, codes((refused[i] as Outcome).plan)]).toEqual([says, [APPLY_DIAGNOSTICS[kind].code]]);
      expect(refused[i]?.plan.refused[0]?.patch).toContain('// after silver.clean');
    }
  });
});

describe('several changes at once', () => {
  const silver = `${HEAD}${CLEAN}export const other = new Table(silver, 'other', { intent: 'more', columns: { id: t.int() } });\n`;
  const all = (m: Model): readonly Change[] => [
    queryOf(m, 'silver.clean', 'from(a)', { a: 'bronze.orders' }),
    rule(m, RULE, 'silver.other'),
    queryOf(m, 'silver.other', 'from(a).unionAll(from(b))', { a: 'bronze.orders', b: 'silver.clean' }),
    { kind: 'properties', construct: refTo(m, 'silver.clean'), set: { decisions: textOf(m, "['ties: the first']") } },
    rule(m),
    { kind: 'file', path: 'tests/test_clean.py', content: 'assert True\n' },
  ];
  it('share imports, and keep to the order of the file', () => {
    const folder = shop.write({ '.projenrc.ts': APP, 'project.ts': PROJECT, 'bronze.ts': BRONZE, 'silver.ts': silver });
    const model = modelIn(evaluate([folder])[0] as Evaluated);
    const plan = planChanges(targetOf(folder, model), all(model));
    expect(codes(plan)).toEqual([]);
    expect(plan.files.map(({ path }) => path).toSorted()).toEqual(['silver.ts', 'tests/test_clean.py']);
    expect(plan.files.find(({ path }) => path === 'silver.ts')?.after).toBe(`import { from, t, Table, UniqueRule } from 'lakewright';
import { orders } from './bronze.ts';
import { silver } from './project.ts';

export const clean = new Table(silver, 'clean', {
  intent: 'ids',
  columns: { id: t.int() },
  decisions: ['ties: the first'],
  query: from(orders),
});
new UniqueRule(clean, 'one_per_id', { columns: ['id'], onViolation: 'fail' });
export const other = new Table(silver, 'other', {
  intent: 'more',
  columns: { id: t.int() },
  query: from(orders).unionAll(from(clean)),
});
new UniqueRule(other, 'one_per_id', { columns: ['id'], onViolation: 'fail' });
`);
  });
  it('leave out the one that is refused, its imports included', () => {
    const [outcome] = tryAll([
      {
        silver,
        changes: (m) => [
          {
            kind: 'properties',
            construct: refTo(m, 'silver.clean'),
            set: { query: textOf(m, 'from(a).where((r) => F.exists(r, nobody))', { a: 'bronze.items' }) },
          },
          queryOf(m, 'silver.other', 'from(a)', { a: 'bronze.orders' }),
        ],
      },
    ]);
    expect(codes((outcome as Outcome).plan)).toEqual([APPLY_DIAGNOSTICS['unknown-name'].code]);
    expect(outcome?.silver).not.toContain('items');
    expect(outcome?.silver).toContain('query: from(orders)');
  });
  it.each(['../out.py', '/etc/x', '.github/workflows/x.yml', 'a/.env', '.git/hooks/pre-commit', 'con.py', 'silver.ts'])('refuse a new file at %s', (path) => {
    const plan = planChanges({ root: shop.folder, sources: new Map(), constructs: [], exists: (file) => file === 'silver.ts' }, [
      { kind: 'file', path, content: 'x' },
    ]);
    expect(codes(plan)).toEqual([APPLY_DIAGNOSTICS[path === 'silver.ts' ? 'file-exists' : 'file-path'].code]);
  });
  it('are shown as a diff in which nothing moves a terminal', () => {
    const diff = renderDiff(
      [
        { path: 'a.ts', before: 'one\ntwo\n', after: 'one\n\u001b[2Jthree\n' },
        { path: 'b.py', before: undefined, after: 'x\n' },
      ],
      { colour: true },
    );
    expect(diff).toContain('\u001b[31m-two');
    expect(diff).toContain('\u001b[32m+\\u001b[2Jthree');
    expect(diff).toContain('--- /dev/null');
    expect(renderDiff([{ path: 'a.ts', before: 'one\n', after: 'two\n' }])).not.toContain('\u001b');
  });
});

describe('options by columns', () => {
  const silver = `${HEAD}export const clean = new Table(silver, 'clean', {
  intent: 'ids',
  columns: {
    id: t.int(), // the key
    'odd-name': t.string(),
  },
  acknowledge: ['LW3002'],
});
`;
  it('are added and replaced one by one, beside the notes that are there', () => {
    const [outcome] = tryAll([
      {
        silver,
        changes: (m) => [
          optionsSet(refTo(m, 'silver.clean'), {
            'columns.id': { code: 't.int().notNull()', uses: ['t'] },
            'columns.a.b-c': { code: "t.decimal(9, 2).comment('euros')", uses: ['t'] },
            'describe.id': { code: "'the key'", uses: [] },
            'describe.odd-name': { code: "{ comment: 'odd' }", uses: [] },
            primaryKey: { code: "['id']", uses: [] },
          }),
          statementsAfter(refTo(m, 'silver.clean'), [{ code: RULE, uses: ['UniqueRule'] }]),
        ],
      },
    ]);
    expect(codes((outcome as Outcome).plan)).toEqual([]);
    expect(outcome?.silver).toContain(`  columns: {
    id: t.int().notNull(), // the key
    'odd-name': t.string(),
    'a.b-c': t.decimal(9, 2).comment('euros'),
  },
  primaryKey: ['id'],
  describe: { id: 'the key', 'odd-name': { comment: 'odd' } },
  acknowledge: ['LW3002'],
});
new UniqueRule(clean, 'one_per_id', { columns: ['id'], onViolation: 'fail' });
`);
    const table = modelIn((outcome as Outcome).now).tables.find(({ key }) => key === 'silver.clean');
    expect(table?.columns.map(({ name, comment }) => [name, comment])).toEqual([
      ['id', 'the key'],
      ['odd-name', 'odd'],
      ['a.b-c', 'euros'],
    ]);
  });
  it('are refused where the option and a part of it change, or where it is no object', () => {
    const part = { code: 't.int()', uses: ['t'] };
    const outcomes = tryAll([
      { silver, changes: (m) => [optionsSet(refTo(m, 'silver.clean'), { columns: { code: '{ id: t.int() }', uses: ['t'] }, 'columns.id': part })] },
      {
        silver,
        changes: (m) => [
          optionsSet(refTo(m, 'silver.clean'), { 'columns.id': part }),
          optionsSet(refTo(m, 'silver.clean'), { columns: { code: '{ id: t.int() }', uses: ['t'] } }),
        ],
      },
      {
        silver: `${HEAD}const columns = { id: t.int() };\nnew Table(silver, 'clean', { intent: 'x', columns });\n`,
        changes: (m) => [optionsSet(refTo(m, 'silver.clean'), { 'columns.id': part })],
      },
    ]);
    expect(outcomes.map(({ plan }) => codes(plan))).toEqual([
      [APPLY_DIAGNOSTICS['two-changes'].code],
      [APPLY_DIAGNOSTICS['two-changes'].code],
      [APPLY_DIAGNOSTICS['options-elsewhere'].code],
    ]);
  });
});

describe('an input without a variable', () => {
  it('gets one where it is made further up in the same file', () => {
    const [outcome] = tryAll([
      {
        silver: `import { files, t, Table } from 'lakewright';\nimport { bronze, silver } from './project.ts';\n{\n  new Table(bronze, 'raw', ${RAW});\n  new Table(silver, 'clean', ${OPEN});\n}\n`,
        changes: (m) => [queryOf(m, 'silver.clean', 'from(o).where((raw) => raw.id.gt(0))', { o: 'bronze.raw' })],
      },
    ]);
    expect(codes((outcome as Outcome).plan)).toEqual([]);
    expect(outcome?.silver).toContain("  const raw = new Table(bronze, 'raw', {");
    expect(outcome?.silver).toContain('query: from(raw).where((raw) => raw.id.gt(0))');
    expect(modelIn((outcome as Outcome).now).tables.find(({ key }) => key === 'silver.clean')?.reads).toEqual(['bronze.raw']);
  });
});

describe('reading back', () => {
  const silver = `${HEAD}// keep\n${CLEAN}export const other = 1 + 2; // keep too\n`;
  const source = () => {
    const files = sourceFiles('/p', new Map([['/p/silver.ts', silver]]));
    const found = files.get('/p/silver.ts');
    if (!found) throw new Error('no source');
    return found;
  };
  it('finds any edit that was not intended', () => {
    const one = source();
    const nothing = { settings: new Map(), statements: [], imports: [], namings: [] };
    expect(findDifference(one, [], silver, nothing)).toBeUndefined();
    fc.assert(
      fc.property(fc.nat(silver.length), fc.nat(6), fc.constantFrom('', 'x', ' x;', '/* c */', '\nconst y = 1;\n', ', z: 2', '// '), (at, length, text) => {
        const edits: readonly Edit[] = [{ start: at, end: Math.min(silver.length, at + length), text }];
        const after = edited(silver, edits);
        const found = findDifference(one, edits, after, nothing);
        // Blanks mean nothing, and a comment may be added.
        const plain = (code: string): string => code.replace(/\/\*.*?\*\/|\/\/.*/g, '').replace(/[\s;]/g, '');
        if (plain(after) !== plain(silver)) expect(found).toBeDefined();
      }),
      { numRuns: 500 },
    );
  });
});

describe('the compiler', () => {
  it('accepts what a change gives wherever it accepted what was there', () => {
    const drawn = fc
      .sample(layouts, { numRuns: 60, seed: 7 })
      .map((layout): Layout => ({ ...layout, making: layout.making === 'followed' ? 'const' : layout.making }));
    const cases = drawn.map((layout) => ({ layout, files: caseOf(layout).files }));
    const before = cases.map(({ files }) => shop.write(files));
    const models = evaluate(before).map(modelIn);
    const plans = cases.map(({ layout }, i) => {
      const { code, uses } = CODE[layout.code];
      const query = textOf(models[i] as Model, code, tablesOf(layout), uses);
      return planChanges(targetOf(before[i] as string, models[i] as Model), [
        { kind: 'properties', construct: refTo(models[i] as Model, 'silver.clean'), set: { query } },
      ]);
    });
    const after = cases.map(({ files }, i) => shop.write(afterwards(files, plans[i] as Plan)));
    const compilerOptions = {
      target: 'es2024',
      module: 'nodenext',
      moduleResolution: 'nodenext',
      strict: true,
      noEmit: true,
      allowImportingTsExtensions: true,
      skipLibCheck: true,
      types: [],
    };
    writeFileSync(
      join(shop.folder, 'tsconfig.json'),
      JSON.stringify({ compilerOptions, include: [...before, ...after].flatMap((folder) => [`${folder}/.projenrc.ts`, `${folder}/*.ts`]) }),
    );
    const lines = run(process.execPath, [resolve(import.meta.dirname, '../../../node_modules/tsc7/bin/tsc'), '-p', shop.folder]).split('\n');
    const errorsIn = (folder: string): readonly string[] =>
      lines.filter((line) => line.includes(`${folder.slice(folder.lastIndexOf('/') + 1)}/`) && line.includes('error TS'));
    const accepted = before.map((folder, i) => ({ folder, i })).filter(({ folder }) => errorsIn(folder).length === 0);
    expect(accepted.length).toBeGreaterThan(40);
    for (const { i } of accepted) expect([drawn[i], errorsIn(after[i] as string)]).toEqual([drawn[i], []]);
  });
});
const run = (command: string, args: readonly string[]): string => {
  try {
    return execFileSync(command, args, { encoding: 'utf8' });
  } catch (error) {
    return String((error as { stdout?: string }).stdout);
  }
};
