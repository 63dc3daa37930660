import type { Stats } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Diagnostic } from '../../model/diagnostics/index.ts';

/** The program that evaluates. */
export const EVALUATE = fileURLToPath(new URL(`../../cli/evaluate.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url));

/** What `src/cli/evaluate.ts` sends, in a cage or out of it. */
export interface Evaluated {
  readonly projects: readonly {
    readonly name: string;
    readonly root: string;
    readonly diagnostics: readonly Diagnostic[];
    /** Absent if the definition has errors. */
    readonly manifest?: string;
  }[];
  readonly diagnostics: readonly Diagnostic[];
  /** Files that the definition was read from, and how each was then. */
  readonly files: Readonly<Record<string, string>>;
}

/** Differs whenever a file was saved. */
export const stampOf = (stats: Stats | undefined): string => (stats ? `${stats.mtimeMs} ${stats.size} ${stats.ino}` : 'none');
