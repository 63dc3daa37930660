import type { Place } from '../query/place.ts';

/** What the command line itself can find wrong, as data; `diagnostics.ts` words it. */
export type CliProblem =
  | { readonly kind: 'old-node'; readonly version: string; readonly needed: string }
  | { readonly kind: 'no-definition'; readonly app: string; readonly folder: string }
  /** `stack` where it was asked for. */
  | { readonly kind: 'defect'; readonly message: string; readonly stack?: string }
  | { readonly kind: 'unknown-command'; readonly command: string; readonly known: readonly string[] }
  | { readonly kind: 'unknown-flag'; readonly flag: string; readonly corrections: readonly string[]; readonly command: string }
  | { readonly kind: 'usage'; readonly message: string; readonly command: string }
  /** The definition cannot be read; `hint` where the usual cause is known. */
  | { readonly kind: 'syntax'; readonly message: string; readonly hint?: string; readonly at?: Place }
  | { readonly kind: 'module-not-found'; readonly module: string; readonly isPackage: boolean; readonly at?: Place }
  | { readonly kind: 'missing-export'; readonly module: string; readonly name: string; readonly known: readonly string[]; readonly at?: Place }
  | { readonly kind: 'used-too-early'; readonly name: string; readonly at?: Place }
  | { readonly kind: 'never-ends' }
  | { readonly kind: 'exited'; readonly status: number; readonly at?: Place }
  | { readonly kind: 'shared-folder'; readonly names: readonly string[]; readonly folder: string }
  | { readonly kind: 'out-of-date'; readonly created: readonly string[]; readonly changed: readonly string[]; readonly removed: readonly string[] }
  | { readonly kind: 'deploy-not-built'; readonly environment: string }
  | { readonly kind: 'has-body'; readonly table: string }
  | { readonly kind: 'nothing-to-code'; readonly all: boolean }
  | { readonly kind: 'project-name'; readonly name: string; readonly why: string; readonly suggestion?: string }
  | { readonly kind: 'folder-not-empty'; readonly folder: string; readonly found: string }
  /** `code` is the system's (`EACCES`, `EROFS`, …). */
  | { readonly kind: 'folder-not-writable'; readonly folder: string; readonly code: string }
  | { readonly kind: 'install-failed'; readonly folder: string; readonly lastLines: readonly string[] }
  | { readonly kind: 'first-synth-failed'; readonly folder: string };
export type CliProblemKind = CliProblem['kind'];
