import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { importDiagnostic, readTables, writeDeclarations } from '../../import/index.ts';
import { ensureLocal, isCancelled } from '../../run/index.ts';
import { Interruption } from '../../run/interruption.ts';
import type { Context } from '../context.ts';
import { thrownDiagnostics } from '../failure.ts';
import { hasError } from '../load.ts';
import { progress } from '../prepare.ts';

export interface ImportFlags {
  readonly layer: string;
  readonly out?: string;
  readonly force?: boolean;
  readonly contractVersion: string;
}

export default async function importTables(
  this: Context,
  { layer, out, force = false, contractVersion }: ImportFlags,
  ...given: readonly string[]
): Promise<void> {
  const file = out === undefined ? undefined : resolve(this.cwd, out);
  if (out !== undefined && file !== undefined && existsSync(file) && !force) {
    this.report([importDiagnostic({ kind: 'import-exists', file: out })]);
    return this.fail();
  }
  const interruption = new Interruption(undefined);
  try {
    const prepare = () => ensureLocal({ root: this.cwd, signal: interruption.signal, report: progress() });
    const { found, diagnostics } = await readTables({ given, cwd: this.cwd, prepare, interruption });
    if (hasError(diagnostics)) {
      this.report(diagnostics);
      return this.fail();
    }
    const { text, leftOut } = writeDeclarations(found, { layer, version: contractVersion });
    if (out === undefined || file === undefined) this.out(text);
    else {
      try {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text);
      } catch (error) {
        if (!(error instanceof Error && 'code' in error)) throw error;
        this.report([importDiagnostic({ kind: 'import-not-written', file: out, code: String(error.code) })]);
        return this.fail();
      }
      this.out(`${out}: ${found.length} ${found.length === 1 ? 'table' : 'tables'}\n`);
    }
    this.report(leftOut.map((one) => importDiagnostic({ kind: 'import-left-out', ...one })));
  } catch (error) {
    this.report(thrownDiagnostics(error));
    this.fail(isCancelled(error) ? 130 : 1);
  } finally {
    interruption.dispose();
  }
}
