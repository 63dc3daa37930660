import { viewQuery } from '../../emit/sql/index.ts';
import { ensureLocal, isCancelled, type FirstRows, selectTables, firstRows, firstRowsText, requestOf } from '../../run/index.ts';
import { Interruption } from '../../run/interruption.ts';
import { painter } from '../../run/text.ts';
import { hasColor } from '../../synth/print.ts';
import type { Context } from '../context.ts';
import { CliFailure } from '../diagnostics.ts';
import { thrownDiagnostics } from '../failure.ts';
import type { AppFlag, JsonFlag } from '../flags.ts';
import { asData, document } from '../json.ts';
import { load } from '../load.ts';
import { progress } from '../prepare.ts';

export interface ShowFlags extends AppFlag, JsonFlag {
  readonly rows: number;
  readonly quarantine?: boolean;
}
const asObject = ({ table, columns, rows, count }: FirstRows) => ({
  table,
  count,
  columns,
  rows: rows.map((row) => Object.fromEntries(columns.map(({ name }, i) => [name, row[i] ?? null]))),
});

export default async function show(this: Context, { app, rows, quarantine = false, json }: ShowFlags, ...tables: readonly string[]): Promise<void> {
  const interruption = new Interruption(undefined);
  try {
    const { projects, diagnostics, ok } = await load(this, app);
    if (!ok) throw new CliFailure(...diagnostics);
    // What is missing is found before anything is prepared.
    const asked = projects.flatMap(({ root, build }) => {
      const { model } = build();
      if (!model) return [];
      return [{ root, request: requestOf({ root, model, tables: selectTables(model, { select: tables }), quarantine, viewQuery }) }];
    });
    const found: FirstRows[] = [];
    const report = progress();
    for (const { root, request } of asked) {
      const prepared = await ensureLocal({ root, signal: interruption.signal, report });
      found.push(...(await firstRows({ root, request, rows, prepared, interruption, report })));
    }
    if (json) return this.out(document({ ok: true, tables: found.map(asObject), diagnostics: [] }));
    const paint = painter(hasColor(process.stdout));
    // Some terminals have no width, which is 0.
    const width = process.stdout.columns || undefined;
    this.out(`${found.map((one) => firstRowsText(one, paint, width)).join('\n\n')}\n`);
  } catch (error) {
    const diagnostics = thrownDiagnostics(error);
    this.fail(isCancelled(error) ? 130 : 1);
    if (json) this.out(document({ ok: false, tables: [], diagnostics: asData(diagnostics, this.cwd) }));
    else this.report(diagnostics);
  } finally {
    interruption.dispose();
  }
}
