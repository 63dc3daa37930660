import { describe, expect, it } from 'vitest';
import { emitPipelines } from '../../src/emit/pipelines/index.ts';
import { tableStatements } from '../../src/emit/sql/ddl.ts';
import { from, Table } from '../../src/index.ts';
import { readManifest, writeManifest } from '../../src/model/manifest.ts';
import { codes, modelOf, sample } from '../support.ts';

const HOSTILE = { "it's": '"\\ ${x} {{y}}', 'delta.enableChangeDataFeed': 'true' };
const { project, silver, flightsRaw } = sample();
new Table(silver, 'flights', { query: from(flightsRaw), properties: HOSTILE });
const model = modelOf(project.check());
const textOf = (path: string): string => String(emitPipelines(model).find((file) => file.path === path)?.content);

describe('properties of tables', () => {
  it('are in the DDL, in batch and declarative pipelines, and in the manifest', () => {
    const table = model.tables.find(({ name }) => name === 'flights');
    expect(tableStatements(table as NonNullable<typeof table>, 'x')[0]).toContain(
      "\nTBLPROPERTIES ('delta.enableChangeDataFeed' = 'true', 'it\\'s' = '\"\\\\ \\u0024{x} \\u007b{y}}')",
    );
    const python = '{"delta.enableChangeDataFeed": "true", "it\'s": \'"\\\\ ${x} {{y}}\'}';
    expect(textOf('pipelines/silver.py')).toContain(`properties=${python}`);
    expect(emitPipelines(model).some(({ path, content }) => path.includes('declarative') && String(content).includes(`table_properties=${python}`))).toBe(true);
    expect(readManifest(writeManifest(model)).tables).toEqual(model.tables);
  });
  it('are texts, and hold no secrets', () => {
    const made = sample();
    new Table(made.silver, 'flights', { query: from(made.flightsRaw), properties: { a: 1 } as never });
    expect(codes(made.project.check().diagnostics)).toEqual(['LW1003']);
    const leaky = sample();
    new Table(leaky.silver, 'flights', { query: from(leaky.flightsRaw), properties: { token: 'dapi0123456789abcdef0123456789abcdef' } });
    expect(leaky.project.check().diagnostics.map(({ message }) => message)).toEqual([expect.stringContaining('properties')]);
  });
});
