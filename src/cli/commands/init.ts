import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { basename, relative, resolve } from 'node:path';
import { identifier } from '../../model/names.ts';
import { lakewrightSpec } from '../../scaffold/lakewright-spec.ts';
import { placeStarter } from '../../scaffold/place-files.ts';
import { beginRepository, firstSynth, installPackages } from '../../scaffold/steps.ts';
import type { Context } from '../context.ts';
import { CliFailure, cliDiagnostic } from '../diagnostics.ts';
import type { CliProblem } from '../problem.ts';
import { projectNameProblem } from '../project-name.ts';

export interface InitFlags {
  readonly install: boolean;
  readonly lakewright?: string;
}

const failure = (problem: CliProblem, path: string): CliFailure => new CliFailure(cliDiagnostic(problem, path));

/** A repository without a commit, as it is cloned to begin a project, counts as empty. */
const requireEmpty = (folder: string, shown: string, name: string): void => {
  const state = statSync(folder, { throwIfNoEntry: false });
  if (!state) return;
  if (!state.isDirectory()) throw failure({ kind: 'folder-not-empty', folder: shown, found: 'something that is no folder' }, name);
  const found = readdirSync(folder).filter((entry) => entry !== '.git');
  if (found.length > 0)
    throw failure({ kind: 'folder-not-empty', folder: shown, found: found.length > 3 ? `${found.length} entries` : found.join(', ') }, name);
};

/** Makes the folder and its files, or leaves no trace. */
const place = (folder: string, shown: string, name: string, lakewright: string): void => {
  let first: string | undefined;
  try {
    requireEmpty(folder, shown, name);
    first = mkdirSync(folder, { recursive: true });
    placeStarter(folder, { name, package: identifier(name), lakewright });
  } catch (error) {
    if (first !== undefined) rmSync(first, { recursive: true, force: true });
    if (!(error instanceof Error && 'syscall' in error && 'code' in error)) throw error;
    throw failure({ kind: 'folder-not-writable', folder: shown, code: String(error.code) }, name);
  }
};

export default async function init(this: Context, { install, lakewright }: InitFlags, given: string): Promise<void> {
  const folder = resolve(this.cwd, given);
  const name = given === '.' ? basename(folder) : given;
  const wrong = projectNameProblem(name);
  if (wrong) throw failure({ kind: 'project-name', name, ...wrong }, 'lakewright init');
  const shown = relative(this.cwd, folder) || '.';
  place(folder, shown, name, lakewright ?? lakewrightSpec());
  const hasRepository = beginRepository(folder);
  this.say(`${name}: definition, sample data and settings written${hasRepository ? ', git repository made' : ''}\n`);
  if (install) {
    this.say('installing packages: npm install\n');
    const { ok, lastLines } = await installPackages(folder);
    if (!ok) throw failure({ kind: 'install-failed', folder: shown, lastLines }, name);
    if (!firstSynth(folder)) throw failure({ kind: 'first-synth-failed', folder: shown }, name);
  }
  const next = [
    ...(shown === '.' ? [] : [`cd ${shown}`]),
    ...(install ? [] : ['npm install', 'npm run synth']),
    'npm run run        # builds the tables on this machine',
    'npm test           # tests them',
    'code .projenrc.ts  # change the definition, then: npm run synth',
  ];
  this.out(`\n${name} is ready. Next:\n${next.map((line) => `  ${line}\n`).join('')}`);
}
