import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { type LocalRunOptions, runLocal } from '../../src/run/local-run.ts';
import { RunFailure } from '../../src/run/problem.ts';
import type { RunEvent } from '../../src/run/report.ts';
import type { RunResult } from '../../src/run/results.ts';
import { modelOf, rejection, temporaryFolder, writeFiles, writeProgram } from './support.ts';

const MODEL = modelOf([
  { key: 'bronze.a' },
  { key: 'silver.b', reads: ['bronze.a'] },
  { key: 'gold.c', reads: ['silver.b'] },
  { key: 'gold.d', reads: ['bronze.a'] },
  { key: 'crm.x', kind: 'external' },
]);

/** Stands in for Python: notes how it was called, and does with each table what `plan.json` says. */
const FAKE = `#!${process.execPath}
const { appendFileSync, readFileSync } = require('node:fs');
const args = process.argv.slice(2);
const option = (name) => args[args.indexOf(name) + 1];
const plan = JSON.parse(readFileSync('plan.json', 'utf8'));
appendFileSync('calls.jsonl', JSON.stringify({ args, jars: process.env.LAKEWRIGHT_JARS }) + '\\n');
const tables = args.includes('--tables') ? option('--tables').split(',') : ['bronze.a', 'silver.b', 'gold.c', 'gold.d'];
const reads = { 'silver.b': 'bronze.a', 'gold.c': 'silver.b', 'gold.d': 'bronze.a' };
const emit = (event, fields = {}) => process.stdout.write(JSON.stringify({ event, ...fields }) + '\\n');
let stopped = false;
for (const name of ['SIGINT', 'SIGTERM']) process.on(name, () => { stopped = name; appendFileSync('signals.txt', name + '\\n'); });
console.error('a line for the log');
(async () => {
  emit('run_started', { run_id: option('--run-id'), tables });
  if (plan.error) { emit('run_finished', { status: 'failed', error: plan.error }); process.exit(1); }
  emit('session_started', { seconds: 0.5 });
  const bad = {};
  for (const table of tables) {
    const because = bad[reads[table]];
    if (because) { bad[table] = because; emit('table_finished', { table, status: 'skipped', because }); continue; }
    emit('table_started', { table });
    const what = plan[table] ?? 'ok';
    // Two tables are at work.
    if (what === 'with the next') continue;
    if (what === 'die') { console.error('about to die'); process.exit(7); }
    if (what === 'killed') process.kill(process.pid, 'SIGKILL');
    if (what === 'noise') process.stdout.write('not an event\\n{"broken":\\n');
    if (what === 'grandchild') appendFileSync('grandchild.txt', String(require('node:child_process').spawn('sleep', ['60'], { stdio: 'ignore' }).pid));
    if (what === 'wait' || what === 'deaf') {
      while (!stopped || what === 'deaf') await new Promise((r) => setTimeout(r, 10));
      emit('table_finished', { table, status: 'interrupted', seconds: 1 });
      emit('run_finished', { status: 'interrupted' });
      process.exit(130);
    }
    if (what === 'fail') {
      bad[table] = table;
      emit('table_finished', { table, status: 'failed', seconds: 1, step: 'build', error: { type: 'E', message: 'no' } });
    } else emit('table_finished', { table, status: 'succeeded', seconds: 1, rows: { in: 2, kept: 2, quarantined: 0, dropped: 0 }, rules: [] });
  }
  emit('run_finished', { status: Object.keys(bad).length ? 'failed' : 'succeeded' });
  process.exit(Object.keys(bad).length ? 1 : 0);
})();
`;

