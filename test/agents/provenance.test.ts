import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Proposal } from '../../src/agents/agent.ts';
import { recordBodies, recordOf } from '../../src/agents/provenance.ts';
import { from, Layer, Project, python, t, Table } from '../../src/index.ts';
import type { Model } from '../../src/model/model.ts';
import { BODIES_LOCK, bodyHashes, type BodyRecord, readBodies, writeBodies } from '../../src/model/provenance.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lakewright-provenance-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

interface Told {
  readonly intent?: string;
  readonly comment?: string;
  readonly notNull?: boolean;
  readonly most?: number;
  readonly acknowledge?: readonly string[];
}
/** The definition after somebody worked on it. */
const check = ({ intent = 'orders above 5', comment = 'in euro', notNull = false, most = 5, acknowledge = [] }: Told = {}) => {
  const project = new Project({ name: 'shop', outdir: root, acknowledge: ['LW1014', 'LW3002'] });
  const amount = t.int().comment(comment);
  const orders = new Table(new Layer(project, 'bronze'), 'orders', {
    intent: 'as they come',
    columns: { id: t.int(), amount: notNull ? amount.notNull() : amount },
  });
  new Table(new Layer(project, 'silver'), 'large', { intent, acknowledge, query: from(orders).where((o) => o.amount.gt(most)) });
  return project.check();
};
const warnings = (told?: Told): readonly string[] => check(told).diagnostics.map(({ code }) => code);
const proposal: Proposal<unknown> = {
  agent: 'coding',
  outcome: 'solved',
  changes: [],
  model: 'a-model',
  promptVersion: 'abc',
  evidence: [{ check: 'types', verdict: 'passed', says: 'the compiler has no objection', seconds: 1 }],
  cost: { turns: 1, repairs: 0, inputTokens: 1, cachedTokens: 0, outputTokens: 1, seconds: 1 },
};
const record = (): void => {
  const body = recordOf(check().model as Model, 'silver.large', proposal, new Date('2026-11-29T10:00:00Z'));
  if (!body) throw new Error('nothing to record');
  expect(recordBodies(root, { 'silver.large': body })).toEqual([]);
};

describe('a body that an agent wrote', () => {
  it('gives no warning while intent and inputs stay', () => {
    record();
    expect(warnings()).toEqual([]);
    expect(warnings({ comment: 'in dollars' })).toEqual([]);
  });
  it('is stale when its intent changes, until somebody writes the body anew or acknowledges it', () => {
    record();
    expect(warnings({ intent: 'orders above 7' })).toEqual(['LW3003']);
    expect(warnings({ intent: 'orders above 7', most: 7 })).toEqual([]);
    expect(warnings({ intent: 'orders above 7', acknowledge: ['LW3003'] })).toEqual([]);
  });
  it('is stale when the columns of what it reads change', () => {
    record();
    const [warning] = check({ notNull: true }).diagnostics;
    expect(warning).toMatchObject({ code: 'LW3004', severity: 'warning', at: { file: import.meta.filename } });
    expect(warning?.message).toBe('the columns of "bronze.orders" have changed since a-model wrote the body of "silver.large" on 2026-11-29');
  });
  it('is known by what was proven of it', () => {
    record();
    expect(readBodies(readFileSync(join(root, BODIES_LOCK), 'utf8'))).toMatchObject({
      'silver.large': { model: 'a-model', prompt: 'abc', verdict: 'solved', evidence: ['types: passed, the compiler has no objection'], date: '2026-11-29' },
    });
  });
  it('is not recorded where nothing was proposed', () => {
    const { changes: _, ...rest } = proposal as Extract<Proposal<unknown>, { outcome: 'solved' }>;
    expect(recordOf(check().model as Model, 'silver.large', { ...rest, outcome: 'refused', reason: 'no' })).toBeUndefined();
  });
});

