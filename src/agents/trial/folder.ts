/** A copy of a definition in which changes are tried out. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import type { Diagnostic } from '../../model/diagnostics/index.ts';
import { readManifest } from '../../model/manifest.ts';
import type { Model } from '../../model/model.ts';
import type { Prepared } from '../../run/run-session.ts';
import { fewAtOnce } from '../../utils/few.ts';
import { errorCode } from '../../utils/system-error.ts';
import { planChanges, type PlannedFile, type Sources } from '../apply/index.ts';
import type { Change, ConstructRef } from '../change.ts';
import { checkTypes, TRIAL_TSCONFIG, trialTsconfig } from './compiler.ts';
import { requireConfinement } from './confine.ts';
import { evaluateConfined } from './evaluation.ts';
import type { Trial, TrialFolder } from './trial.ts';
import { fileText } from '../file-text.ts';

export interface TrialOptions {
  /** The project's folder. */
  readonly root: string;
  /** The definition's file, absolute. */
  readonly definition: string;
  /** As they were when the definition was loaded: `takeSources`. */
  readonly sources: Sources;
  /** All that the definition makes: `constructsOf`. */
  readonly constructs: readonly ConstructRef[];
  readonly prepared: Prepared;
  /** Whether to continue without a cage. @default false */
  readonly unconfined?: boolean;
}

const atOnce = fewAtOnce(Math.max(1, Math.ceil(availableParallelism() / 2)));
const PACKAGE = 'package.json';
const TRIALS = join('.lakewright', 'trial');
/** Folders whose processes are gone, after a kill or a crash. */
const removeOrphans = (folder: string): void => {
  for (const name of readdirSync(folder)) {
    const pid = Number(/^copy-(\d+)-/.exec(name)?.[1] ?? Number.NaN);
    if (Number.isInteger(pid) && !isRunning(pid)) rmSync(join(folder, name), { recursive: true, force: true });
  }
};
const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
};

const isIn = (folder: string, path: string): boolean => path === folder || path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);
/** The folder above all files. */
const commonFolder = (root: string, files: readonly string[]): string => {
  let at = root;
  while (!files.every((file) => isIn(at, file))) at = dirname(at);
  return at;
};

class Copy implements TrialFolder {
  readonly #options: TrialOptions;
  readonly #confinement: ReturnType<typeof requireConfinement>;
  readonly #base: string;
  readonly #folder: string;
  /** Contents of the copy, by absolute path of the original. */
  readonly #written = new Map<string, string>();

  constructor(options: TrialOptions) {
    this.#options = options;
    this.#confinement = requireConfinement(options.prepared, options.unconfined ?? false);
    const { root, sources, definition } = options;
    this.#base = commonFolder(root, [...sources.keys()]);
    const folder = join(root, TRIALS);
    mkdirSync(folder, { recursive: true });
    removeOrphans(folder);
    this.#folder = join(folder, `copy-${process.pid}-${randomBytes(4).toString('hex')}`);
    const manifest = fileText(join(root, PACKAGE));
    if (manifest !== undefined) this.#put(join(root, PACKAGE), manifest);
    this.#put(join(root, TRIAL_TSCONFIG), trialTsconfig(root, this.#copyOf(definition), this.#folder));
  }

  async attempt(changes: readonly Change[], signal: AbortSignal): Promise<Trial> {
    const { root, sources, constructs } = this.#options;
    const plan = planChanges({ root, sources, constructs }, changes);
    const refused = plan.refused.map(({ diagnostic }) => diagnostic);
    const files = this.#newFiles(plan.files);
    if (refused.length > 0) return { refused, typeErrors: [], diagnostics: [], files };
    this.#write(plan.files);
    const [typeErrors, evaluated] = await atOnce(() =>
      Promise.all([checkTypes(root, this.#copyOf(root), (file) => this.#originalOf(file), signal), this.#evaluate(signal)]),
    );
    return { refused, typeErrors, ...evaluated, files: { ...this.#bodies(evaluated.model), ...files } };
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #copyOf(file: string): string {
    return join(this.#folder, relative(this.#base, file));
  }
  #originalOf(file: string): string {
    return isIn(this.#folder, file) ? resolve(this.#base, relative(this.#folder, file)) : file;
  }
  #put(file: string, text: string): void {
    if (this.#written.get(file) === text) return;
    const copy = this.#copyOf(file);
    mkdirSync(dirname(copy), { recursive: true });
    writeFileSync(copy, text);
    this.#written.set(file, text);
  }

  /** The definition with changed files; only what differs from the last attempt is written. */
  #write(files: readonly PlannedFile[]): void {
    const { root, sources } = this.#options;
    const wanted = new Map([...sources, ...files.map(({ path, after }) => [resolve(root, path), after] as const)]);
    for (const [file, text] of wanted) this.#put(file, text);
    for (const file of this.#written.keys()) {
      if (wanted.has(file) || basename(file) === PACKAGE || basename(file) === TRIAL_TSCONFIG) continue;
      rmSync(this.#copyOf(file), { force: true });
      this.#written.delete(file);
    }
  }
  #newFiles(files: readonly PlannedFile[]): Readonly<Record<string, string>> {
    return Object.fromEntries(files.filter(({ before }) => before === undefined).map(({ path, after }) => [path, after]));
  }
  #bodies(model: Model | undefined): Readonly<Record<string, string>> {
    const named = (model?.tables ?? []).flatMap(({ body }) => (body.kind === 'python' ? [body.file] : []));
    return Object.fromEntries(
      named.flatMap((file) => {
        const text = fileText(join(this.#options.root, file));
        return text === undefined ? [] : [[file, text]];
      }),
    );
  }

  async #evaluate(signal: AbortSignal): Promise<Pick<Trial, 'diagnostics' | 'model'>> {
    const { root, definition, prepared } = this.#options;
    const copy = this.#copyOf(definition);
    const evaluation = { root, folder: this.#folder, cwd: dirname(copy), app: basename(copy), prepared, confinement: this.#confinement, signal };
    const { projects, diagnostics } = await evaluateConfined(evaluation);
    const own = projects.find((project) => this.#originalOf(project.root) === root) ?? projects[0];
    const found = [...diagnostics, ...(own?.diagnostics ?? [])].map((each) => this.#atHome(each));
    return { diagnostics: found, ...(own?.manifest === undefined ? {} : { model: readManifest(own.manifest) }) };
  }
  /** A diagnostic at its place in the user's files. */
  #atHome(diagnostic: Diagnostic): Diagnostic {
    const { at, message } = diagnostic;
    const home = (text: string): string => text.replaceAll(`${this.#folder}${sep}`, `${this.#base}${sep}`);
    return { ...diagnostic, message: home(message), ...(at ? { at: { ...at, file: this.#originalOf(at.file) } } : {}) };
  }
}

/** Throws a `TrialFailure` if nothing confines it and nobody agreed to that. */
export const openTrialFolder = (options: TrialOptions): TrialFolder => new Copy(options);
