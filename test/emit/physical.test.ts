import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { catalogIn, isProduction, landingLayer, ownLayers, settingIn, shortIdentifier, storageRoot } from '../../src/emit/physical.ts';
import { anyText } from '../utils/hostile.ts';
import { aTable, sampleModel } from './sample.ts';

const environment = { name: 'lab', host: 'https://lab.example.com', catalog: 'ops' };

describe('names on Databricks', () => {
  test('take a setting of the environment where there is one', () => {
    const setting = { value: 'a', overrides: { prod: 'b' } };
    expect([settingIn(setting, 'lab'), settingIn(setting, 'prod'), settingIn(setting, 'toString')]).toEqual(['a', 'b', 'a']);
  });

  test("begin with the environment, in the environment's catalog or that of the layer", () => {
    expect(catalogIn(environment)).toBe('lab_ops');
    expect(catalogIn(environment, { name: 'pii', catalog: { value: 'private' } })).toBe('lab_private');
  });

  test('leave out layers that hold only tables of others', () => {
    const model = { ...sampleModel(), tables: [aTable, { ...aTable, kind: 'external' as const, layer: 'silver' }] };
    expect(ownLayers(model).map(({ name }) => name)).toEqual(['bronze']);
  });
});

describe('the folder of source files', () => {
  const reading = (path: string) => ({
    ...sampleModel(),
    tables: [{ ...aTable, body: { kind: 'files' as const, source: { path, format: 'csv' as const, onBadValue: 'fail' as const } } }],
  });

  test('is a volume in the schema of the first layer that reads a relative path', () => {
    expect(storageRoot(reading('landing/x'), environment)).toBe('/Volumes/lab_ops/on_time_flights_bronze/files');
  });

  test('is needed by no absolute path', () => {
    for (const path of ['/Volumes/a/b/c', 's3://bucket/x', 'abfss://x@y.net/z', 'dbfs:/x']) expect(landingLayer(reading(path)), path).toBeUndefined();
  });
});

describe('an environment', () => {
  test('is production when it is called so or runs as somebody else', () => {
    expect(isProduction(environment)).toBe(false);
    expect(isProduction({ ...environment, name: 'prod' })).toBe(true);
    expect(isProduction({ ...environment, name: 'preprod' })).toBe(false);
    expect(isProduction({ ...environment, runAs: { kind: 'user', name: 'a@b.c' } })).toBe(true);
  });
});

describe('a shortened identifier', () => {
  test('is as it was where it is short enough', () => {
    expect(shortIdentifier('flights_raw')).toBe('flights_raw');
  });

  test('is short, an identifier, and another one for another name', () => {
    fc.assert(
      fc.property(anyText, anyText, (a, b) => {
        const [one, two] = [`${'long'.repeat(20)}${a}`, `${'long'.repeat(20)}${b}`];
        const names = [shortIdentifier(one, 40), shortIdentifier(two, 40)];
        for (const name of names) expect(name).toMatch(/^[a-z_][a-z0-9_]{0,39}$/);
        expect(names[0] === names[1]).toBe(one === two);
      }),
    );
  }, 60_000);
});