describe('a local run', () => {
  let root = '';
  let events: RunEvent[] = [];
  beforeEach(() => {
    root = temporaryFolder(onTestFinished);
    events = [];
    writeProgram(root, 'python', FAKE);
    // The warehouse exists from the first table on; without it nothing is resumed.
    mkdirSync(join(root, '.lakewright/warehouse/local'), { recursive: true });
    writeFiles(root, { 'pipelines/bronze.py': '', 'pipelines/silver.py': '', 'pipelines/gold.py': '' });
  });
  const run = (plan: object = {}, options: Partial<LocalRunOptions> = {}): Promise<RunResult> => {
    writeFileSync(join(root, 'plan.json'), JSON.stringify(plan));
    const prepared = { python: { python: join(root, 'python') }, env: { ...process.env, LAKEWRIGHT_JARS: '/jars' } };
    return runLocal({ root, model: MODEL, prepared, reporter: (event) => events.push(event), ...options });
  };
  const calls = (): readonly { readonly args: readonly string[]; readonly jars: string }[] =>
    readFileSync(join(root, 'calls.jsonl'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
  const statuses = (result: RunResult): Record<string, string> => Object.fromEntries(result.tables.map((t) => [t.table, t.status]));
  const problemsOf = async (promise: Promise<unknown>): Promise<RunFailure['problems']> => {
    const error = await rejection(promise);
    expect(error).toBeInstanceOf(RunFailure);
    return error instanceof RunFailure ? error.problems : [];
  };

  it('builds all tables, and writes its results and the log', async () => {
    const result = await run();
    expect(result.status).toBe('succeeded');
    expect(statuses(result)).toEqual({ 'bronze.a': 'succeeded', 'silver.b': 'succeeded', 'gold.c': 'succeeded', 'gold.d': 'succeeded' });
    const folder = join(root, '.lakewright/runs/local', result.run);
    expect(JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8'))).toEqual(result);
    expect(readFileSync(join(folder, 'log.txt'), 'utf8')).toContain('a line for the log');
    expect(events.map((e) => e.kind)).toEqual(['run-started', 'session-started', ...Array(4).fill(['table-started', 'table-finished']).flat(), 'run-finished']);
  });
  it('tells Python the project, the pipelines, the run and the JARs, and lists tables only where some are left out', async () => {
    const { run: id } = await run();
    await run({}, { select: ['gold'] });
    expect(calls()[0]).toEqual({
      args: [
        '-m',
        'databricks_utils.run',
        '--project',
        root,
        '--environment',
        'local',
        '--pipelines',
        'bronze,silver,gold',
        '--run-id',
        id,
        '--round',
        expect.any(String),
      ],
      jars: '/jars',
    });
    expect(calls()[1]?.args.slice(-2)).toEqual(['--tables', 'gold.c,gold.d']);
  });
  it('lets a failing table stop its dependents only, and resumes with what is missing', async () => {
    const first = await run({ 'silver.b': 'fail' });
    expect(first.status).toBe('failed');
    expect(statuses(first)).toEqual({ 'bronze.a': 'succeeded', 'silver.b': 'failed', 'gold.c': 'skipped', 'gold.d': 'succeeded' });
    const second = await run();
    expect(second.status).toBe('succeeded');
    expect(statuses(second)).toEqual({ 'bronze.a': 'done-before', 'silver.b': 'succeeded', 'gold.c': 'succeeded', 'gold.d': 'done-before' });
    expect(second.tables[0]?.rows?.kept).toBe(2);
    expect(calls()[1]?.args.slice(-1)).toEqual(['silver.b,gold.c']);
    expect(statuses(await run())).toMatchObject({ 'bronze.a': 'succeeded' });
  });
  it('builds all again when asked to, and when the tables were deleted', async () => {
    await run({ 'silver.b': 'fail' });
    expect(statuses(await run({ 'silver.b': 'fail' }, { fresh: true }))).toMatchObject({ 'bronze.a': 'succeeded' });
    rmSync(join(root, '.lakewright/warehouse'), { recursive: true });
    expect(statuses(await run())).toMatchObject({ 'bronze.a': 'succeeded' });
  });
  it('says what is known when Python dies, and resumes', async () => {
    const result = await run({ 'silver.b': 'die' });
    expect(result.status).toBe('failed');
    expect(statuses(result)).toEqual({ 'bronze.a': 'succeeded', 'silver.b': 'failed', 'gold.c': 'not-started', 'gold.d': 'not-started' });
    expect(result.problems).toEqual([{ kind: 'runner-died', code: 7, signal: null, log: result.log, lastLines: ['a line for the log', 'about to die'] }]);
    expect(statuses(await run())).toMatchObject({ 'bronze.a': 'done-before', 'silver.b': 'succeeded' });
  });
  it('knows a kill from an exit', async () => {
    expect((await run({ 'silver.b': 'killed' })).problems).toMatchObject([{ kind: 'runner-died', signal: 'SIGKILL' }]);
  });
  it('hands on why nothing could be run', async () => {
    const result = await run({ error: { type: 'ConfigurationError', message: 'config/local.yaml: unknown key', hint: 'remove it' } });
    expect(result.problems).toEqual([
      { kind: 'run-failed', type: 'ConfigurationError', message: 'config/local.yaml: unknown key', hint: 'remove it', log: result.log },
    ]);
    expect(new Set(Object.values(statuses(result)))).toEqual(new Set(['not-started']));
  });
  it('puts what is no event into the log', async () => {
    const result = await run({ 'silver.b': 'noise' });
    expect(result.status).toBe('succeeded');
    expect(readFileSync(join(root, result.log), 'utf8')).toContain('not an event\n{"broken":\n');
  });
  it('passes an interruption on once, ends in order, and resumes', async () => {
    const controller = new AbortController();
    const promise = run({ 'silver.b': 'wait' }, { signal: controller.signal });
    await until(() => events.some((e) => e.kind === 'table-started' && e.table === 'silver.b'));
    controller.abort();
    const result = await promise;
    expect(result.status).toBe('interrupted');
    expect(statuses(result)).toEqual({ 'bronze.a': 'succeeded', 'silver.b': 'interrupted', 'gold.c': 'not-started', 'gold.d': 'not-started' });
    expect(readFileSync(join(root, 'signals.txt'), 'utf8')).toBe('SIGINT\n');
    expect(events.map((e) => e.kind)).toContain('interrupting');
    expect(statuses(await run())).toMatchObject({ 'bronze.a': 'done-before', 'silver.b': 'succeeded' });
  });
  it('counts all tables at work as failed when their process dies, and builds them again', async () => {
    const result = await run({ 'silver.b': 'with the next', 'gold.c': 'die' });
    expect(statuses(result)).toEqual({ 'bronze.a': 'succeeded', 'silver.b': 'failed', 'gold.c': 'failed', 'gold.d': 'not-started' });
    expect(statuses(await run())).toEqual({ 'bronze.a': 'done-before', 'silver.b': 'succeeded', 'gold.c': 'succeeded', 'gold.d': 'succeeded' });
  });
  it('says how many tables to build at the same time only where it was asked to', async () => {
    await run();
    await run({}, { threads: 3, fresh: true });
    const [usual, three] = readFileSync(join(root, 'calls.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { readonly args: readonly string[] }).args);
    expect(usual).not.toContain('--threads');
    expect(three?.slice(three.indexOf('--threads'))).toEqual(['--threads', '3']);
  });
  it('ends a deaf process and all that it started at the second interruption', async () => {
    const promise = run({ 'silver.b': 'deaf' });
    await until(() => events.some((e) => e.kind === 'table-started' && e.table === 'silver.b'));
    process.emit('SIGINT', 'SIGINT');
    await until(() => existsSync(join(root, 'signals.txt')));
    process.emit('SIGINT', 'SIGINT');
    expect((await promise).status).toBe('interrupted');
  });
  it('leaves no process behind', async () => {
    expect((await run({ 'silver.b': 'grandchild' })).status).toBe('succeeded');
    const pid = Number(readFileSync(join(root, 'grandchild.txt'), 'utf8'));
    await until(() => !isAlive(pid));
  });
  it('leaves no handler of signals behind', async () => {
    const before = process.listenerCount('SIGINT');
    await run();
    expect(process.listenerCount('SIGINT')).toBe(before);
  });
  it('lets one run at a time into an environment', async () => {
    const controller = new AbortController();
    const promise = run({ 'bronze.a': 'wait' }, { signal: controller.signal });
    await until(() => events.some((e) => e.kind === 'table-started'));
    expect(await problemsOf(run({ 'bronze.a': 'wait' }))).toMatchObject([{ kind: 'run-in-progress', environment: 'local', pid: process.pid }]);
    controller.abort();
    await promise;
  });
  it('refuses an unknown environment, a selection of nothing, and a project without its files, before anything is made', async () => {
    expect(await problemsOf(run({}, { environment: 'prd' }))).toMatchObject([{ kind: 'unknown-environment', known: ['local', 'dev'] }]);
    expect(await problemsOf(run({}, { select: ['nothing'] }))).toMatchObject([{ kind: 'unknown-selection' }]);
    rmSync(join(root, 'pipelines/gold.py'));
    expect(await problemsOf(run())).toEqual([{ kind: 'not-synthesized', file: 'pipelines/gold.py' }]);
    expect(existsSync(join(root, '.lakewright/runs'))).toBe(false);
  });
  it('keeps the last 20 runs', async () => {
    const folder = join(root, '.lakewright/runs/local');
    for (let i = 0; i < 25; i++) mkdirSync(join(folder, `202001${String(i).padStart(2, '0')}T000000-abcdef`), { recursive: true });
    const { run: id } = await run();
    const kept = readdirSync(folder).filter((name) => /^\d/.test(name));
    expect(kept).toHaveLength(20);
    expect(kept).toContain(id);
  });
  it('names the folder that it cannot write to', async () => {
    rmSync(join(root, '.lakewright'), { recursive: true });
    writeFileSync(join(root, '.lakewright'), 'a file in the way');
    expect(await problemsOf(run())).toMatchObject([{ kind: 'not-writable', folder: join(root, '.lakewright/runs/local') }]);
  });
});

async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error('it did not happen');
    await sleep(10);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A killed process that nobody has waited for is still there, as a zombie.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
