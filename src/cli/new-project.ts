/** The steps of beginning a project, whatever its definition says. */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { identifier } from '../model/names.ts';
import { lakewrightSpec } from '../scaffold/lakewright-spec.ts';
import { placeStarter } from '../scaffold/place-files.ts';
import type { StarterOptions } from '../scaffold/starter.ts';
import { beginRepository, firstSynth, installPackages } from '../scaffold/steps.ts';
import type { Context } from './context.ts';
import { CliFailure, cliDiagnostic } from './diagnostics.ts';
import type { CliProblem } from './problem.ts';
import { projectNameProblem } from './project-name.ts';

/** Where a project is begun. */
export interface NewProject {
  readonly name: string;
  /** Absolute. */
  readonly folder: string;
  /** As the user sees it. */
  readonly shown: string;
}
const failure = (problem: CliProblem, path: string): CliFailure => new CliFailure(cliDiagnostic(problem, path));

/** A name, or "." for the current folder. Throws where no project can be called so. */
export const newProject = (cwd: string, given: string): NewProject => {
  const folder = resolve(cwd, given);
  const name = given === '.' ? basename(folder) : given;
  const wrong = projectNameProblem(name);
  if (wrong) throw failure({ kind: 'project-name', name, ...wrong }, 'lakewright init');
  return { name, folder, shown: relative(cwd, folder) || '.' };
};

/** Inside an existing folder: what a kill left in it does not count as content. */
const BUILDING = '.lakewright-building';

/** A repository without a commit, as it is cloned to begin a project, counts as empty. */
export const requireEmpty = ({ folder, shown, name }: NewProject): void => {
  const state = statSync(folder, { throwIfNoEntry: false });
  if (!state) return;
  if (!state.isDirectory()) throw failure({ kind: 'folder-not-empty', folder: shown, found: 'something that is not a folder' }, name);
  const found = readdirSync(folder).filter((entry) => entry !== '.git' && entry !== BUILDING);
  if (found.length > 0)
    throw failure({ kind: 'folder-not-empty', folder: shown, found: found.length > 3 ? `${found.length} entries` : found.join(', ') }, name);
};

/** Everything that was built becomes the content of the folder, or nothing of it. */
const moveInto = (folder: string, building: string): void => {
  const moved: string[] = [];
  try {
    for (const entry of readdirSync(building)) {
      renameSync(join(building, entry), join(folder, entry));
      moved.push(entry);
    }
    rmSync(building, { recursive: true });
  } catch (error) {
    for (const entry of moved) rmSync(join(folder, entry), { recursive: true, force: true });
    throw error;
  }
};

/** Makes the folder and its files, or leaves no trace; gives the paths of the files. A new folder appears with all of them or not at all. */
export const placeProject = (
  project: NewProject,
  lakewright: string | undefined,
  more: Pick<StarterOptions, 'description' | 'files'> = {},
): readonly string[] => {
  const { folder, shown, name } = project;
  const options = { ...more, name, package: identifier(name), lakewright: lakewright ?? lakewrightSpec() };
  const isThere = existsSync(folder);
  const building = isThere ? join(folder, BUILDING) : join(dirname(folder), `.${basename(folder)}.building`);
  try {
    requireEmpty(project);
    // What a kill left there.
    rmSync(building, { recursive: true, force: true });
    mkdirSync(building);
    const files = placeStarter(building, options);
    if (isThere) moveInto(folder, building);
    else renameSync(building, folder);
    return files;
  } catch (error) {
    rmSync(building, { recursive: true, force: true });
    if (!(error instanceof Error && 'syscall' in error && 'code' in error)) throw error;
    throw failure({ kind: 'folder-not-writable', folder: shown, code: String(error.code) }, name);
  }
};

/** What comes after the files: a repository, packages, a first synthesis. */
export const finishProject = async (context: Context, { folder, shown, name }: NewProject, what: string, install: boolean): Promise<void> => {
  const hasRepository = beginRepository(folder);
  context.say(`${name}: ${what} written${hasRepository ? ', git repository made' : ''}\n`);
  if (!install) return;
  context.say('installing packages: npm install\n');
  const { ok, lastLines } = await installPackages(folder);
  if (!ok) throw failure({ kind: 'install-failed', folder: shown, lastLines }, name);
  if (!firstSynth(folder)) throw failure({ kind: 'first-synth-failed', folder: shown }, name);
};

/** What the user does next: `own` after the steps that every project needs. */
export const nextText = ({ shown, name }: NewProject, install: boolean, own: readonly string[]): string => {
  const steps = [...(shown === '.' ? [] : [`cd ${shown}`]), ...(install ? [] : ['npm install', 'npm run synth']), ...own];
  return `\n${name} is ready. Next:\n${steps.map((line) => `  ${line}\n`).join('')}`;
};
/** After the starter. */
export const STARTER_STEPS = [
  'npm run run               # builds the tables on this machine',
  'npx lakewright show gold  # shows what is in one',
  'npm test                  # tests them',
  'code .projenrc.ts         # change the definition, then: npm run synth',
];
