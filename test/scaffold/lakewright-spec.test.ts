import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { lakewrightSpec } from '../../src/scaffold/lakewright-spec.ts';

const root = mkdtempSync(join(tmpdir(), 'lakewright-spec-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A folder in which npm has installed lakewright, as its notes tell. */
const installed = (name: string, notes: unknown): string => {
  const folder = join(root, name, 'node_modules/lakewright');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "name": "lakewright", "version": "1.2.3" }');
  if (notes !== undefined) writeFileSync(join(dirname(folder), '.package-lock.json'), JSON.stringify(notes));
  return folder;
};
const resolvedFrom = (resolved: string): unknown => ({ packages: { 'node_modules/lakewright': { version: '1.2.3', resolved } } });

describe('what a new project installs lakewright from', () => {
  it('is the tarball, by its full path, where this one was installed from a tarball', () => {
    expect(lakewrightSpec(installed('tarball', resolvedFrom('file:../dist/lakewright-1.2.3.tgz')))).toBe(`file:${join(root, 'dist/lakewright-1.2.3.tgz')}`);
  });
  it('is the version where this one came from a registry, or npm has left no notes', () => {
    expect(lakewrightSpec(installed('registry', resolvedFrom('https://registry.npmjs.org/lakewright/-/lakewright-1.2.3.tgz')))).toBe('^1.2.3');
    expect(lakewrightSpec(installed('bare', undefined))).toBe('^1.2.3');
  });
  it('is the folder of a checkout', () => {
    expect(lakewrightSpec(join(root, 'checkout'))).toBe(`file:${join(root, 'checkout')}`);
  });
});
