import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Model, RuleModel, TableModel } from '../../src/model/model.ts';
import { MOST_CHARACTERS } from '../../src/mcp/answer.ts';
import { fullSample } from '../support.ts';
import { type Assistant, connect, projectState, workspaceOf } from './support.ts';

const TABLES = 2_000;
const LONG = `"quoted" \\ | \u202e\n${'words and more words '.repeat(500)}`;
const WIDE = 600;

/** A project as large as they come: one table that half of all tables read, one with very many columns, and words that never end. */
const large = (): Model => {
  const { model } = fullSample();
  const [raw, flights, delays] = model.tables as readonly [TableModel, TableModel, TableModel];
  const many: readonly TableModel[] = Array.from({ length: TABLES - 3 }, (_, i): TableModel => {
    const name = `${i % 7 === 0 ? 'a_rather_long_name_of_a_table_that_somebody_has_thought_about_' : 'table_'}${i}`;
    const reads = i % 2 === 0 ? ['silver.flights'] : ['silver.flights', `silver.${i > 3 ? `table_${i - 1}` : 'flights'}`];
    return {
      ...delays,
      key: `silver.${name}`,
      layer: 'silver',
      name,
      module: name,
      reads: [...new Set(reads)],
      intent: i % 3 === 0 ? LONG : `one row per thing number ${i}`,
    };
  });
  const wide: TableModel = {
    ...raw,
    columns: Array.from({ length: WIDE }, (_, i) => ({ ...raw.columns[0], name: `column_number_${i}`, comment: LONG }) as TableModel['columns'][number]),
    rules: Array.from(
      { length: 300 },
      (_, i): RuleModel => ({
        kind: 'unique',
        name: `rule_${i}_${'x'.repeat(100)}`,
        columns: ['column_number_1'],
        onViolation: 'warn',
        severity: 'low',
        description: LONG,
      }),
    ),
    intent: LONG,
    tags: Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`tag_${i}`, LONG])),
  };
  return { ...model, tables: [wide, flights, delays, ...many] };
};

let assistant: Assistant;
let model: Model;
beforeAll(async () => {
  model = large();
  assistant = await connect({ workspace: workspaceOf(projectState(model)), prove: async () => [] });
});
afterAll(() => assistant.close());

const CURSOR = /More with cursor: (\S+)/;
/** All pages of an answer; each within the limit. */
const pages = async (tool: string, args: Record<string, unknown>): Promise<readonly string[]> => {
  const texts: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const { text, isError, length } = await assistant.call(tool, { ...args, ...(cursor === undefined ? {} : { cursor }) });
    expect({ tool, isError }).toEqual({ tool, isError: false });
    expect(length).toBeLessThanOrEqual(MOST_CHARACTERS);
    texts.push(text);
    cursor = CURSOR.exec(text)?.[1];
    if (cursor === undefined) return texts;
  }
};

describe('in a project of 2,000 tables', () => {
  it.each([
    ['project_graph', {}],
    ['project_graph', { search: 'words thing number column' }],
    ['project_graph', { layer: 'silver' }],
    ['describe_construct', { construct: 'bronze.flights_raw' }],
    ['describe_construct', { construct: 'silver.flights' }],
    ['lineage', { table: 'silver.flights', direction: 'down' }],
    ['lineage', { table: 'silver.flights', column: 'dep_delay', direction: 'down' }],
    ['lineage', { table: 'silver.table_1993' }],
    ['impact', { table: 'silver.flights' }],
    ['impact', { table: 'silver.flights', column: 'carrier', change: 'drop' }],
    ['suggest_rules', {}],
    ['explain_diagnostic', {}],
  ])('%s %j never answers more than 10,000 tokens a page, and its pages end', async (tool, args) => {
    expect((await pages(tool, args)).length).toBeGreaterThan(0);
  });
  it('the pages of the list hold every table once', async () => {
    const keys = (await pages('project_graph', {})).flatMap((text) => [...text.matchAll(/^\| ((?:bronze|silver|gold)\.\w+) /gm)].map(([, key]) => key));
    expect(keys).toEqual(model.tables.map(({ key }) => key));
  });
  it('the pages of a wide table hold every column once', async () => {
    const columns = (await pages('describe_construct', { construct: 'bronze.flights_raw' })).flatMap((text) =>
      [...text.matchAll(/^\| (column_number_\d+) /gm)].map(([, name]) => name),
    );
    expect(columns).toEqual(model.tables[0]?.columns.map(({ name }) => name));
  });
  it('a body of any length is answered within the limit, what is to be pasted included', async () => {
    const { length, isError } = await assistant.call('verify_body', {
      table: 'silver.flights',
      code: `from(raw).where((f) => f.carrier.eq('${'x'.repeat(15_000)}'))`,
      inputs: [{ name: 'raw', table: 'bronze.flights_raw' }],
    });
    expect(isError).toBe(false);
    expect(length).toBeLessThanOrEqual(MOST_CHARACTERS);
  });
  it('the list of tools is small', async () => {
    expect(JSON.stringify(await assistant.tools()).length).toBeLessThan(MOST_CHARACTERS / 2);
  });
  it('an argument of any length is answered shortly', async () => {
    for (const name of ['x'.repeat(290), LONG, '\u0000']) {
      const { length, isError } = await assistant.call('describe_construct', { construct: name });
      expect(isError).toBe(true);
      expect(length).toBeLessThan(5_000);
    }
  });
  it('a cursor of another list is refused, and one that was made up', async () => {
    const { text } = await assistant.call('project_graph');
    const cursor = CURSOR.exec(text)?.[1];
    expect((await assistant.call('project_graph', { layer: 'silver', cursor })).text).toContain('LW9005');
    for (const made of ['', 'abc', Buffer.from('999999999.x').toString('base64url'), Buffer.from('-1.x').toString('base64url')]) {
      expect((await assistant.call('project_graph', { cursor: made })).text).toContain('LW9005');
    }
  });
  it('answers in a second', async () => {
    await assistant.call('project_graph', { search: 'warm' });
    const began = performance.now();
    for (const search of ['revenue', 'thing 77', 'flights']) await assistant.call('project_graph', { search });
    expect(performance.now() - began).toBeLessThan(3_000);
  });
});
