import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CliOptions, type Files, lakewright, makeProject, ORDERS, SYNTH, treeOf } from './support.ts';

interface Case {
  readonly title: string;
  readonly files: Files;
  /** @default synth */
  readonly args?: readonly string[];
  readonly code: string;
  /** Must be in the message. */
  readonly says: string;
  /** `file:line:column` in the user's source; none where it has no place. */
  readonly at?: string;
  /** Where the command is called, in the project. @default its root */
  readonly folder?: string;
  readonly options?: Omit<CliOptions, 'cwd'>;
}
const definition = (text: string): Files => ({ '.projenrc.ts': text });
const IMPORTS = "import { Layer, Project, Table } from 'lakewright';\n";

const CASES: readonly Case[] = [
  { title: 'no definition', files: {}, code: 'LW0002', says: 'there is no .projenrc.ts' },
  { title: 'a definition that was named and is not there', files: {}, args: ['check', '--app', 'lake.ts'], code: 'LW0002', says: 'there is no lake.ts' },
  { title: 'a definition without synth', files: definition(ORDERS), code: 'LW1029', says: 'never calls project.synth()' },
  { title: 'an empty definition', files: definition(''), code: 'LW1029', says: '.projenrc.ts makes no project' },
  {
    title: 'a syntax error',
    files: definition('const a: number = 1;\nconst b = { x: ;\n'),
    code: 'LW0007',
    says: 'Expression expected',
    at: '.projenrc.ts:2:16',
  },
  {
    title: 'a name declared twice',
    files: definition('const a = 1;\nconst a = 2;\n'),
    code: 'LW0007',
    says: "'a' has already been declared",
    at: '.projenrc.ts:2:7',
  },
  { title: 'an enum', files: definition('enum Layers { Bronze }\n'), code: 'LW0007', says: 'enum is not supported', at: '.projenrc.ts:1:1' },
  {
    title: 'a syntax error in an imported file',
    files: { ...definition("import './tables/orders.ts';\n"), 'tables/orders.ts': 'export const = 1;\n' },
    code: 'LW0007',
    says: 'Expected',
    at: 'tables/orders.ts:1:14',
  },
  {
    title: 'a module of the other kind',
    files: { ...definition(ORDERS + SYNTH), 'package.json': '{ "type": "commonjs" }\n' },
    code: 'LW0007',
    says: 'add "type": "module" to package.json',
    at: '.projenrc.ts:1:1',
  },
  {
    title: 'a package that is not installed',
    files: definition("import { x } from 'nowhere';\nx();\n"),
    code: 'LW0008',
    says: 'package "nowhere" is not installed',
    at: '.projenrc.ts:1:19',
  },
  {
    title: 'a file that is not there',
    files: definition("import './tables.ts';\n"),
    code: 'LW0008',
    says: 'there is no file ./tables.ts',
    at: '.projenrc.ts:1:8',
  },
  {
    title: 'a misspelt import',
    files: definition("import { Projct } from 'lakewright';\nnew Projct();\n"),
    code: 'LW0009',
    says: 'did you mean "Project"?',
    at: '.projenrc.ts:1:10',
  },
  {
    title: 'files that import each other',
    files: {
      ...definition("import { b } from './b.ts';\nexport const a = 1;\nconsole.log(b);\n"),
      'b.ts': "import { a } from './.projenrc.ts';\nexport const b = a + 1;\n",
    },
    code: 'LW0010',
    says: '"a" is used before',
    at: 'b.ts:2:18',
  },
  {
    title: 'a definition that throws',
    files: definition(`${ORDERS}\nthrow new Error('no rates for today');\n`),
    code: 'LW1028',
    says: 'Error: no rates for today',
    at: '.projenrc.ts:10:7',
  },
  { title: 'a definition that throws what is no error', files: definition('throw { code: 7 };\n'), code: 'LW1028', says: 'thrown: {"code":7}' },
  {
    title: 'an imported file that throws',
    files: { ...definition("import './rates.ts';\n"), 'rates.ts': '\nnull.rate;\n' },
    code: 'LW1028',
    says: 'TypeError: Cannot read properties of null',
    at: 'rates.ts:2:6',
  },
  {
    title: 'a rejected promise',
    files: definition(`${ORDERS}${SYNTH}await Promise.reject(new Error('no network'));\n`),
    code: 'LW1028',
    says: 'Error: no network',
    at: '.projenrc.ts:10:22',
  },
  {
    title: 'a promise that nobody waits for',
    files: definition(`${ORDERS}${SYNTH}Promise.reject(new Error('no network'));\n`),
    code: 'LW1028',
    says: 'Error: no network',
    at: '.projenrc.ts:10:16',
  },
  {
    title: 'a callback that throws later',
    files: definition(`${ORDERS}${SYNTH}setTimeout(() => {\n  throw new Error('late');\n}, 20);\n`),
    code: 'LW1028',
    says: 'Error: late',
    at: '.projenrc.ts:11:9',
  },
  {
    title: 'an await without end',
    files: definition(`${ORDERS}${SYNTH}await new Promise(() => {});\n`),
    code: 'LW0011',
    says: 'waits for something that never happens',
  },
  {
    title: 'a definition that ends the process',
    files: definition(`${ORDERS}${SYNTH}process.exit(0);\n`),
    code: 'LW0012',
    says: 'process.exit(0)',
    at: '.projenrc.ts:10:9',
  },
  {
    title: 'a construct in the wrong place',
    files: definition(`${IMPORTS}const project = new Project({ name: 'shop' });\nnew Table(project, 'orders', {});\n${SYNTH}`),
    code: 'LW1027',
    says: 'Table must be made in a layer',
    at: '.projenrc.ts:3:1',
  },
  {
    title: 'a misspelt option',
    files: definition(`${IMPORTS}const project = new Project({ name: 'shop', ownerTeem: 'x' });\n${SYNTH}`),
    code: 'LW1001',
    says: 'did you mean "ownerTeam"?',
    at: '.projenrc.ts:2:17',
  },
  {
    title: 'no tables',
    files: definition(`${IMPORTS}const project = new Project({ name: 'shop' });\nnew Layer(project, 'bronze');\n${SYNTH}`),
    code: 'LW1026',
    says: 'the project has no tables',
    at: '.projenrc.ts:2:17',
  },
  {
    title: 'two projects in one folder',
    files: definition(`${ORDERS}${SYNTH}new Project({ name: 'other' }).synth();\n`),
    code: 'LW0013',
    says: 'projects "shop", "other" would both be written',
  },
  {
    title: 'two projects, one of them wrong',
    files: definition(`${ORDERS}${SYNTH}new Project({ name: 'other', outdir: 'other' }).synth();\n`),
    code: 'LW1026',
    says: 'the project has no tables',
    at: '.projenrc.ts:10:1',
  },
  {
    title: 'a file of the user where a generated one belongs',
    files: { ...definition(ORDERS + SYNTH), '.gitattributes': '* text\n' },
    code: 'LW4001',
    says: '--adopt .gitattributes',
  },
  {
    title: 'two projects, one of which meets a file of the user',
    files: { ...definition(`${ORDERS.replace("name: 'shop'", "name: 'shop', outdir: 'one'")}${SYNTH}`), 'one/.gitattributes': '* text\n' },
    code: 'LW4001',
    says: '--adopt .gitattributes',
  },
  { title: 'files out of date', files: definition(ORDERS + SYNTH), args: ['synth', '--check'], code: 'LW0014', says: 'files are out of date\n    missing  ' },
  { title: 'an environment that is not there', files: definition(ORDERS + SYNTH), args: ['run', '--env', 'prd'], code: 'LW5015', says: 'did you mean "prod"?' },
  { title: 'an environment on Databricks', files: definition(ORDERS + SYNTH), args: ['run', '--env', 'prod'], code: 'LW0015', says: '"prod" is on Databricks' },
  {
    title: 'a table that is not there',
    files: definition(ORDERS + SYNTH),
    args: ['run', '--select', 'ordrs+'],
    code: 'LW5013',
    says: 'did you mean "orders"?',
  },
  {
    title: 'no Python',
    files: definition(ORDERS + SYNTH),
    args: ['run'],
    code: 'LW5001',
    says: 'LAKEWRIGHT_PYTHON is "/nowhere/python"',
    options: { env: { LAKEWRIGHT_PYTHON: '/nowhere/python', LAKEWRIGHT_CACHE: '/nowhere/cache' } },
  },
];

