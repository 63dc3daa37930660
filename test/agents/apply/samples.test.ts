import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planChanges } from '../../../src/agents/apply/index.ts';
import { edited } from '../../../src/agents/apply/edit.ts';
import { locateNew, optionsOf } from '../../../src/agents/apply/locate.ts';
import { scopesOf } from '../../../src/agents/apply/scopes.ts';
import { sourceFiles } from '../../../src/agents/apply/sources.ts';
import { keyName, parse, sameShape, shapeOf } from '../../../src/agents/apply/syntax.ts';
import type { Model } from '../../../src/model/model.ts';
import { type Evaluated, evaluate, type Files, modelIn, refTo, targetOf, textOf, workshop } from './support.ts';

const SAMPLES = resolve(import.meta.dirname, '../../../samples');
const shop = workshop();
afterAll(shop.remove);
const filesOf = (sample: string): Files => {
  const found = readdirSync(join(SAMPLES, sample, 'definitions'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  return Object.fromEntries(
    ['.projenrc.ts', ...found.map((name) => `definitions/${name}`)].map((path) => [path, readFileSync(join(SAMPLES, sample, path), 'utf8')]),
  );
};
const OWN = ['from', 'F', 'sql', 't', 'python', 'Window', 'stream', 'seed', 'percent'];

describe.each(['flights', 'retail', 'tpch'])('the definitions of samples/%s', (sample) => {
  const files = filesOf(sample);
  let folder: string;
  let model: Model;
  beforeAll(() => {
    folder = shop.write(files);
    model = modelIn(evaluate([folder])[0] as Evaluated);
  });

  it('take every query of theirs back where it is taken out, with nothing else different', () => {
    const target = targetOf(folder, model);
    const known = sourceFiles(folder, target.sources);
    /** Names of variables as code would use them, and the tables behind them. */
    const variables = new Map(
      model.tables.flatMap(({ key, at }) => {
        const source = at && known.get(resolve(folder, at.file));
        const line = source?.text.split('\n')[(at?.line ?? 1) - 1] ?? '';
        const name = /const (\w+) = new/.exec(line)?.[1];
        return name === undefined ? [] : [[name, key] as const];
      }),
    );
    let tried = 0;
    for (const { key, body } of model.tables) {
      if (body.kind === 'external' || body.kind === 'files' || body.kind === 'unwritten') continue;
      const ref = refTo(model, key);
      let made: ReturnType<typeof locateNew>;
      try {
        made = locateNew(known, ref, target.constructs);
      } catch {
        continue;
      }
      const { source } = made;
      const object = optionsOf(made, key);
      const i = object.properties.findIndex((each) => each.type === 'Property' && keyName(each) === 'query');
      const property = object.properties[i];
      if (property?.type !== 'Property') continue;
      const next = object.properties[i + 1]?.start ?? object.end - 1;
      const without = edited(source.text, [{ start: property.start, end: next, text: '' }]);
      const code = source.text.slice(property.value.start, property.value.end);
      const free = scopesOf(parse('code.ts', `(${code})`).program)
        .uses.filter(({ binding }) => !binding)
        .map(({ identifier }) => identifier.name);
      const tables = Object.fromEntries(free.filter((name) => variables.has(name)).map((name) => [name, variables.get(name) as string]));
      const plan = planChanges({ ...target, sources: new Map([...target.sources, [source.file, without]]) }, [
        { kind: 'properties', construct: ref, set: { query: textOf(model, code, tables, OWN) } },
      ]);
      expect([key, plan.refused.map(({ diagnostic }) => diagnostic.message)]).toEqual([key, []]);
      const after = plan.files.find(({ path }) => path === source.path)?.after ?? '';
      const sorted = (text: string): unknown =>
        JSON.parse(JSON.stringify(shapeOf(parse(source.file, text).program)), (_, value: unknown) => (isObject(value) ? inOrder(value) : value));
      expect([key, sameShape(sorted(after), sorted(source.text))]).toEqual([key, true]);
      tried++;
    }
    expect(tried).toBeGreaterThan(sample === 'flights' ? 10 : 3);
  });
});

/** The options of a table mean the same in any order. */
const inOrder = (node: { readonly type: string; readonly properties?: readonly unknown[] }): unknown =>
  node.type === 'ObjectExpression' ? { ...node, properties: node.properties?.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) } : node;
const isObject = (value: unknown): value is { readonly type: string; readonly properties?: readonly unknown[] } =>
  typeof value === 'object' && value !== null && 'type' in value;
