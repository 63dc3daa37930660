import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pipelineParts, SOURCE_FILES } from '../../src/emit/databricks/pipeline-parts.ts';
import { files, from, Job, Layer, Project, t, Table } from '../../src/index.ts';
import { dependenciesOf } from '../../src/model/graph.ts';
import type { Model } from '../../src/model/model.ts';
import type { JobModel } from '../../src/model/operations.ts';
import { resourcesIn } from './merged.ts';

/** For each number a layer, whose one table reads that of an earlier layer, or files if there is none of that number. */
const wide = (reads: readonly number[]): readonly [Model, JobModel] => {
  const project = new Project({ name: 'wide', ownerTeam: 'ops', outdir: process.cwd() });
  const layers = reads.map((_, i) => new Layer(project, `layer${i}`));
  const root = (layer: Layer) => new Table(layer, 'items', { source: files('landing/items', { format: 'json' }), columns: { id: t.int() } });
  const tables: ReturnType<typeof root>[] = [];
  for (const [i, layer] of layers.entries()) {
    const read = tables[reads[i] ?? -1];
    tables.push(read ? (new Table(layer, 'items', { query: from(read) }) as never) : root(layer));
  }
  new Job(project, 'all', { refreshes: layers, engine: 'declarative' });
  const { model, diagnostics } = project.check();
  if (!model) throw new Error(diagnostics.map(({ path, message }) => `${path}: ${message}`).join('\n'));
  return [model, model.jobs[0] as JobModel];
};

describe('the pipelines of a declarative job', () => {
  it('hold each layer once, no more of them than the limit, and read only what is in them or before them', () => {
    const reads = fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(reads, fc.integer({ min: 1, max: 5 }), (numbers, limit) => {
        const [model, job] = wide(numbers);
        const parts = pipelineParts(model, job, limit).map((layers) => layers.map(({ name }) => name));
        expect(parts.flat().toSorted()).toEqual(model.layers.map(({ name }) => name).toSorted());
        expect(parts).toHaveLength(Math.ceil(numbers.length / limit));
        const partOf = new Map(parts.flatMap((layers, part) => layers.map((layer) => [layer, part] as const)));
        for (const layers of parts) expect(layers.length).toBeLessThanOrEqual(limit);
        for (const table of model.tables) {
          for (const read of dependenciesOf(table)) expect(partOf.get(read.split('.')[0] as string)).toBeLessThanOrEqual(partOf.get(table.layer) as number);
        }
      }),
      { numRuns: 50 },
    );
  });
  it('are one where the platform takes all files, and else are updated one after the other by a job that says why', { timeout: 60_000 }, () => {
    const chain = (length: number) => Array.from({ length }, (_, i) => i - 1);
    const one = resourcesIn(wide(chain(SOURCE_FILES))[0], '');
    expect(Object.keys(one['pipelines'] ?? {})).toEqual(['all_pipeline']);
    const two = resourcesIn(wide(chain(SOURCE_FILES + 1))[0], '');
    expect(Object.values(two['pipelines'] ?? {}).map(({ libraries }) => (libraries as readonly unknown[]).length)).toEqual([SOURCE_FILES, 1]);
    expect(two['jobs']?.['all_job']).toMatchObject({
      description: expect.stringContaining('By 2 pipelines, one after the other: a pipeline takes 100 source files'),
      tasks: [
        { task_key: 'update', pipeline_task: { pipeline_id: '${resources.pipelines.all_pipeline.id}' } },
        { task_key: 'update_2', depends_on: [{ task_key: 'update' }], pipeline_task: { pipeline_id: '${resources.pipelines.all_pipeline_2.id}' } },
      ],
    });
  });
});
