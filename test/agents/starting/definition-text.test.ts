import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wrongIn } from '../../../src/agents/starting/check-answer.ts';
import { definitionText } from '../../../src/agents/starting/definition-text.ts';
import { landingGuide } from '../../../src/agents/starting/landing-guide.ts';
import { plainAnswer } from '../../../src/agents/starting/plain-answer.ts';
import { TSCONFIG } from '../../../src/scaffold/starter.ts';
import { answers, words } from './answers.ts';
import { declarationsOfLakewright } from '../../declarations.ts';
import { FULL, SEED } from '../../suite.ts';

const REPOSITORY = resolve(import.meta.dirname, '../../..');
const RUNS = FULL ? 400 : 50;
/** As in the project that `init` makes, and stricter; the packages are those of the repository. */
const SETTINGS = {
  compilerOptions: {
    ...TSCONFIG.compilerOptions,
    exactOptionalPropertyTypes: true,
    types: ['node'],
    typeRoots: [join(REPOSITORY, 'node_modules/@types')],
    paths: { lakewright: [declarationsOfLakewright()] },
  },
  include: ['*.ts'],
};

describe('definitions that are printed from answers', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lakewright-printed-'));
  const printed: string[] = [];
  beforeAll(() => {
    mkdirSync(join(folder, 'node_modules/lakewright'), { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(SETTINGS));
    writeFileSync(join(folder, 'node_modules/lakewright/package.json'), '{ "name": "lakewright", "type": "module", "exports": "./index.js" }\n');
    writeFileSync(join(folder, 'node_modules/lakewright/index.js'), `export * from ${JSON.stringify(join(REPOSITORY, 'src/index.ts'))};\n`);
    for (const name of ['constructs', 'projen']) symlinkSync(join(REPOSITORY, 'node_modules', name), join(folder, 'node_modules', name));
    for (const [answer, said] of fc.sample(fc.tuple(answers, words), { numRuns: RUNS, seed: SEED })) {
      const made = plainAnswer(answer);
      const input = { words: said };
      // The law is about what is accepted; nearly all of these are.
      if (wrongIn(made, input).length > 0) continue;
      landingGuide(made);
      printed.push(definitionText(made, input));
    }
    for (const [i, text] of printed.entries()) writeFileSync(join(folder, `p${String(i).padStart(3, '0')}.ts`), text);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('are printed for nearly all of the random answers', () => {
    expect(printed.length).toBeGreaterThan(RUNS * 0.9);
    for (const part of ['source: files(', 'source: kafka({', 'source: jdbc({', 'newBy: ', 'new ExternalTable(bronze, ', 'new Secret('])
      expect(
        printed.some((text) => text.includes(part)),
        part,
      ).toBe(true);
  });
  it('type-check, whatever names and texts they are made of', () => {
    const { stdout } = spawnSync(process.execPath, [join(REPOSITORY, 'node_modules/tsc7/bin/tsc'), '--pretty', 'false', '-p', folder], { encoding: 'utf8' });
    expect(stdout, `LAKEWRIGHT_SEED=${SEED}`).toBe('');
  }, 120_000);
  it('synthesize: no errors, and all files are made', () => {
    const { stdout, stderr } = spawnSync(process.execPath, [join(import.meta.dirname, 'build-definitions.ts'), folder], {
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    });
    expect(stderr).toBe('');
    const found = JSON.parse(stdout) as readonly { readonly file: string; readonly says: readonly string[]; readonly files: number }[];
    expect(found).toHaveLength(printed.length);
    const failed = found.filter(({ files }) => files === 0).map(({ file, says }) => `${file}: ${says.filter((each) => each.startsWith('error')).join('; ')}`);
    expect(failed, `LAKEWRIGHT_SEED=${SEED}`).toEqual([]);
    // Only what is still to be written and to be deployed to is warned of.
    expect(new Set(found.flatMap(({ says }) => says.map((each) => each.split(' ')[1])))).toEqual(new Set(['LW3002', 'LW1014']));
  }, 120_000);
});
