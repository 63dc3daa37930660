import { spawn } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { AgentFailure } from '../../src/agents/diagnostics.ts';
import { anthropicProvider } from '../../src/agents/provider/anthropic.ts';
import { runAgent } from '../../src/agents/run-agent.ts';
import { readSession, Session, SESSIONS, sessionsIn } from '../../src/agents/session.ts';
import { loopback } from './loopback.ts';
import { answer, completion, options, scripted, sums } from './sums.ts';

const root = mkdtempSync(join(tmpdir(), 'lakewright-session-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let made = 0;
const newRoot = (): string => join(root, String(made++));
const command = { name: 'code', arguments: ['silver.sums'], flags: { apply: true } };
const textOf = (folder: string, id: string): string => readFileSync(join(folder, SESSIONS, `${id}.jsonl`), 'utf8');
const two = { a: 2, b: 2 };

describe('a session', () => {
  it('holds the command, exactly what was sent, what was answered and what came of it', async () => {
    const folder = newRoot();
    const session = Session.start(folder, command);
    const provider = scripted(completion(answer(4)));
    await runAgent(sums(), two, options(provider, { session }));
    session.end(true);
    const events = readSession(folder, session.id) ?? [];
    expect(events.map(({ event }) => event)).toEqual(['started', 'asked', 'answered', 'checked', 'proposed', 'ended']);
    expect(events[0]).toMatchObject({ command });
    expect(events[1]).toMatchObject({ request: provider.asked[0] });
    expect(events[4]).toMatchObject({ subject: 'sum', outcome: 'solved', cost: { inputTokens: 100 } });
    expect(sessionsIn(folder)).toEqual([session.id]);
  });
  it('killed in the middle goes on with the next question, and asks none twice', async () => {
    const folder = newRoot();
    const child = spawn(process.execPath, [join(import.meta.dirname, 'killed.ts'), folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    await new Promise<void>((resolve) => child.stdout.once('data', () => resolve()));
    const ended = new Promise((resolve) => child.once('exit', (_, signal) => resolve(signal)));
    child.kill('SIGKILL');
    expect(await ended).toBe('SIGKILL');
    const [id = ''] = sessionsIn(folder);
    appendFileSync(join(folder, SESSIONS, `${id}.jsonl`), '{"event":"answered","key":"');
    const resumed = Session.resume(folder, id);
    expect(resumed?.command).toEqual(command);
    const provider = scripted(completion(answer(4)));
    const proposal = await runAgent(sums(), two, options(provider, { session: resumed?.session as Session }));
    expect(proposal).toMatchObject({ outcome: 'solved', cost: { turns: 1, repairs: 1 } });
    expect(provider.asked).toHaveLength(1);
    expect(JSON.stringify(provider.asked[0]?.messages)).toContain('5 is not the sum');
    expect(
      readSession(folder, id)
        ?.map(({ event }) => event)
        .slice(-4),
    ).toEqual(['asked', 'answered', 'checked', 'proposed']);
  });
  it('is read up to its last whole line, wherever it was cut', () => {
    const folder = newRoot();
    const session = Session.start(folder, command);
    for (let n = 0; n < 4; n++) session.add({ event: 'applied', subject: `silver.t${n} ü`, files: ['.projenrc.ts'] });
    session.end(true);
    const whole = Buffer.from(textOf(folder, session.id));
    const all = readSession(folder, session.id) ?? [];
    fc.assert(
      fc.property(fc.nat(whole.length), (at) => {
        const cutRoot = newRoot();
        const cut = Session.start(cutRoot, command);
        rmSync(join(cutRoot, SESSIONS, `${cut.id}.jsonl`));
        appendFileSync(join(cutRoot, SESSIONS, `${cut.id}.jsonl`), whole.subarray(0, at));
        const read = readSession(cutRoot, cut.id) ?? [];
        expect(read).toEqual(all.slice(0, read.length));
        const lines = whole.subarray(0, at).toString('latin1').split('\n').length - 1;
        expect([lines, lines + 1]).toContain(read.length);
      }),
      { numRuns: 40 },
    );
  });
  it('that does not exist, or whose name is a path, is none', () => {
    const folder = newRoot();
    Session.start(folder, command).end(true);
    for (const id of ['nothing', '../../etc/passwd', '']) expect(Session.resume(folder, id)).toBeUndefined();
    expect(sessionsIn(newRoot())).toEqual([]);
  });
  it('that cannot be written stops a command before it sends anything', () => {
    const folder = newRoot();
    mkdirSync(folder);
    writeFileSync(join(folder, '.lakewright'), 'a file');
    expect(() => Session.start(folder, command)).toThrow(AgentFailure);
    expect(() => Session.start(folder, command)).toThrow('cannot be written');
  });
  it('never holds a key: not of the provider, and none that stood in the data', async () => {
    const folder = newRoot();
    const key = 'sk-ant-api03-abcdefghijklmnop_QRSTUVWXYZ-0123456789';
    const token = `dapi${'0123456789abcdef'.repeat(2)}`;
    const server = await loopback([{ kind: 'status', status: 401, type: 'authentication_error', message: `bad key ${key}` }]);
    const session = Session.start(folder, command);
    const provider = await anthropicProvider({ name: 'anthropic', apiKey: key, baseURL: server.url });
    await expect(runAgent(sums(), { ...two, note: `use ${token}` }, options(provider, { session }))).rejects.toMatchObject({
      problem: { kind: 'refused-key' },
    });
    expect(JSON.stringify(server.asked[0]?.headers)).toContain(key);
    expect(textOf(folder, session.id)).not.toContain(key);
    expect(textOf(folder, session.id)).not.toContain(token);
    expect(textOf(folder, session.id)).toContain('use [key]');
  });
});