describe('a body in Python that an agent wrote', () => {
  const FILE = 'large.py';
  const checkPython = (intent = 'orders above 5') => {
    const project = new Project({ name: 'shop', outdir: root, acknowledge: ['LW1014', 'LW3002'] });
    const orders = new Table(new Layer(project, 'bronze'), 'orders', { intent: 'as they come', columns: { id: t.int() } });
    const query = python({ file: FILE, function: 'large', inputs: { orders } });
    new Table(new Layer(project, 'silver'), 'large', { intent, columns: { id: t.int() }, query });
    return project.check();
  };
  /** A changed intent, and a body that is what was recorded. */
  const isStale = (): boolean => checkPython('orders above 7').diagnostics.some(({ code }) => code === 'LW3003');
  const recordPython = (content: string): void => {
    const body = recordOf(checkPython().model as Model, 'silver.large', { ...proposal, changes: [{ kind: 'file', path: FILE, content }] } as typeof proposal);
    if (!body) throw new Error('nothing to record');
    expect(recordBodies(root, { 'silver.large': body })).toEqual([]);
  };
  const write = (content: string): void => writeFileSync(join(root, FILE), content);

  it('is stale with its intent exactly as long as its file has the text that was recorded, whatever its line ends', () => {
    const text = fc.array(fc.constantFrom('x = 1', 'y = "ä"', '', '\r\n', '\n'), { maxLength: 6 }).map((parts) => parts.join(''));
    const lines = (content: string): string => content.replaceAll('\r\n', '\n');
    fc.assert(
      fc.property(text, fc.option(text, { nil: undefined }), (recorded, other) => {
        const now = other ?? recorded.replaceAll('\n', '\r\n').replaceAll('\r\r', '\r');
        recordPython(recorded);
        write(now);
        expect(isStale()).toBe(lines(now) === lines(recorded));
        expect(checkPython().diagnostics).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });
  it('is not what was recorded where its file is missing or cannot be read', () => {
    recordPython('');
    expect(isStale()).toBe(false);
    mkdirSync(join(root, FILE));
    expect(isStale()).toBe(false);
    expect(checkPython().diagnostics).toEqual([]);
  });
  it('that was recorded before its file counted is taken for the body that has the file', () => {
    const { model } = checkPython();
    const [table] = (model as Model).tables.filter(({ key }) => key === 'silver.large');
    if (!model || !table) throw new Error('no model');
    recordPython('x = 1\n');
    const recorded = (readBodies(readFileSync(join(root, BODIES_LOCK), 'utf8')) as Record<string, BodyRecord>)['silver.large'] as BodyRecord;
    // As it was computed then: of the body alone.
    const before = createHash('sha256').update(JSON.stringify(table.body)).digest('hex').slice(0, 16);
    expect(before).not.toBe(recorded.body);
    expect(bodyHashes(model, table, () => undefined).body).not.toBe(before);
    recordBodies(root, { 'silver.large': { ...recorded, body: before } });
    for (const content of ['x = 1\n', 'x = 2\n']) {
      write(content);
      expect(checkPython().diagnostics).toEqual([]);
      expect(isStale()).toBe(true);
    }
  });
});

describe('bodies.lock.json', () => {
  it('keeps what others recorded', () => {
    record();
    const first = readBodies(readFileSync(join(root, BODIES_LOCK), 'utf8')) as Exclude<ReturnType<typeof readBodies>, Error>;
    const body = first['silver.large'];
    if (!body) throw new Error('nothing was recorded');
    recordBodies(root, { 'gold.a': body });
    expect(Object.keys(readBodies(readFileSync(join(root, BODIES_LOCK), 'utf8')))).toEqual(['gold.a', 'silver.large']);
  });
  it('that cannot be read is a warning, and stays as it is', () => {
    for (const content of ['<<<<<<< HEAD\n{', 'nonsense', '{"format":2}', writeBodies({}).replace('{}', '{"a":{}}')]) {
      writeFileSync(join(root, BODIES_LOCK), content);
      expect(warnings()).toEqual(['LW3005']);
      expect(recordBodies(root, {})).toEqual([]);
      expect(readFileSync(join(root, BODIES_LOCK), 'utf8')).toBe(content);
    }
  });
});
