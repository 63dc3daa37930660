import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emitApps } from '../../src/emit/apps/index.ts';
import { emitConfig } from '../../src/emit/config/index.ts';
import { emitBundle } from '../../src/emit/databricks/index.ts';
import { emitDocs } from '../../src/emit/docs/index.ts';
import { HEADER } from '../../src/emit/header.ts';
import { emitProjectFiles } from '../../src/emit/project/index.ts';
import type { Model } from '../../src/model/model.ts';
import type { OutputFile } from '../../src/utils/output-file.ts';
import { layOut } from '../../src/write/layout.ts';
import { anyText } from '../utils/hostile.ts';
import { modelWith } from './hostile-model.ts';
import { makeSample, sampleModel } from './sample.ts';

const emitAll = (model: Model): readonly OutputFile[] => [emitConfig, emitBundle, emitApps, emitDocs, emitProjectFiles].flatMap((emit) => emit(model));

describe('files around the code', () => {
  test('are the same bytes for the same definition', () => {
    expect(emitAll(makeSample())).toEqual(emitAll(makeSample()));
  });

  test('say in their first lines that they are generated', () => {
    for (const { path, content } of emitAll(sampleModel())) {
      if (path.endsWith('.json')) continue;
      const top = (content as string).split('\n').slice(0, 2);
      expect(
        top.some((line) => line.includes(HEADER)),
        path,
      ).toBe(true);
    }
  });

  test('end with one line end, hold no carriage return, and no path of this machine', () => {
    for (const { path, content } of emitAll(sampleModel())) {
      expect(content, path).toMatch(/[^\n]\n$/);
      expect(content, path).not.toContain('\r');
      expect(content, path).not.toContain(process.cwd());
    }
  });

  test('have paths that can be written, whatever names the definition holds', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(layOut(emitAll(modelWith(text))).problems).toEqual([]);
      }),
      { numRuns: 150 },
    );
  }, 60_000);

  test('do not change their number with the texts in a definition', () => {
    const paths = (model: Model): number => emitAll(model).length;
    expect(paths(modelWith('"\n${x.y}{{z}}'))).toBe(paths(sampleModel()));
  });
});
