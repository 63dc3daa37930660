/** What came out of a definition that stopped, as a diagnostic at the user's own line. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { DefinitionProblem } from '../model/diagnostics/definition.ts';
import { type Diagnostic, diagnosticOf } from '../model/diagnostics/index.ts';
import { type Place, placeOf } from '../query/place.ts';
import { cliDiagnostic } from './diagnostics.ts';
import type { CliProblem } from './problem.ts';
import { syntaxPlace } from './syntax-place.ts';

const text = (value: unknown): string => {
  try {
    return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
};
const firstLine = (message: string): string => message.split('\n', 1)[0] ?? '';
const codeOf = (error: Error): string => ('code' in error && typeof error.code === 'string' ? error.code : '');
const plainPath = (file: string): string => (file.startsWith('file:') ? fileURLToPath(file) : file);

/** The user's own line. Lines of the message could look like places, and so could Node's own modules. */
export const userPlace = (error: Error): Place | undefined => {
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line) && !/[\s(]node:/.test(line));
  return placeOf({ stack: frames.join('\n') });
};

/** Node puts the place of what it cannot parse above the stack: `file:line`, a line or two of the file, and carets below the mistake. */
const HEADER = /^((?:file:\/\/)?.+):(\d+)\n(?:.*\n){1,5}?( *)\^/;
const headerPlace = (stack: string): Place | undefined => {
  const match = HEADER.exec(stack);
  if (!match) return undefined;
  const [, file = '', line, indent = ''] = match;
  return { file: plainPath(file), line: Number(line), column: indent.length + 1 };
};

/** Where a file imports something, by the text of its import. */
const importPlace = (file: string, isImport: (specifier: string) => boolean): Place | undefined => {
  if (/[\\/]node_modules[\\/]/.test(file)) return undefined;
  let lines: readonly string[];
  try {
    lines = readFileSync(file, 'utf8').split('\n');
  } catch {
    return undefined;
  }
  for (const [index, line] of lines.entries()) {
    const match = /(?:from|import)\s*\(?\s*(['"])(.+?)\1/.exec(line);
    if (match && isImport(match[2] ?? '')) return { file, line: index + 1, column: line.indexOf(match[2] ?? '') };
  }
  return undefined;
};

const NOT_FOUND = /^Cannot find (package|module) '(.+?)' imported from (.+)$/;
const notFound = (error: Error): CliProblem | undefined => {
  const match = NOT_FOUND.exec(firstLine(error.message));
  if (!match) return undefined;
  const [, what, module = '', importer = ''] = match;
  const isPackage = what === 'package';
  const file = plainPath(importer);
  const name = basename(plainPath(module));
  const at = importPlace(file, (specifier) => (isPackage ? specifier === module || specifier.startsWith(`${module}/`) : basename(specifier) === name));
  return {
    kind: 'module-not-found',
    module: isPackage ? module : `./${relative(dirname(file), plainPath(module)).replaceAll('\\', '/')}`.replace('./../', '../'),
    isPackage,
    ...(at ? { at } : {}),
  };
};

const MISSING_EXPORT = /^The requested module '(.+?)' does not provide an export named '(.+?)'/;
/** What lakewright exports, in the copy that the definition would use. */
const exportsOf = async (importer: string): Promise<readonly string[]> => {
  try {
    return Object.keys((await import(pathToFileURL(createRequire(importer).resolve('lakewright')).href)) as object);
  } catch {
    return [];
  }
};
const missingExport = async (error: Error): Promise<CliProblem | undefined> => {
  const match = MISSING_EXPORT.exec(firstLine(error.message));
  if (!match) return undefined;
  const [, module = '', name = ''] = match;
  const at = headerPlace(error.stack ?? '');
  return { kind: 'missing-export', module, name, known: module === 'lakewright' && at ? await exportsOf(at.file) : [], ...(at ? { at } : {}) };
};

const syntaxHint = (error: Error): string | undefined => {
  if (codeOf(error) === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX')
    return 'Node removes types and nothing else: no enum, namespace with values, or parameter property';
  if (/outside a module/.test(error.message)) return 'add "type": "module" to package.json';
  return undefined;
};

const TOO_EARLY = /^Cannot access '(.+?)' before initialization/;
const problemOf = async (error: Error, file: string): Promise<CliProblem | undefined> => {
  const early = TOO_EARLY.exec(error.message);
  if (early) {
    const at = userPlace(error);
    return { kind: 'used-too-early', name: early[1] ?? '', ...(at ? { at } : {}) };
  }
  const known = notFound(error) ?? (await missingExport(error));
  if (known) return known;
  // Thrown by the user's own `JSON.parse`, say, it has a place of its own.
  if (!(error instanceof SyntaxError) || userPlace(error) !== undefined) return undefined;
  const message = firstLine(error.message);
  const at = headerPlace(error.stack ?? '') ?? syntaxPlace(file, message);
  const hint = syntaxHint(error);
  return { kind: 'syntax', message, ...(hint === undefined ? {} : { hint }), ...(at ? { at } : {}) };
};

/** A problem that a construct threw, maybe one of another copy of this package. */
const definitionProblem = (error: Error): DefinitionProblem | undefined =>
  error.name === 'DefinitionError' && 'problem' in error ? (error.problem as DefinitionProblem) : undefined;

/** `file` is the definition's; `definition` is how it is called in messages. */
export const thrownDiagnostic = async (thrown: unknown, file: string, definition: string): Promise<Diagnostic> => {
  const worded = (problem: DefinitionProblem, at: Place | undefined): Diagnostic => ({
    ...diagnosticOf({ problem, path: definition, trace: {} }),
    ...(at ? { at } : {}),
  });
  if (!(thrown instanceof Error)) return worded({ kind: 'definition-threw', error: `thrown: ${text(thrown)}` }, undefined);
  const own = definitionProblem(thrown);
  if (own) return worded(own, userPlace(thrown));
  const problem = await problemOf(thrown, file);
  if (problem) return cliDiagnostic(problem, definition);
  return worded({ kind: 'definition-threw', error: `${thrown.name}: ${firstLine(thrown.message)}` }, userPlace(thrown));
};