const expectDiagnostic = (stderr: string, { code, says, at }: Pick<Case, 'code' | 'says' | 'at'>): void => {
  expect(stderr).toContain(`error ${code}  `);
  expect(stderr).toContain(says);
  if (at === undefined) expect(stderr).not.toMatch(/^ {2}at /m);
  else expect(stderr).toContain(`\n  at ${at}\n`);
  expect(stderr, 'a stack').not.toMatch(/^ {4}at /m);
  expect(stderr, 'where it comes from').not.toContain('node:internal');
};

describe.concurrent('what is wrong is a diagnostic, exit status 1, and nothing on disk is changed', { timeout: 120_000 }, () => {
  for (const { title, files, args = ['synth'], folder = '.', options = {}, ...wanted } of CASES) {
    it(`${title}: ${wanted.code}`, async () => {
      const root = makeProject(files);
      const before = treeOf(root);
      const { status, stdout, stderr } = await lakewright(args, { cwd: join(root, folder), ...options });
      expectDiagnostic(stderr, wanted);
      expect(status).toBe(1);
      expect(stdout).toBe('');
      expect(treeOf(root)).toEqual(before);
    });
  }

  it('a folder that is read-only: LW4009', async () => {
    const root = makeProject(definition(ORDERS + SYNTH));
    chmodSync(root, 0o555);
    const before = treeOf(root);
    const { status, stderr } = await lakewright(['synth'], { cwd: root, asNobody: true });
    expectDiagnostic(stderr, { code: 'LW4009', says: 'cannot write' });
    expect(status).toBe(1);
    expect(treeOf(root)).toEqual(before);
  });
});
