// By file: projen's index loads all of its project types, 0.2 s that no command needs.
import { FileBase } from 'projen/lib/file.js';
import { Project as ProjenProject } from 'projen/lib/project.js';
import { ProjenrcFile } from 'projen/lib/projenrc.js';
import { resolve as resolveValue } from 'projen/lib/_resolve.js';
import { z } from 'zod';
import { ASSISTANTS, assistantFiles, missingOverrides, projectFiles } from '../synth/files.ts';
import { type Built, buildModel } from '../model/build.ts';
import { diagnosticOf } from '../model/diagnostics/index.ts';
import type { Model } from '../model/model.ts';
import { identifier } from '../model/names.ts';
import { trace } from '../query/place.ts';
import { startProject } from '../scaffold/start.ts';
import { printSynth } from '../synth/print.ts';
import { currentSession } from '../synth/session.ts';
import { type SynthResult, type Synthesizable, synthesize } from '../synth/synthesize.ts';
import type { OutputFile } from '../utils/output-file.ts';
import { reportUncaught } from './uncaught.ts';
import { acknowledge, optionProblems, text } from './options.ts';
import { type BundleValue, overrideModel } from './override.ts';
import { provenanceFindings } from './provenance.ts';
import { mark, type Registry, registryOf, report } from './registry.ts';
import type { Setting } from './setting.ts';

/** What a project is called, and who is responsible for it. */
export interface ProjectProps {
  /** Becomes the Python package and the prefix of all schemas, in lower case with `_`. */
  readonly name: string;
  /** Who is responsible for the project. @default nobody */
  readonly ownerTeam?: string;
  /** What the project is for, in a sentence. @default none */
  readonly description?: string;
  /** Where files are written. @default the current folder */
  readonly outdir?: string;
  /** Codes of warnings that are known and accepted in the whole project, e.g. `['LW1014']`. @default none */
  readonly acknowledge?: readonly string[];
  /**
   * For which coding assistants a new project gets instructions and the settings of the `lakewright mcp` server. Such a file is only made
   * where it is missing; it is yours, and never written again. `[]` for none.
   * @default all of them, and none where the project is written to another folder than that of its definition
   */
  readonly assistantFiles?: readonly ('agents' | 'claude' | 'cursor' | 'vscode')[];
}
const SCHEMA = z.strictObject({
  name: text.min(1, 'a name'),
  ownerTeam: text.optional(),
  description: text.optional(),
  outdir: text.optional(),
  acknowledge,
  assistantFiles: z.array(z.enum(ASSISTANTS)).optional(),
});

/** Files that other projen components may leave to git. */
const IGNORED = [
  '/.lakewright/*',
  '.venv/',
  '__pycache__/',
  '*.egg-info/',
  'dist/',
  '.pytest_cache/',
  '.mypy_cache/',
  '.ruff_cache/',
  '.databricks/',
  '/monte_carlo/**/target/',
  // What Java writes where it crashes.
  'hs_err_pid*.log',
];

/** Tells projen's own files what to name in their headers. */
class Definition extends ProjenrcFile {
  readonly filePath = '.projenrc.ts';
}

/** A lakehouse project: everything else is declared inside it. It is a projen project too, so tasks and files of projen can be added. */
export class Project extends ProjenProject {
  readonly #assistants: NonNullable<ProjectProps['assistantFiles']>;

  constructor(props: ProjectProps) {
    const taken = trace();
    const given = typeof props === 'object' && props !== null ? props : ({} as ProjectProps);
    const name = typeof given.name === 'string' && given.name !== '' ? given.name : 'unnamed';
    // The options of `projen new` come with a hidden member that projen itself reads.
    super({ ...given, name, ...(given.outdir === undefined ? {} : { outdir: given.outdir }) });
    const registry: Registry = {
      root: this.outdir,
      project: {
        name,
        package: identifier(name),
        trace: taken,
        acknowledge: Array.isArray(given.acknowledge) ? given.acknowledge : [],
        ...(typeof given.description === 'string' ? { description: given.description } : {}),
        ...(typeof given.ownerTeam === 'string' ? { ownerTeam: given.ownerTeam } : {}),
      },
      environments: [],
      layers: [],
      tables: [],
      rules: [],
      dashboards: [],
      monitors: [],
      jobs: [],
      grants: [],
      masks: [],
      rowFilters: [],
      apps: [],
      overrides: [],
      findings: [],
    };
    // Where the definition is elsewhere, so are its commands and the packages.
    this.#assistants = given.assistantFiles ?? (this.outdir === process.cwd() ? ASSISTANTS : []);
    mark(this, 'project', name, registry);
    for (const problem of optionProblems(SCHEMA, props)) registry.findings.push({ problem, path: name, trace: taken });
    new Definition(this);
    this.defaultTask?.exec('node .projenrc.ts');
    for (const pattern of IGNORED) this.gitignore.exclude(pattern);
    // In a fresh clone, only the index tells generated files from the user's.
    this.gitignore.include('/.lakewright/files.json');
    this.gitattributes.addAttributes(`/src/${registry.project.package}/**`, 'linguist-generated');
    reportUncaught(name);
  }

