import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSession, sessionsIn } from '../../src/agents/session.ts';
import { areWords, nameFromWords } from '../../src/cli/words.ts';
import { projectNameProblem } from '../../src/cli/project-name.ts';
import { SHOP, WORDS } from '../agents/starting/shop.ts';
import { lakewright, linkPackages, type Outcome, temporaryFolder } from './support.ts';

const cacheOf = (cwd: string): string => join(cwd, '../cache');
const relayOf = (cwd: string): string => join(cwd, '../relay');
const requestsIn = (cwd: string): readonly string[] =>
  existsSync(relayOf(cwd)) ? readdirSync(relayOf(cwd)).filter((name) => name.endsWith('.request.json')) : [];
/** Runs a command, and answers each request with a file, as somebody else would. */
const answering = async (cwd: string, args: readonly string[], answer: unknown): Promise<Outcome> => {
  let isDone = false;
  const helper = (async () => {
    while (!isDone) {
      for (const name of requestsIn(cwd)) {
        const file = join(relayOf(cwd), name.replace('.request.json', '.answer.json'));
        if (!existsSync(file)) writeFileSync(file, JSON.stringify(answer));
      }
      await setTimeout(100);
    }
  })();
  const outcome = await lakewright(args, { cwd, env: { LAKEWRIGHT_CACHE: cacheOf(cwd) } });
  isDone = true;
  await helper;
  return outcome;
};
const init = (cwd: string, args: readonly string[]): readonly string[] => [
  'init',
  WORDS,
  ...args,
  '--no-install',
  '--provider',
  'relay',
  '--relay',
  relayOf(cwd),
  '--lakewright',
  'file:/somewhere/lakewright.tgz',
];
const begin = (cwd: string, args: readonly string[], answer: unknown = SHOP): Promise<Outcome> => answering(cwd, init(cwd, args), answer);
/** All that is kept of starts. */
const kept = (cwd: string): readonly string[] =>
  existsSync(cacheOf(cwd)) ? readdirSync(cacheOf(cwd), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.jsonl')) : [];
const emptyFolder = (): string => {
  const cwd = join(temporaryFolder(), 'here');
  mkdirSync(cwd);
  return cwd;
};

describe.concurrent('lakewright init from plain words', { timeout: 120_000 }, () => {
  it('shows what it would write and what it assumed, and writes nothing unless it is told to', async () => {
    const cwd = emptyFolder();
    const { status, stdout, stderr } = await begin(cwd, []);
    expect(stdout).toContain('+++ b/daily-revenue/.projenrc.ts\n');
    expect(stdout).toContain("+const dailyRevenue = new Table(gold, 'daily_revenue', {\n");
    expect(stdout).toContain('  bronze.orders: the files are csv\n');
    expect(stdout).toContain('  silver.orders: the latest change of an order counts\n');
    expect(stderr).toContain('nothing was written; --yes writes it');
    expect([status, readdirSync(cwd)]).toEqual([0, []]);
    // Who then wants it gets what was shown, and pays nothing for it.
    rmSync(relayOf(cwd), { recursive: true });
    const again = await begin(cwd, ['--yes'], {});
    expect(again.status, again.stderr).toBe(0);
    expect(again.stderr).toContain('one answer is reused from before');
    expect(requestsIn(cwd)).toEqual([]);
    expect(readdirSync(join(cwd, 'daily-revenue'))).toContain('.projenrc.ts');
    expect(kept(cwd)).toEqual([]);
  });
  it('makes a project that passes its check, synthesizes, and has bodies to write', async () => {
    const cwd = emptyFolder();
    const { status, stdout, stderr } = await begin(cwd, ['shop', '--yes', '--json']);
    expect(status, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      ok: true,
      outcome: 'solved',
      name: 'shop',
      files: ['package.json', 'tsconfig.json', '.projenrc.ts', 'landing/README.md'],
    });
    const root = join(cwd, 'shop');
    expect(readFileSync(join(root, 'landing/README.md'), 'utf8')).toContain('order_id,ordered_at,updated_at,amount');
    linkPackages(root);
    const checked = await lakewright(['check', '--json'], { cwd: root });
    const found = JSON.parse(checked.stdout) as readonly { readonly code: string }[];
    expect(found.map(({ code }) => code).toSorted()).toEqual(['LW1014', 'LW3002', 'LW3002']);
    expect((await lakewright(['synth'], { cwd: root })).status).toBe(0);
    expect(existsSync(join(root, 'src/shop/gold/daily_revenue.py'))).toBe(true);
    const history = JSON.parse((await lakewright(['history', '--json'], { cwd: root })).stdout) as { readonly sessions: readonly object[] };
    expect(history.sessions).toMatchObject([{ command: { name: 'init' } }]);
  });
  it('writes nothing where the answer is a refusal, or stays wrong', async () => {
    for (const answer of [
      { ...SHOP, outcome: 'refuse', reason: 'no data is spoken of' },
      { ...SHOP, tables: [] },
    ]) {
      const cwd = emptyFolder();
      const { status, stdout } = await begin(cwd, ['--yes'], answer);
      expect(stdout).toContain('nothing was written');
      expect([status, readdirSync(cwd), kept(cwd)]).toEqual([1, [], []]);
    }
  });
  it('that was killed is gone on with by resume or by the same words: what was answered is not asked again', async () => {
    for (const command of [() => ['resume'], init]) {
      const cwd = emptyFolder();
      const wrong = { ...SHOP, tables: [] };
      const child = spawn(process.execPath, [join(import.meta.dirname, 'entry.ts'), ...init(cwd, ['--yes'])], {
        cwd,
        env: { ...process.env, LAKEWRIGHT_CACHE: cacheOf(cwd) },
        stdio: 'ignore',
      });
      const ended = once(child, 'close');
      // The first answer has a mistake, so that there is a second request.
      while (requestsIn(cwd).length < 2) {
        for (const name of requestsIn(cwd).slice(0, 1)) writeFileSync(join(relayOf(cwd), name.replace('.request.', '.answer.')), JSON.stringify(wrong));
        await setTimeout(50);
      }
      child.kill('SIGKILL');
      await ended;
      expect(readdirSync(cwd)).toEqual([]);
      rmSync(relayOf(cwd), { recursive: true });
      const { status, stderr } = await answering(cwd, command(cwd, ['--yes']), SHOP);
      expect(status, stderr).toBe(0);
      expect(stderr).toContain('one answer is reused from before');
      expect(requestsIn(cwd)).toHaveLength(1);
      const [id = ''] = sessionsIn(join(cwd, 'daily-revenue'));
      expect(readSession(join(cwd, 'daily-revenue'), id)?.filter(({ event }) => event === 'answered')).toHaveLength(2);
      expect(kept(cwd)).toEqual([]);
    }
  });
  it.each(['SIGINT', 'SIGKILL'] as const)('leaves nothing behind in the folder where it is ended by %s while it waits', async (signal) => {
    const cwd = emptyFolder();
    const relay = relayOf(cwd);
    const child = spawn(process.execPath, [join(import.meta.dirname, 'entry.ts'), 'init', WORDS, '--yes', '--provider', 'relay', '--relay', relay], {
      cwd,
      env: { ...process.env, LAKEWRIGHT_CACHE: cacheOf(cwd) },
      stdio: 'ignore',
    });
    const ended = once(child, 'close');
    while (!existsSync(relay) || readdirSync(relay).length === 0) await setTimeout(50);
    child.kill(signal);
    await ended;
    expect(readdirSync(cwd)).toEqual([]);
  });
  it('makes the starter without a model, keeps the words, and says what it left out', async () => {
    const cwd = temporaryFolder();
    const hostile = `${WORDS} '); process.exit(1); ('`;
    const { status, stdout, stderr } = await lakewright(['init', hostile, '--no-install', '--provider', 'none'], { cwd });
    expect(status, stderr).toBe(0);
    expect(stderr).toContain('left out: tables, columns, rules and dashboard come from the starter, not from your words');
    expect(stdout).toContain('daily-orders is ready');
    const root = join(cwd, 'daily-orders');
    linkPackages(root);
    expect((await lakewright(['check'], { cwd: root })).stdout).toBe('daily-orders: 3 tables, no errors\n');
    expect(readFileSync(join(root, '.projenrc.ts'), 'utf8')).toContain(`description: ${JSON.stringify(hostile)}`);
  });
  it('refuses words that are too many or hold a secret, and a second name after a name', async () => {
    const cwd = temporaryFolder();
    const said = async (...args: readonly string[]): Promise<string> => (await lakewright(['init', ...args, '--provider', 'none'], { cwd })).stderr;
    expect(await said('orders '.repeat(1000))).toContain('a description has at most 4000');
    expect(await said('orders from db://me:hunter2@host to a dashboard')).toContain('what looks like a password');
    expect(await said('shop', 'other')).toContain('is not a description of a project');
    expect(readdirSync(cwd)).toEqual([]);
  });
});

describe('words in the place of a name', () => {
  it('are three or more, or a text of a script without blanks', () => {
    expect(['orders', 'My Shop', ' My  Shop ', 'orders to revenue', '每日订单收入'].map(areWords)).toEqual([false, false, false, true, true]);
  });
  it('give a name that a project can have, whatever they are', () => {
    expect(nameFromWords(WORDS)).toBe('daily-orders');
    expect(nameFromWords('the JSON')).toBe('json-lake');
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => projectNameProblem(nameFromWords(text)) === undefined));
    fc.assert(fc.property(fc.lorem(), (text) => projectNameProblem(nameFromWords(text)) === undefined));
  });
});
