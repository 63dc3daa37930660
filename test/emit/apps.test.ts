import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { emitApps } from '../../src/emit/apps/index.ts';
import type { Model } from '../../src/model/model.ts';
import { HOSTILE, PYTHON } from '../utils/hostile.ts';
import { modelWith } from './hostile-model.ts';
import { sampleModel } from './sample.ts';

const folders: string[] = [];
const servers: ChildProcess[] = [];
afterAll(() => {
  for (const server of servers) server.kill();
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** Starts the app as Databricks Apps does, and gives its address. */
const start = async (model: Model): Promise<string> => {
  const root = mkdtempSync(join(tmpdir(), 'lakewright-app-'));
  folders.push(root);
  for (const { path, content } of emitApps(model)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  const server = spawn(PYTHON, ['app.py'], {
    cwd: join(root, 'databricks_apps/data_catalogue'),
    env: { PATH: process.env['PATH'], DATABRICKS_APP_PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  servers.push(server);
  let errors = '';
  server.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  return new Promise((resolve, reject) => {
    let printed = '';
    server.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      const address = /http:\/\/\S+/.exec(printed)?.[0];
      if (address !== undefined) resolve(address);
    });
    server.on('exit', () => reject(new Error(`the app ended: ${errors}`)));
  });
};
const shown = (html: string): string =>
  html
    .replace(/<[^>]*>/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#x27;/g, "'")
    .replace(/&amp;/g, '&');
const TAGS = new Set('a body br button code dd dl dt form h1 h2 head html input label main meta p style table tbody td th thead title tr'.split(' '));

describe('the data catalogue', () => {
  let address = '';
  beforeAll(async () => {
    address = await start(sampleModel());
  }, 30_000);
  const get = (path: string, init?: RequestInit): Promise<Response> => fetch(address + path, init);

  test('lists all tables by layer', async () => {
    const response = await get('/');
    const text = shown(await response.text());
    expect(response.status).toBe(200);
    for (const { key } of sampleModel().tables) expect(text).toContain(key);
    expect(text).toContain('8 of 8 tables');
  });

  test('finds tables by words in names, descriptions and columns', async () => {
    const text = shown(await (await get('/?q=IATA+CODE')).text());
    expect(text).toContain('bronze.flights_raw');
    expect(text).not.toContain('gold.hours');
  });

  test('shows columns with types, comments and where they come from, and the rules', async () => {
    const text = shown(await (await get('/table/silver.flights')).text()).replace(/\s+/g, ' ');
    expect(text).toContain('dep_delay double minutes, negative is early bronze.flights_raw dep_delay');
    expect(text).toContain('carrier string never NULL IATA airline code');
    expect(text).toContain('delay_sane quarantine high dep_delay BETWEEN');
    expect(text).toContain('merged by carrier, flight');
  });

  test('leads from a table to those it reads and those that read it', async () => {
    const html = await (await get('/table/silver.flights')).text();
    expect(html).toContain('href="/table/bronze.flights_raw"');
    expect(html).toContain('href="/table/gold.delays"');
  });

  test('answers 404 for what is not there, with a way back', async () => {
    for (const path of ['/table/nope', '/table/../app.py', '/app.py', '//[', '/catalogue.json']) {
      const response = await get(path);
      expect(response.status, path).toBe(404);
      expect(await response.text()).toContain('href="/"');
    }
  });

  test('takes nothing but GET and HEAD', async () => {
    expect((await get('/', { method: 'POST' })).status).toBe(501);
    const head = await get('/', { method: 'HEAD' });
    expect(head.status).toBe(200);
    expect(await head.text()).toBe('');
  });

  test('lets no browser run a script', async () => {
    expect((await get('/')).headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  test('shows what was searched for, as text', async () => {
    const html = await (await get(`/?q=${encodeURIComponent('"><script>alert(1)</script>')}`)).text();
    expect(html).toContain('value="&quot;&gt;&lt;script&gt;');
  });
});

describe('the data catalogue of hostile texts', () => {
  test('shows them as text on every page', async () => {
    const text = HOSTILE.join('\u00a4');
    const model = modelWith(text);
    const address = await start(model);
    for (const path of ['/', ...model.tables.map(({ key }) => `/table/${encodeURIComponent(key.toWellFormed())}`)]) {
      const response = await fetch(address + path);
      const html = await response.text();
      for (const [, tag = ''] of html.matchAll(/<\/?([a-z0-9]+)/gi)) expect(TAGS).toContain(tag);
      if (path === '/') expect(html).toContain('&lt;/script&gt;');
    }
  }, 30_000);
});
