/** Tables of others under their names: each target finds the same table. */
import { describe, expect, test } from 'vitest';
import { emitDashboards } from '../../src/emit/dashboards/index.ts';
import { dashboardsOf } from '../../src/emit/databricks/resources.ts';
import { fullName } from '../../src/emit/databricks/trigger.ts';
import { assetName } from '../../src/emit/monte_carlo/names.ts';
import { emitPipelines } from '../../src/emit/pipelines/index.ts';
import { emitSql, sqlParameters } from '../../src/emit/sql/index.ts';
import { Dashboard, Environment, ExternalTable, from, grid, Layer, perEnvironment, Project, t, tableContract, View } from '../../src/index.ts';
import type { Model } from '../../src/model/model.ts';
import type { OutputFile } from '../../src/utils/output-file.ts';

const columns = { id: t.bigint() };
/** What a project reads of others, in layers of which one has a catalog of its own. */
const make = (): Model => {
  const project = new Project({ name: 'reports', outdir: process.cwd() });
  new Environment(project, 'dev', { host: 'https://dev.example.com', catalog: 'ops' });
  const prod = new Environment(project, 'prod', { host: 'https://prod.example.com', catalog: 'ops' });
  const silver = new Layer(project, 'silver');
  const gold = new Layer(project, 'gold', { catalog: 'vault' });
  const contract = tableContract({ project: 'crm', name: 'gold.customers', version: '1.0.0', columns });
  const others = {
    contract: new ExternalTable(silver, 'contract', { contract }),
    overridden: new ExternalTable(silver, 'overridden', { contract, catalog: perEnvironment('{catalog}').in(prod, 'my-crm') }),
    backticks: new ExternalTable(silver, 'backticks', { name: '`my.cat`.`sales``s`.orders', columns }),
  };
  for (const [name, table] of Object.entries(others)) {
    new View(silver, `${name}_near`, { query: from(table) });
    new View(gold, `${name}_far`, { query: from(table) });
    new Dashboard(silver, name, { title: name, widgets: [grid(table)] });
  }
  const { model, diagnostics } = project.check();
  if (!model) throw new Error(diagnostics.map(({ path, message }) => `${path}: ${message}`).join('\n'));
  return model;
};
const model = make();
const textOf = (files: readonly OutputFile[], path: string): string => {
  const found = files.find((file) => file.path === path);
  if (!found) throw new Error(`no ${path}, but ${files.map((file) => file.path).join(', ')}`);
  return String(found.content).replace(/\s+/g, ' ');
};

describe('tables of others', () => {
  test('have the same names in batch and declarative pipelines', () => {
    for (const path of ['silver', 'declarative/_shared']) {
      const text = textOf(emitPipelines(model), `pipelines/${path}.py`);
      expect(text).toContain('"silver.contract": "{catalog}.crm_gold.customers"');
      expect(text).toContain('"silver.overridden": { "default": "{catalog}.crm_gold.customers", "prod": "my-crm.crm_gold.customers", }');
      expect(text).toContain('"silver.backticks": "`my.cat`.`sales``s`.orders"');
    }
  });
  test('are in SQL where the catalog of the environment is, or where they are said to be', () => {
    const [silver, gold] = ['silver', 'gold'].map((layer) => textOf(emitSql(model), `databricks/sql/${layer}.sql`));
    const varied = "IDENTIFIER(CASE {{environment}} WHEN 'prod' THEN '`my-crm`.crm_gold.customers' ELSE '`' || {{catalog}} || '`.crm_gold.customers' END)";
    expect(silver).toContain('FROM crm_gold.customers');
    expect(gold).toContain("FROM IDENTIFIER('`' || {{catalog}} || '`.crm_gold.customers')");
    for (const text of [silver, gold]) {
      expect(text).toContain(`FROM ${varied}`);
      expect(text).toContain('FROM `my.cat`.`sales``s`.orders');
      expect(text).not.toContain('`{catalog}`');
    }
    const needs = model.layers.map((layer) => sqlParameters(model, layer).map(({ name }) => name));
    expect(needs).toEqual([
      ['catalog', 'environment'],
      ['catalog', 'gold_catalog', 'environment'],
    ]);
  });
  test('give the catalog to SQL where every layer has its own', () => {
    const layers = model.layers.map((layer) => ({ ...layer, catalog: { value: 'vault' } }));
    const [silver] = layers;
    expect(silver && sqlParameters({ ...model, layers }, silver)).toContainEqual({ name: 'catalog', gives: { kind: 'catalog' } });
  });
  test('are in dashboards by schema and table where these are in its catalog, and in a file per environment where names differ', () => {
    const sources = emitDashboards(model).map(({ path, content }) => [path, /FROM (.+)\\n/.exec(String(content))?.[1]]);
    expect(sources).toEqual([
      ['dashboards/contract.lvdash.json', 'crm_gold.customers'],
      ['dashboards/overridden.dev.lvdash.json', 'crm_gold.customers'],
      ['dashboards/overridden.prod.lvdash.json', '`my-crm`.crm_gold.customers'],
      ['dashboards/backticks.lvdash.json', '`my.cat`.`sales``s`.orders'],
    ]);
    for (const environment of model.environments) {
      const files = Object.values(dashboardsOf(model, environment)).map((dashboard) => (dashboard as { readonly file_path: string }).file_path);
      expect(files).toEqual([
        '../../dashboards/contract.lvdash.json',
        `../../dashboards/overridden.${environment.name}.lvdash.json`,
        '../../dashboards/backticks.lvdash.json',
      ]);
    }
  });
  test('are known to Monte Carlo by the catalog of each environment', () => {
    const named = model.environments.map((environment) =>
      model.tables.filter(({ kind }) => kind === 'external').map((table) => assetName(model, environment, table)),
    );
    expect(named).toEqual([
      ['dev_ops:crm_gold.customers', 'dev_ops:crm_gold.customers', 'my.cat:sales`s.orders'],
      ['prod_ops:crm_gold.customers', 'my-crm:crm_gold.customers', 'my.cat:sales`s.orders'],
    ]);
  });
  test('start jobs under their names in a target', () => {
    expect(fullName(model, 'silver.contract', 'prod')).toBe('${var.catalog}.crm_gold.customers');
    expect(['dev', 'prod'].map((target) => fullName(model, 'silver.overridden', target))).toEqual([
      '${var.catalog}.crm_gold.customers',
      'my-crm.crm_gold.customers',
    ]);
    expect(fullName(model, 'silver.backticks', 'prod')).toBe('my.cat.sales`s.orders');
  });
});