  /** Checks the definition without writing anything: the model, or what is wrong with it. */
  check(): Built {
    const registry = registryOf(this);
    const built = this.#withProvenance(this.#withOverrides(buildModel(registry), registry), registry);
    if (registry.findings.length === 0 || built.diagnostics.length > 0) return built;
    const { isAcknowledged, draft } = built;
    return { diagnostics: registry.findings.map(diagnosticOf), isAcknowledged, draft };
  }

  /**
   * Sets a field of the bundle that lakewright has no option for, e.g. `project.overrideBundle('resources.jobs.nightly_job.health', { … })`.
   * Only the last part of the path may be new; items of a list are named by their key, as in `tasks[gold]`.
   */
  overrideBundle(path: string, value: Setting<BundleValue>): void {
    const registry = registryOf(this);
    const taken = trace();
    const { model, problems } = overrideModel(path, value, registry);
    report(registry, this.name, taken, problems, ['bundle']);
    if (problems.length === 0) registry.overrides.push({ ...model, trace: taken });
  }

  /** The files of the project, by path; what synthesis would write. */
  emit(model: Model): readonly OutputFile[] {
    return [...projectFiles(model), ...this.#projenFiles()];
  }

  /** Checks the definition, writes the project and prints the outcome; an error sets the exit status and changes nothing. */
  override synth(): SynthResult | undefined {
    if (this.initProject) {
      this.#begin();
      return undefined;
    }
    const project: Synthesizable = {
      root: this.outdir,
      name: this.name,
      build: () => this.check(),
      files: (model) => this.emit(model),
      samples: (model) => assistantFiles(model, this.#assistants),
      afterWrite: () => this.#afterWrite(),
    };
    const session = currentSession();
    if (session) {
      session.onSynth(project);
      return undefined;
    }
    const result = synthesize(project);
    printSynth(result);
    return result;
  }

  /** What agents wrote, and from what, is recorded in a file next to the definition. */
  #withProvenance(built: Built, registry: Registry): Built {
    const { model } = built;
    if (!model) return built;
    const found = provenanceFindings(this.outdir, model).map((finding) => {
      const made = registry.tables.find((table) => finding.path === `${this.name}/${table.layer}/${table.name}`);
      return diagnosticOf({ ...finding, ...(made ? { trace: made.trace } : {}) });
    });
    const warnings = found.filter((warning) => !built.isAcknowledged(warning));
    return warnings.length === 0 ? built : { ...built, diagnostics: [...built.diagnostics, ...warnings] };
  }
  /** Only the whole bundle shows whether an override leads to something. */
  #withOverrides(built: Built, registry: Registry): Built {
    if (!built.model || registry.overrides.length === 0) return built;
    const missing = missingOverrides(built.model).map(({ path, at }) => {
      const made = registry.overrides.find((one) => one.path === path);
      return diagnosticOf({ problem: { kind: 'override-path', path, ...at }, path: this.name, key: ['bundle'], ...(made ? { trace: made.trace } : {}) });
    });
    const { diagnostics, isAcknowledged, draft } = built;
    return missing.length === 0 ? built : { diagnostics: [...missing, ...diagnostics], isAcknowledged, draft };
  }
  /** The files of projen's own components, in memory: they go through the same safe writer as ours. */
  #projenFiles(): readonly OutputFile[] {
    this.preSynthesize();
    for (const component of this.components) component.preSynthesize();
    // projen exempts each of its files from being ignored; nothing here ignores them.
    this.gitignore.removePatterns(...this.files.map((file) => `!/${file.path}`));
    const resolver = { resolve: (value: unknown, options?: object) => resolveValue(value, options) };
    return this.files.flatMap((file): readonly OutputFile[] => {
      // The method is protected, and every other one writes to disk.
      const content = file['synthesizeContent'](resolver as never);
      return content === undefined ? [] : [{ path: file.path.replaceAll('\\', '/'), content, ...(file.executable ? { executable: true } : {}) }];
    });
  }
  #afterWrite(): void {
    for (const component of this.components) if (!(component instanceof FileBase)) component.synthesize();
    for (const component of this.components) component.postSynthesize();
    this.postSynthesize();
  }
  /** `projen new --from lakewright`: writes the starting point instead of an empty project. */
  #begin(): void {
    const { package: name, ownerTeam, description } = registryOf(this).project;
    startProject(this.outdir, this.name, {
      package: name,
      ...(ownerTeam === undefined ? {} : { ownerTeam }),
      ...(description === undefined ? {} : { description }),
    });
  }
}
