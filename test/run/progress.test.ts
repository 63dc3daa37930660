import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { progressReporter } from '../../src/run/progress.ts';
import type { RunEvent } from '../../src/run/report.ts';
import type { RunResult, TableResult } from '../../src/run/results.ts';

const table = (key: string, more: Partial<TableResult> = {}): TableResult => ({ table: key, status: 'succeeded', seconds: 1, rules: [], ...more });
const RESULT: RunResult = {
  format: 1,
  run: 'r',
  environment: 'local',
  status: 'succeeded',
  startedAt: '',
  seconds: 1,
  select: [],
  exclude: [],
  tables: [],
  problems: [],
  log: '',
};
const EVENTS: readonly RunEvent[] = [
  { kind: 'setup-started', step: 'python', what: 'PySpark' },
  { kind: 'setup-progress', step: 'python', detail: 'Resolved 22 packages' },
  { kind: 'setup-finished', step: 'python', seconds: 21 },
  {
    kind: 'run-started',
    run: 'r',
    environment: 'local',
    tables: ['b.one', 'b.twelve', 's.view', 's.x', 'g.y'],
    doneBefore: [table('b.one', { status: 'done-before' })],
  },
  { kind: 'session-started', seconds: 4.2 },
  { kind: 'table-started', table: 'b.twelve' },
  { kind: 'table-started', table: 's.view' },
  { kind: 'table-finished', result: table('b.twelve', { rows: { in: 1205, kept: 1200, quarantined: 4, dropped: 1 } }) },
  { kind: 'table-finished', result: table('s.view') },
  { kind: 'table-started', table: 's.x' },
  { kind: 'table-finished', result: table('s.x', { status: 'failed', step: 'build', error: { type: 'E', message: 'it\nbroke' } }) },
  { kind: 'table-finished', result: table('g.y', { status: 'skipped', because: 's.x' }) },
  { kind: 'interrupting' },
  { kind: 'run-finished', result: RESULT },
];
const shown = (options: { readonly live?: boolean; readonly color?: boolean } = {}): string => {
  let text = '';
  const stream = Object.assign(
    new Writable({
      write: (chunk, _, done) => {
        text += String(chunk);
        done();
      },
    }),
    { columns: 60 },
  );
  const report = progressReporter({ stream, ...options });
  for (const event of EVENTS) report(event);
  return text;
};

describe('progress of a run', () => {
  it('is a plain line for each thing that ends, in a pipe', () => {
    expect(shown()).toBe(`  Preparing Python: installing PySpark (once per machine)
✓ Python is ready  21.0 s
· Resuming: 1 table done before, 4 to go
  Starting Spark
✓ Spark is ready  4.2 s
✓ b.twelve  1,200 rows, 4 quarantined, 1 dropped  1.0 s
✓ s.view    view  1.0 s
✗ s.x       failed (build): it broke
- g.y       skipped, because s.x failed
Interrupted: stopping what is in progress cleanly; interrupt again to stop it at once
`);
  });
  it('shows what is at work in a last line, in a terminal, and takes it away at the end', () => {
    const text = shown({ live: true });
    for (const part of ['0 of 4 done: b.twelve', '0 of 4 done: b.twelve, s.view', '1 of 4 done: s.view', '2 of 4 done: s.x'])
      expect(text).toContain(`${part}\r`);
    const visible = text.split('\n').map((line) => line.split('\r\u001b[2K').at(-1));
    expect(visible).toEqual(
      [
        ...shown()
          .split('\n')
          .filter((line) => !line.startsWith('  ')),
        '',
      ].slice(0, visible.length),
    );
  });
  it('never lets the last line break', () => {
    const lines = shown({ live: true }).replaceAll('\r\u001b[2K', '\n').split('\n');
    for (const line of lines.filter((part) => /^[⠋-⠿]/.test(part))) expect(line.length).toBeLessThan(60);
  });
  it('uses colours only when asked to or in a terminal', () => {
    expect(shown()).not.toContain('\u001b');
    expect(shown({ color: true })).toContain('\u001b[32m✓\u001b[39m');
  });
});
