import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseErrors } from '../../../src/agents/trial/compiler.ts';
import { APP, DEFINITION, latest, projects } from './project.ts';

const shop = projects();
afterAll(shop.remove);
const { signal } = new AbortController();
const GOOD = 'from(orders).select(({ customer, id, amount }) => ({ customer, id, amount }))';
const copies = (root: string): readonly string[] => readdirSync(join(root, '.lakewright', 'trial'));

describe('a definition that is tried out', () => {
  it('gives the model as it would be, and leaves everything as it was', async () => {
    const root = shop.make();
    const folder = shop.trial(root);
    const trial = await folder.attempt([latest(GOOD)], signal);
    expect(trial).toMatchObject({ refused: [], typeErrors: [], diagnostics: [] });
    expect(trial.model?.tables.find(({ key }) => key === 'gold.latest')).toMatchObject({
      body: { kind: 'relation' },
      reads: ['bronze.orders'],
      at: { file: APP },
    });
    const before = await folder.attempt([], signal);
    expect(before.model?.tables.find(({ key }) => key === 'gold.latest')?.body).toEqual({ kind: 'unwritten' });
    expect(readFileSync(join(root, APP), 'utf8')).toBe(DEFINITION);
    folder.close();
    expect(copies(root)).toEqual([]);
    expect(readdirSync(root).toSorted()).toEqual(['.lakewright', APP, 'package.json', 'src', 'tsconfig.json'].toSorted());
  });
  it('is refused where the change does not fit, and then neither compiled nor run', async () => {
    const wrong = { ...latest(GOOD), construct: { ...latest(GOOD).construct, name: 'other' } };
    const trial = await shop.trial(shop.make()).attempt([wrong], signal);
    expect(trial).toMatchObject({ refused: [{ code: expect.stringMatching(/^LW81/) }], typeErrors: [], diagnostics: [] });
  });
  it('brings new files along', async () => {
    const body = { kind: 'file', path: 'src/bodies/latest.py', content: 'x = 1\n' } as const;
    const folder = shop.trial(shop.make());
    expect((await folder.attempt([body], signal)).files).toEqual({ 'src/bodies/latest.py': 'x = 1\n' });
    expect((await folder.attempt([], signal)).files).toEqual({});
  });
  it('is removed after a kill, when the next one is tried', () => {
    const root = shop.make();
    mkdirSync(join(root, '.lakewright', 'trial', 'copy-999999999-00000000'), { recursive: true });
    mkdirSync(join(root, '.lakewright', 'trial', `copy-${process.pid}-00000000`), { recursive: true });
    shop.trial(root);
    expect(existsSync(join(root, '.lakewright', 'trial', 'copy-999999999-00000000'))).toBe(false);
    expect(copies(root)).toContain(`copy-${process.pid}-00000000`);
  });
});

describe('errors of the compiler', () => {
  it('are read with their further lines', () => {
    const output = 'a.ts(3,5): error TS2322: Type A is not B.\n  Because of C.\n    And D.\nerror TS18003: No inputs.\nFound 2 errors.\n';
    expect(parseErrors(output, '/copy', '/home', (file) => file.replace('/copy', '/home'))).toMatchObject([
      { message: 'Type A is not B. Because of C. And D. (TS2322)', path: 'a.ts', at: { file: '/home/a.ts', line: 3, column: 5 } },
      { message: 'No inputs. (TS18003)', path: 'tsconfig.json' },
    ]);
  });
});
