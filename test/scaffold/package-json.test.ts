import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageJson } from '../../src/scaffold/package-json.ts';

const ROOT = resolve(import.meta.dirname, '../..');
type Json = Readonly<Record<string, unknown>>;
const parse = (text: string): Json => JSON.parse(text) as Json;
const own = parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { readonly devDependencies: Readonly<Record<string, string>> };

describe('the package.json of a new project', () => {
  it('asks for the versions with which lakewright itself is tested', () => {
    const { constructs, projen, typescript } = own.devDependencies;
    expect(parse(packageJson('shop', '^0.1.0'))['devDependencies']).toEqual({ constructs, lakewright: '^0.1.0', projen, typescript: `~${typescript}` });
  });
  it('is private, of modules, and has a script for every command', () => {
    const made = parse(packageJson('shop', '^0.1.0'));
    expect(made).toMatchObject({ name: 'shop', private: true, type: 'module' });
    expect(Object.keys(made['scripts'] as Json)).toEqual(['check', 'synth', 'run', 'test', 'typecheck']);
  });
  it('keeps what is there: versions, scripts, names and what it does not know', () => {
    const there = {
      name: '@acme/shop',
      private: false,
      license: 'MIT',
      scripts: { test: 'pytest' },
      devDependencies: { lakewright: 'file:../lakewright.tgz', projen: '^0.103.25', eslint: '10.0.0' },
    };
    expect(parse(packageJson('shop', '^0.1.0', there))).toMatchObject({
      name: '@acme/shop',
      private: false,
      license: 'MIT',
      type: 'module',
      scripts: { test: 'pytest', synth: 'lakewright synth' },
      devDependencies: { eslint: '10.0.0', lakewright: 'file:../lakewright.tgz', projen: '^0.103.25', typescript: '~6.0.3' },
    });
  });
  it('does not ask twice for what is a dependency already', () => {
    expect(parse(packageJson('shop', '^0.1.0', { dependencies: { projen: '0.103.25' } }))['devDependencies']).not.toHaveProperty('projen');
  });
  it('makes the definition a module where npm init has said commonjs', () => {
    expect(parse(packageJson('shop', '^0.1.0', { type: 'commonjs' }))['type']).toBe('module');
  });
  it('gives a name that npm takes to a project that has another', () => {
    expect(parse(packageJson('Été Orders!', '^0.1.0'))['name']).toBe('ete-orders');
    expect(parse(packageJson('…', '^0.1.0'))['name']).toBe('lakehouse');
  });
});
