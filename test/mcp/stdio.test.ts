/** The server as editors start it: a process that is spoken to over stdin and stdout. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterEach, describe, expect, it } from 'vitest';
import { lives, makeProject, ORDERS, SYNTH, treeOf, writeAll } from '../cli/support.ts';
import { type Assistant, assistantOf } from './support.ts';

const ENTRY = join(import.meta.dirname, '../cli/entry.ts');
const open: Assistant[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

type Mode = 'auto' | 'legacy';
const start = async (cwd: string, flags: readonly string[] = [], mode: Mode = 'auto'): Promise<Assistant> => {
  const client = new Client({ name: 'test', version: '1.0.0' }, { versionNegotiation: { mode } });
  await client.connect(new StdioClientTransport({ command: process.execPath, args: [ENTRY, 'mcp', ...flags], cwd, stderr: 'ignore' }));
  const assistant = assistantOf(client);
  open.push(assistant);
  return assistant;
};
const shop = (definition = ORDERS + SYNTH): string => makeProject({ '.projenrc.ts': definition });

describe('lakewright mcp', () => {
  it.each(['auto', 'legacy'] as const)('answers the official client that negotiates the protocol: %s', async (mode) => {
    const assistant = await start(shop(), [], mode);
    expect(assistant.client.getServerVersion()?.name).toBe('lakewright');
    expect(assistant.client.getInstructions()).toContain('project_graph');
    expect((await assistant.call('project_graph')).text).toContain('| gold.totals |');
  });

  it('reads the definition anew when one of its files has changed, and not otherwise', async () => {
    const cwd = makeProject({
      '.projenrc.ts': `import { gold, project } from './shop.ts';\nimport { Table, from } from 'lakewright';\nimport { orders } from './shop.ts';\nnew Table(gold, 'copy', { query: from(orders) });\nproject.synth();\n`,
      'shop.ts': ORDERS.replace('const project', 'export const project')
        .replace('const gold', 'export const gold')
        .replace('const orders', 'export const orders'),
    });
    const assistant = await start(cwd);
    const first = performance.now();
    expect((await assistant.call('project_graph')).text).toContain('gold.totals');
    const second = performance.now();
    await assistant.call('project_graph');
    expect(performance.now() - second).toBeLessThan((second - first) / 2);
    writeAll(cwd, { 'shop.ts': ORDERS.replaceAll(/const (project|gold|orders)/g, 'export const $1').replace("'totals'", "'sums'") });
    const { text } = await assistant.call('project_graph');
    expect(text).toContain('gold.sums');
    expect(text).not.toContain('gold.totals');
  });

  it('goes on when the definition breaks, says what is wrong, and recovers', async () => {
    const cwd = shop();
    const assistant = await start(cwd);
    expect((await assistant.call('project_graph')).isError).toBe(false);
    for (const [broken, says] of [
      ['const = ;', 'LW0007'],
      [ORDERS.replace('o.amount)', 'o.amuont)') + SYNTH, 'did you mean "amount"?'],
      [`import { x } from './missing.ts';\n${ORDERS}${SYNTH}`, 'LW0008'],
      ['process.exit(3);', 'LW0012'],
      ['await new Promise(() => undefined);', 'LW0011'],
      ["process.kill(process.pid, 'SIGKILL');", 'LW9009'],
      ["throw new Error('no');", 'LW1028'],
    ] as const) {
      writeFileSync(join(cwd, '.projenrc.ts'), broken);
      const { text, isError } = await assistant.call('project_graph');
      expect({ broken, isError }).toEqual({ broken, isError: true });
      expect(text).toContain(says);
      expect((await assistant.call('explain_diagnostic')).text).toContain(says);
    }
    rmSync(join(cwd, '.projenrc.ts'));
    expect((await assistant.call('project_graph')).text).toContain('LW0002');
    writeFileSync(join(cwd, '.projenrc.ts'), ORDERS + SYNTH);
    expect((await assistant.call('project_graph')).isError).toBe(false);
  });

  it('lets nothing that a definition prints onto the wire', async () => {
    const cwd = shop(`console.log('{"jsonrpc":"2.0","method":"evil"}');\nprocess.stdout.write('noise');\n${ORDERS}${SYNTH}`);
    const child = spawn(process.execPath, [ENTRY, 'mcp'], { cwd, stdio: ['pipe', 'pipe', 'ignore'] });
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    const send = (message: object): void => void child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
    send({ id: 1, method: 'initialize', params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'raw', version: '1' } } });
    send({ method: 'notifications/initialized' });
    child.stdin.write('this is no message\n');
    send({ id: 2, method: 'tools/call', params: { name: 'project_graph', arguments: {} } });
    await expect.poll(() => stdout.includes('"id":2'), { timeout: 30_000 }).toBe(true);
    for (const line of stdout.trim().split('\n')) expect(JSON.parse(line)).toMatchObject({ jsonrpc: '2.0' });
    expect(stdout).not.toContain('evil');
    expect(stdout).not.toContain('noise');
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.stdin.end();
    expect(await ended).toBe(0);
  });

  it('answers calls at the same time, and evaluates the definition once for them', async () => {
    const cwd = shop(`import { appendFileSync } from 'node:fs';\nappendFileSync('evaluations.txt', 'x');\n${ORDERS}${SYNTH}`);
    const assistant = await start(cwd);
    const calls = Array.from({ length: 20 }, (_, i) =>
      assistant.call(i % 2 === 0 ? 'project_graph' : 'describe_construct', i % 2 === 0 ? {} : { construct: 'gold.totals' }),
    );
    for (const { isError } of await Promise.all(calls)) expect(isError).toBe(false);
    expect(readFileSync(join(cwd, 'evaluations.txt'), 'utf8')).toBe('x');
  });

  it('serves two assistants of one project, and changes none of its files', async () => {
    const cwd = shop();
    const before = treeOf(cwd);
    const [one, other] = await Promise.all([start(cwd), start(cwd)]);
    const calls = [one, other].flatMap((assistant) => [
      assistant.call('project_graph'),
      assistant.call('suggest_rules'),
      assistant.call('impact', { table: 'bronze.orders' }),
    ]);
    for (const { isError } of await Promise.all(calls)) expect(isError).toBe(false);
    expect(treeOf(cwd)).toEqual(before);
  });

  it('leaves no evaluation behind when its assistant goes', async () => {
    const cwd = shop(
      `import { writeFileSync } from 'node:fs';\nwriteFileSync('pid.txt', String(process.pid));\nawait new Promise((go) => setTimeout(go, 60_000));\n${ORDERS}${SYNTH}`,
    );
    const assistant = await start(cwd);
    assistant.call('project_graph').catch(() => undefined);
    await expect.poll(() => existsSync(join(cwd, 'pid.txt')) && readFileSync(join(cwd, 'pid.txt'), 'utf8') !== '', { timeout: 20_000 }).toBe(true);
    const pid = Number(readFileSync(join(cwd, 'pid.txt'), 'utf8'));
    await assistant.close();
    await expect.poll(() => lives(pid), { timeout: 10_000 }).toBe(false);
  });

  it('finds the project from a folder below, or where --app says', async () => {
    const cwd = shop();
    writeAll(cwd, { 'deep/er/x.txt': '' });
    expect((await (await start(join(cwd, 'deep/er'))).call('project_graph')).isError).toBe(false);
    expect((await (await start('/', ['--app', join(cwd, '.projenrc.ts')])).call('project_graph')).isError).toBe(false);
  });
});
