import { diagnosticsJson } from '../../synth/render.ts';
import type { Context } from '../context.ts';
import type { AppFlag, JsonFlag } from '../flags.ts';
import { load } from '../load.ts';

export type CheckFlags = AppFlag & JsonFlag;

const tables = (n: number): string => `${n} table${n === 1 ? '' : 's'}`;

export default async function check(this: Context, { app, json }: CheckFlags): Promise<void> {
  const { projects, diagnostics, ok } = await load(this, app);
  if (!ok) this.fail();
  if (json) return this.out(diagnosticsJson(diagnostics, this.cwd));
  this.report(diagnostics);
  if (!ok) return;
  for (const project of projects) this.out(`${project.name}: ${tables(project.build().model?.tables.length ?? 0)}, no errors\n`);
}
