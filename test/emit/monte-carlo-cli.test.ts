/** The command line of Monte Carlo reads the monitors and sends them; a server on this machine stands for its service. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { emitMonteCarlo } from '../../src/emit/monte_carlo/index.ts';
import { ensurePython } from '../../src/run/environment/index.ts';
import { watchedModel } from './watched.ts';
import { FULL } from '../suite.ts';

const REQUIREMENTS = readFileSync(join(import.meta.dirname, 'monte-carlo-requirements.txt'), 'utf8')
  .split('\n')
  .filter((line) => /^\w/.test(line));
/** The installed script needs a path of its own; this is what it does. */
const MAIN = 'import sys; from montecarlodata.cli import entry_point; sys.exit(entry_point())';
const ANSWERS: readonly (readonly [string, unknown])[] = [
  [
    'createOrUpdateMonteCarloConfigTemplateAsync',
    { response: { updateUuid: '0a0a0a0a-0000-4000-8000-000000000001', errorsAsJson: null, warningsAsJson: null } },
  ],
  ['getMonteCarloConfigTemplateUpdateState', { state: 'APPLIED', changesApplied: false, errorsAsJson: null, warningsAsJson: null, resourceModifications: [] }],
];

interface Sent {
  readonly namespace: string;
  readonly resource?: string;
  readonly domain?: string;
  readonly dryRun: boolean;
  readonly configTemplateJson: string;
}
const sent: Sent[] = [];
const unknown: string[] = [];
const startService = async (): Promise<Server> => {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { query, variables } = JSON.parse(Buffer.concat(chunks).toString()) as { query: string; variables: Sent };
      const answer = ANSWERS.find(([name]) => query.includes(name));
      if (!answer) unknown.push(query);
      if (answer?.[0].startsWith('createOrUpdate')) sent.push(variables);
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify(answer ? { data: { [answer[0]]: answer[1] } } : { errors: [{ message: 'unknown operation' }] }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
};
/** What the command line adds to say where something came from. */
const withoutPlaces = (text: string): unknown =>
  JSON.parse(text, (key, value: unknown) => (key === 'yaml_line' || key === 'yaml_file_name' ? undefined : value));

describe('the command line of Monte Carlo', () => {
  const root = mkdtempSync(join(tmpdir(), 'lakewright-monte-carlo-'));
  const files = emitMonteCarlo({
    ...watchedModel(),
    environments: watchedModel().environments.map((one) => (one.name === 'prod' ? { ...one, monteCarlo: { warehouse: 'lake', domain: 'air' } } : one)),
  });
  let server: Server;
  let apply: (folder: string) => Promise<{ readonly stdout: string; readonly stderr: string }>;
  beforeAll(async () => {
    for (const { path, content } of files) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
    }
    server = await startService();
    const { python, env } = await ensurePython({ extras: REQUIREMENTS });
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
    const own = { ...env, HOME: root, MCD_API_ENDPOINT: endpoint, MCD_DEFAULT_API_ID: 'id', MCD_DEFAULT_API_TOKEN: 'token' };
    apply = (folder) => promisify(execFile)(python, ['-c', MAIN, 'monitors', 'apply', '--dry-run', '--project-dir', join(root, folder)], { env: own });
  }, 240_000);
  afterAll(() => {
    server?.close();
    rmSync(root, { recursive: true, force: true });
  });
  const contentOf = (path: string): { readonly montecarlo: Readonly<Record<string, readonly unknown[]>> } =>
    parse(files.find((file) => file.path === path)?.content as string);

  const folders = FULL ? ['monte_carlo', 'monte_carlo/monitors/lab', 'monte_carlo/monitors/prod'] : ['monte_carlo/monitors/prod'];
  it('sends what the files say, to the namespace, warehouse and domain of the environment', async () => {
    for (const folder of folders) {
      const { stdout } = await apply(folder);
      expect(stdout).not.toMatch(/error/i);
    }
    expect(unknown).toEqual([]);
    const prod = sent.find(({ namespace }) => namespace === 'air_traffic_prod');
    expect(prod).toMatchObject({ dryRun: true, resource: 'lake', domain: 'air' });
    const [silver, gold] = ['silver', 'gold'].map((layer) => contentOf(`monte_carlo/monitors/prod/${layer}.monitors.yml`).montecarlo['metric'] ?? []);
    const template = withoutPlaces(prod?.configTemplateJson ?? '{}') as { readonly metric: readonly unknown[] };
    expect(Object.keys(template)).toEqual(['metric']);
    expect(template.metric).toHaveLength((silver?.length ?? 0) + (gold?.length ?? 0));
    expect(template.metric).toEqual(expect.arrayContaining([...(silver ?? []), ...(gold ?? [])]));
    expect(sent).toHaveLength(folders.length);
  }, 240_000);
});
