/** `lakewright code`, killed in the middle and gone on with. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { finishApplied } from '../../src/agents/apply-bodies.ts';
import type { CompletionRequest } from '../../src/agents/provider/provider.ts';
import { readSession, Session, type SessionEvent, sessionsIn } from '../../src/agents/session.ts';
import type { Context } from '../../src/cli/context.ts';
import { startAgents } from '../../src/cli/start-agents.ts';
import { completion, MODEL } from '../agents/sums.ts';
import { BODIES_LOCK, type BodyRecord, readBodies } from '../../src/model/provenance.ts';
import { lakewright, makeProject, REPOSITORY, temporaryFolder } from './support.ts';
import { FULL } from '../suite.ts';

const definition = (query = ''): string => `import { files, from, Layer, Project, t, Table } from 'lakewright';

const project = new Project({ name: 'shop', assistantFiles: [], acknowledge: ['LW1014'] });
const bronze = new Layer(project, 'bronze');
const silver = new Layer(project, 'silver');
const orders = new Table(bronze, 'orders', {
  source: files('landing/orders', { format: 'json' }),
  columns: { id: t.bigint().notNull(), customer: t.string(), amount: t.decimal(10, 2) },
});
new Table(silver, 'largest', { intent: 'the largest amount of each order', columns: { id: t.bigint(), amount: t.decimal(10, 2) },${query} });
new Table(silver, 'smallest', { intent: 'the smallest amount of each order', columns: { id: t.bigint(), amount: t.decimal(10, 2) },${query} });
project.synth();
export { from, orders };
`;
const BODY = ' query: from(orders).select((o) => ({ id: o.id, amount: o.amount }))';
const RECORD: BodyRecord = {
  intent: 'i',
  inputs: {},
  body: 'b',
  model: 'relay',
  prompt: 'silver_layer-1',
  verdict: 'solved',
  evidence: [],
  date: '2026-01-31',
};
const SUBJECTS = ['silver.largest', 'silver.smallest'];
const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');
const applying = (files: Readonly<Record<string, string>>): SessionEvent => ({
  event: 'applying',
  subjects: SUBJECTS,
  files: Object.entries(files).map(([path, text]) => ({ path, hash: hashOf(text) })),
  records: Object.fromEntries(SUBJECTS.map((key) => [key, RECORD])),
});
const recordsIn = (root: string) => (existsSync(join(root, BODIES_LOCK)) ? readBodies(readFileSync(join(root, BODIES_LOCK), 'utf8')) : {});
const command = { name: 'code', arguments: [...SUBJECTS], flags: { apply: true, provider: 'none', app: '.projenrc.ts' } };

describe('a session that was killed while it wrote', () => {
  const FILES = { 'bodies/silver_largest.py': 'x = 1\n', '.projenrc.ts': definition(BODY) };
  /** What is on disk after each step: nothing, the new file, all. */
  it.each([
    [0, []],
    [1, []],
    [2, SUBJECTS],
  ] as const)('has filled its tables only where all files are as they were to be (%i of 2 written)', (count, tables) => {
    const root = temporaryFolder();
    writeFileSync(join(root, '.projenrc.ts'), definition());
    mkdirSync(join(root, 'bodies'));
    const session = Session.start(root, command);
    session.add(applying(FILES));
    for (const [path, text] of Object.entries(FILES).slice(0, count)) writeFileSync(join(root, path), text);
    expect(finishApplied(root, session.id)).toEqual({ tables, problems: [] });
    expect(Object.keys(recordsIn(root))).toEqual(tables);
    expect(finishApplied(root, session.id)).toEqual({ tables, problems: [] });
  });
  it('and could still say so has filled them, whatever its user wrote since', () => {
    const root = temporaryFolder();
    const session = Session.start(root, command);
    session.add(applying(FILES));
    session.add({ event: 'applied', subject: 'silver.largest', files: Object.keys(FILES) });
    expect(finishApplied(root, session.id).tables).toEqual(['silver.largest']);
  });
  it('is ended by resume, which keeps what was not kept any more, and asks nobody', async () => {
    const root = makeProject({ '.projenrc.ts': definition(BODY) });
    const session = Session.start(root, command);
    session.add(applying({ '.projenrc.ts': definition(BODY) }));
    const { status, stdout, stderr } = await lakewright(['resume'], { cwd: root });
    expect(`${stdout}${stderr}`).toContain('written before: silver.largest, silver.smallest');
    expect(status).toBe(0);
    expect(Object.keys(recordsIn(root))).toEqual(SUBJECTS);
    expect(readSession(root, session.id)?.at(-1)).toEqual({ event: 'ended', ok: true });
    expect((await lakewright(['resume'], { cwd: root })).stderr).toMatch(/LW8021/);
    expect(readFileSync(join(root, '.projenrc.ts'), 'utf8')).toBe(definition(BODY));
  }, 60_000);
});

