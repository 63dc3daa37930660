import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shellWord } from '../../src/utils/shell-text.ts';
import { anyText } from './hostile.ts';

describe('a word in a shell script', () => {
  test('reaches a program as it is', () => {
    const texts = fc.sample(anyText, 1000).map((text) => text.toWellFormed());
    const script = texts.map((text) => `printf '%s\\0' ${shellWord(text)}`).join('\n');
    const { stdout, status } = spawnSync('sh', ['-e', '-s'], { input: script, encoding: 'utf8', maxBuffer: 1 << 26 });
    expect(status).toBe(0);
    expect(stdout.split('\0').slice(0, -1)).toEqual(texts.map((text) => text.replaceAll('\0', '')));
  }, 60_000);

  test('stays bare where nothing needs quotes', () => {
    expect(shellWord('databricks/bundle.yml')).toBe('databricks/bundle.yml');
    expect(shellWord('')).toBe("''");
    expect(shellWord("it's")).toBe("'it'\\''s'");
  });
});
