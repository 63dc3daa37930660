/**
 * Writes API.md from the doc comments of the public API; `--check` only says whether it is current.
 * What has no doc comment fails both: the page is where users look first.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  Application,
  type Context,
  Converter,
  type DeclarationReflection,
  LogLevel,
  type ProjectReflection,
  ReferenceReflection,
  ReflectionFlag,
  ReflectionKind,
  ReflectionType,
} from 'typedoc';

const ROOT = join(import.meta.dirname, '..');
const PAGE = join(ROOT, 'API.md');

/** Most functions are constants made by `fn<Signature>(record)`; they are shown as what they are to a reader. */
const showAsFunction = (constant: DeclarationReflection): void => {
  const { type } = constant;
  if (!constant.kindOf(ReflectionKind.Variable) || !(type instanceof ReflectionType) || !type.declaration.signatures) return;
  constant.kind = ReflectionKind.Function;
  constant.setFlag(ReflectionFlag.Const, false);
  constant.signatures = type.declaration.signatures;
  for (const signature of constant.signatures) {
    signature.name = constant.name;
    signature.parent = constant;
    if (constant.comment && !signature.comment) signature.comment = constant.comment.clone();
  }
  delete constant.comment;
  delete constant.type;
};

/** Typedoc gives each namespace a page of its own; here there is one page, on which `F.sum` is called so. */
const flatten = (project: ProjectReflection): void => {
  const known = new Map(project.children?.map((child) => [child.name, child]));
  for (const namespace of project.getChildrenByKind(ReflectionKind.Namespace)) {
    for (const child of namespace.children ?? []) {
      const again = known.get(child.name);
      if (again instanceof ReferenceReflection) project.removeReflection(again);
      else child.name = `${namespace.name}.${child.name}`;
      for (const signature of child.signatures ?? []) signature.name = child.name;
    }
    project.mergeReflections(namespace, project);
  }
};

/** Members under a symbol carry types only: nobody can name them. */
const hideSymbols = (project: ProjectReflection): void => {
  for (const reflection of Object.values(project.reflections)) if (reflection.name.startsWith('[')) project.removeReflection(reflection);
};

const app = await Application.bootstrapWithPlugins({ options: join(ROOT, 'typedoc.json'), logLevel: LogLevel.Warn });
app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }: Context) => {
  flatten(project);
  hideSymbols(project);
  for (const child of project.children ?? []) showAsFunction(child);
});
const project = await app.convert();
if (project) app.validate(project);
if (!project || app.logger.hasErrors() || app.logger.hasWarnings()) {
  process.stderr.write('API.md: what is named above needs a doc comment\n');
  process.exit(1);
}

const folder = mkdtempSync(join(tmpdir(), 'lakewright-api-'));
try {
  app.options.setValue('out', folder);
  await app.generateOutputs(project);
  // A name with a dot would be quoted.
  const text = readFileSync(join(folder, 'API.md'), 'utf8').replaceAll(/"([Ft]\.\w+)"/g, '$1');
  const isCurrent = existsSync(PAGE) && readFileSync(PAGE, 'utf8') === text;
  if (process.argv.includes('--check')) {
    if (!isCurrent) process.stderr.write('API.md is out of date: npm run docs\n');
    process.exitCode = isCurrent ? 0 : 1;
  } else if (!isCurrent) {
    writeFileSync(PAGE, text);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
