import { createRequire } from 'node:module';
import { posix } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emitDocs } from '../../src/emit/docs/index.ts';
import { emitProjectFiles } from '../../src/emit/project/index.ts';
import type { Model } from '../../src/model/model.ts';
import { anyText } from '../utils/hostile.ts';
import { modelWith } from './hostile-model.ts';
import { aTable, sampleModel } from './sample.ts';

const MarkdownIt = createRequire(import.meta.url)('markdown-it') as new (options: { html: boolean }) => { render(text: string): string };
const renderer = new MarkdownIt({ html: true });
const pagesOf = (model: Model): ReadonlyMap<string, string> =>
  new Map([...emitDocs(model), ...emitProjectFiles(model)].filter(({ path }) => path.endsWith('.md')).map(({ path, content }) => [path, content as string]));
const page = (path: string, model: Model = sampleModel()): string => pagesOf(model).get(path) ?? '';
/** What GitHub makes of a heading. */
const anchors = (markdown: string): string[] =>
  [...renderer.render(markdown).matchAll(/<h\d>(.*?)<\/h\d>/gs)].map(([, html = '']) =>
    html
      .replace(/<[^>]*>/g, '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M}\p{Pc} -]/gu, '')
      .replaceAll(' ', '-'),
  );

describe('the data dictionary', () => {
  test('has every table and column with its type, meaning and origin', () => {
    const text = page('docs/data-dictionary/silver.md');
    expect(text).toContain('| `dep_delay` | `double` |  | minutes, negative is early | `bronze.flights_raw.dep_delay` |');
    expect(text).toContain('| `airline` | `string` |  |  | `silver.airlines.name` |');
    expect(text).toContain('- Written: merged by carrier, flight');
  });

  test('shows the rules with their conditions', () => {
    expect(page('docs/data-dictionary/silver.md')).toMatch(
      /\| `delay_sane` \| quarantine \| high \| passes \| 5 % \| `dep_delay BETWEEN .*` \| nobody waits for two days \|/,
    );
  });
});

describe('lineage', () => {
  test('is a graph of tables in their layers', () => {
    const text = page('docs/lineage.md');
    const id = (name: string): string => new RegExp(`(t\\d+)\\S*"${name}"`).exec(text)?.[1] ?? 'none';
    expect(text).toContain(`  ${id('flights_raw')} --> ${id('flights')}\n`);
    expect(text).toContain(`  ${id('delays')} --> ${id('busy')}\n`);
  });

  test('follows columns through all typed queries to their first origin', () => {
    const text = page('docs/lineage.md');
    expect(text).toContain('| [`gold.busy`](data-dictionary/gold.md#goldbusy) | `carrier` | `bronze.flights_raw.carrier` |');
  });

  test('says of a counted value that it comes from no column', () => {
    expect(page('docs/lineage.md')).toContain('| [`gold.busy`](data-dictionary/gold.md#goldbusy) | `flights` |  |');
  });

  test('shows layers instead of tables where these are too many to draw', () => {
    const model = sampleModel();
    const copies = Array.from({ length: 200 }, (_, i) => ({
      ...aTable,
      key: `silver.copy${i}`,
      layer: 'silver',
      name: `copy${i}`,
      module: `copy${i}`,
      reads: ['bronze.flights_raw'],
    }));
    const text = page('docs/lineage.md', { ...model, tables: [...model.tables, ...copies] });
    expect(text).toContain('["silver: 203 tables"]');
    expect(text).toMatch(/l0 -->\|201\| l1/);
  });
});

describe('the other pages', () => {
  test('list every environment with its workspace, catalogs and folder of files', () => {
    const text = page('docs/environments.md');
    expect(text).toContain('| `prod` | `https://prod.example.com` | production | service principal `ops-data` |');
    expect(text).toContain('| `gold` | `lab_trial.on_time_flights_gold` | `prod_published.on_time_flights_gold` |');
    expect(text).toContain('| `lab` | `/Volumes/lab_ops/on_time_flights_bronze/files` |');
  });

  test('say which branch goes where', () => {
    expect(page('docs/deployment.md')).toContain('| `main` | `prod` |');
  });

  test('count rules by what they do', () => {
    expect(page('docs/quality-rules.md')).toContain('| quarantine | goes to the quarantine table | 2 |');
  });

  test('name what is still to be written', () => {
    expect(page('README.md')).toContain('Not written yet: `gold.turnaround`.');
  });

  test('keep the guide short where tables are many', () => {
    const model = sampleModel();
    const tables = Array.from({ length: 1000 }, (_, i) => ({ ...aTable, key: `bronze.t${i}`, name: `t${i}`, module: `t${i}` }));
    const text = page('README.md', { ...model, tables });
    expect(text.split('\n').length).toBeLessThan(150);
    expect(text).toContain('And 975 more tables');
  });
});

describe('every page', () => {
  test('links only to pages and headings that are there', () => {
    const pages = pagesOf(sampleModel());
    let links = 0;
    for (const [path, markdown] of pages) {
      for (const [, target = ''] of renderer.render(markdown).matchAll(/href="([^"]*)"/g)) {
        links += 1;
        const [file = '', anchor] = target.split('#');
        const text = pages.get(posix.join(posix.dirname(path), file));
        expect(text, `${path} -> ${target}`).toBeDefined();
        if (anchor !== undefined) expect(anchors(text ?? ''), `${path} -> ${target}`).toContain(anchor);
      }
    }
    expect(links).toBeGreaterThan(40);
  });

  test('has the same headings, tables and links whatever texts the definition holds', () => {
    const shape = (model: Model): Record<string, number[]> =>
      Object.fromEntries(
        [...pagesOf(model)].map(([, markdown], i) => {
          const html = renderer.render(markdown);
          return [
            String(i),
            ['h1', 'h2', 'h3', 'li', 'td', 'tr', 'pre', 'a', 'em', 'strong', 'script', 'img'].map((tag) => html.split(new RegExp(`<${tag}[ >]`)).length - 1),
          ];
        }),
      );
    const before = shape(sampleModel());
    fc.assert(
      fc.property(anyText, (text) => {
        expect(shape(modelWith(text))).toEqual(before);
      }),
      { numRuns: 150 },
    );
  }, 60_000);
});