it('a command that is gone on with has spent what it spent before', async () => {
  const root = temporaryFolder();
  const session = Session.start(root, command);
  session.add({ event: 'answered', key: 'k', completion: completion('x') });
  session.add({ event: 'spent', usage: completion('x').usage, model: MODEL });
  const { budget } = await startAgents({ cwd: root, resuming: session.id } as Context, root, command, { provider: 'none', maxCalls: 2 });
  expect(budget.cost).toMatchObject({ turns: 2, inputTokens: 200, outputTokens: 40 });
  expect(budget.cost.money).toBeGreaterThan(0);
  expect(budget.reached?.limit).toBe('turns');
});

describe.skipIf(!FULL)('a command that is killed after the first of its tables (two minutes: npm run test:full)', () => {
  const inputs = [{ name: 'orders', table: 'bronze.orders' }];
  const answerTo = (request: CompletionRequest): object => {
    const aggregate = isOfSecond(request) ? 'min' : 'max';
    const says = `the ${aggregate} of each order`;
    if (request.system.startsWith('# A second solution'))
      return { outcome: 'sql', reason: null, says, solution: { inputs, code: `SELECT id, ${aggregate}(amount) AS amount FROM orders GROUP BY id` } };
    const code = `from(orders).groupBy('id').agg((o) => ({ amount: F.${aggregate}(o.amount) }))`;
    return { outcome: 'body', reason: null, says, body: { form: 'relation', inputs, code, why_sql: null }, question: null, others: [] };
  };
  const requestsIn = (folder: string): readonly (readonly [name: string, request: CompletionRequest])[] =>
    (existsSync(folder) ? readdirSync(folder) : [])
      .filter((name) => name.endsWith('.request.json'))
      .map((name) => [name, JSON.parse(readFileSync(join(folder, name), 'utf8')) as CompletionRequest]);
  /** What is to be filled stands before the tables that it may read. */
  const tableOf = ({ messages }: CompletionRequest): string => /"table": ?"(silver\.\w+)"/.exec(JSON.stringify(messages).replaceAll('\\"', '"'))?.[1] ?? '';
  const isOfSecond = (request: CompletionRequest): boolean => tableOf(request) === 'silver.smallest';
  const answerAll = (folder: string, wanted: (request: CompletionRequest) => boolean): void => {
    for (const [name, request] of requestsIn(folder)) {
      const path = join(folder, name.replace('.request.json', '.answer.json'));
      if (!existsSync(path) && wanted(request)) writeFileSync(path, JSON.stringify(answerTo(request)));
    }
  };

  it('goes on with the second, asks nothing twice, and writes both', async () => {
    const root = makeProject({ '.projenrc.ts': definition() });
    symlinkSync(join(REPOSITORY, 'node_modules', 'tsc7'), join(root, 'node_modules', 'typescript'), 'junction');
    writeFileSync(join(root, 'node_modules', 'lakewright', 'index.d.ts'), `export * from ${JSON.stringify(join(REPOSITORY, 'lib/index.js'))};\n`);
    const options = { target: 'es2024', module: 'nodenext', strict: true, skipLibCheck: true, types: [] };
    writeFileSync(join(root, 'tsconfig.json'), JSON.stringify({ compilerOptions: options }));
    const folder = join(root, 'relay');
    const args = ['code', '--all', '--apply', '--provider', 'relay', '--relay', 'relay'];
    const child = spawn(process.execPath, [join(import.meta.dirname, 'entry.ts'), ...args], { cwd: root, stdio: 'ignore' });
    const ended = new Promise((resolve) => child.once('exit', (_, signal) => resolve(signal)));
    while (!requestsIn(folder).some(([, request]) => isOfSecond(request))) {
      answerAll(folder, (request) => !isOfSecond(request));
      await setTimeout(100);
    }
    child.kill('SIGKILL');
    expect(await ended).toBe('SIGKILL');
    expect(readFileSync(join(root, '.projenrc.ts'), 'utf8')).toBe(definition());
    const asked = requestsIn(folder).map(([name]) => name);
    rmSync(folder, { recursive: true });

    let isDone = false;
    const answering = (async (): Promise<void> => {
      for (; !isDone; await setTimeout(100)) answerAll(folder, () => true);
    })();
    const { status, stdout, stderr } = await lakewright(['resume'], { cwd: root });
    isDone = true;
    await answering;
    expect(stdout, stderr).toContain('silver.largest: solved');
    expect(stdout).toContain('silver.smallest: solved');
    expect(status).toBe(0);
    const [id = ''] = sessionsIn(root);
    const events = readSession(root, id) ?? [];
    // Those of the first table were answered before, and are not there again.
    expect(requestsIn(folder).every(([, request]) => isOfSecond(request))).toBe(true);
    expect(asked.length).toBeGreaterThanOrEqual(3);
    expect(events.filter(({ event }) => event === 'answered')).toHaveLength(4);
    expect(events.map(({ event }) => event).slice(-4)).toEqual(['applying', 'applied', 'applied', 'ended']);
    expect(Object.keys(recordsIn(root))).toEqual(SUBJECTS);
    expect(readFileSync(join(root, '.projenrc.ts'), 'utf8').match(/query: from\(orders\)/g)).toHaveLength(2);
  }, 600_000);
});
