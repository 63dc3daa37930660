import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AGENT_CARDS } from '../../src/agents/cards.ts';
import { runAgent } from '../../src/agents/run-agent.ts';
import { Session } from '../../src/agents/session.ts';
import type { Context } from '../../src/cli/context.ts';
import { startAgents } from '../../src/cli/start-agents.ts';
import { answer, completion, options, scripted, sums } from '../agents/sums.ts';
import { lakewright, temporaryFolder, writeAll } from './support.ts';

/** A project whose definition is never loaded. */
const project = (): string => {
  const root = temporaryFolder();
  writeAll(root, { '.projenrc.ts': 'throw new Error("not to be loaded");\n' });
  return root;
};
const command = { name: 'code', arguments: ['silver.sums'], flags: {} };
const ran = async (root: string, ends: boolean): Promise<string> => {
  const session = Session.start(root, command);
  await runAgent(sums(), { a: 2, b: 2 }, options(scripted(completion(answer(5)), completion(answer(4))), { session, subject: 'silver.sums' }));
  if (ends) session.end(true);
  return session.id;
};

describe('lakewright agents', () => {
  it('lists all agents, with the versions of their prompts', async () => {
    const { status, stdout } = await lakewright(['agents', 'list', '--json'], { cwd: project() });
    expect(status).toBe(0);
    const { agents } = JSON.parse(stdout) as { agents: readonly { name: string; prompts: readonly string[] }[] };
    expect(agents.map(({ name }) => name)).toEqual(Object.keys(AGENT_CARDS));
    for (const { prompts } of agents) for (const version of prompts) expect(version).toMatch(/^[a-z_]+-[0-9a-f]{8}$/);
  });
  it('shows the text that a model is told', async () => {
    const { status, stdout } = await lakewright(['agents', 'show', 'coding'], { cwd: project() });
    expect(status).toBe(0);
    expect(stdout).toMatch(/--- silver_layer-[0-9a-f]{8}\n# /);
  });
  it('names the nearest where there is none of that name', async () => {
    const { status, stderr } = await lakewright(['agents', 'show', 'codin'], { cwd: project() });
    expect(status).toBe(1);
    expect(stderr).toContain('did you mean "coding"?');
    expect((await lakewright(['agents', 'shwo'], { cwd: project() })).stderr).toContain('did you mean "show"?');
  });
});

describe('lakewright history', () => {
  it('says when, on which table, with what outcome and at what cost, without loading the definition', async () => {
    const root = project();
    const id = await ran(root, true);
    const { status, stdout } = await lakewright(['history', '--json'], { cwd: root });
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      sessions: [
        {
          id,
          state: 'ended',
          command,
          calls: 2,
          inputTokens: 200,
          outputTokens: 40,
          money: 0.0008,
          proposals: [{ agent: 'coding', subject: 'silver.sums', outcome: 'solved' }],
        },
      ],
    });
    expect((await lakewright(['history'], { cwd: root })).stdout).toContain('$0.0008');
  });
  it('takes the prices of the project, and refuses what is no table of prices', async () => {
    const root = project();
    await ran(root, true);
    const price = { input: 100, output: 0, cacheRead: 0, cacheWrite: 0 };
    writeAll(root, { '.lakewright/prices.json': JSON.stringify({ date: '2026-11-29', models: { 'claude-sonnet-5-5': price } }) });
    expect((await lakewright(['history'], { cwd: root })).stdout).toContain('$0.0200');
    writeAll(root, { '.lakewright/prices.json': '{"models": 3}' });
    const { status, stderr } = await lakewright(['history'], { cwd: root });
    expect(status).toBe(1);
    expect(stderr).toContain('LW8013');
    expect((await lakewright(['history', '--prices', 'nothing.json'], { cwd: root })).stderr).toContain('LW8013');
  });
});

describe('lakewright resume', () => {
  it('has nothing to go on with where nothing was done, or all came to its end', async () => {
    const root = project();
    expect((await lakewright(['resume'], { cwd: root })).stderr).toContain('LW8021');
    const id = await ran(root, true);
    expect((await lakewright(['resume', id], { cwd: root })).stderr).toContain(`the session ${id} has finished`);
    expect((await lakewright(['resume', 'other'], { cwd: root })).stderr).toContain(`the last one is ${id}`);
  });
  it('says so where a session is of a command that it does not know', async () => {
    const root = project();
    Session.start(root, { name: 'dance', arguments: [], flags: {} });
    const { status, stderr } = await lakewright(['resume'], { cwd: root });
    expect(status).toBe(1);
    expect(stderr).toContain('LW8022');
  });
  it('gives a command the session that it had', async () => {
    const root = project();
    const id = await ran(root, false);
    const context = { cwd: root, resuming: id } as Context;
    const { session, provider } = await startAgents(context, root, command, { provider: 'none' });
    expect(provider.name).toBe('none');
    expect(session.id).toBe(id);
    const silent = scripted();
    expect(await runAgent(sums(), { a: 2, b: 2 }, options(silent, { session }))).toMatchObject({ outcome: 'solved', cost: { turns: 0 } });
    expect(silent.asked).toEqual([]);
  });
  it('leaves no session behind where a provider cannot be chosen', async () => {
    const root = project();
    mkdirSync(join(root, '.lakewright'), { recursive: true });
    await expect(startAgents({ cwd: root } as Context, root, command, { provider: 'nobody' })).rejects.toMatchObject({ problem: { kind: 'unknown-provider' } });
    expect((await lakewright(['history'], { cwd: root })).stdout).toBe('no agent was run here\n');
  });
});
