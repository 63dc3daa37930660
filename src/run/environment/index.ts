import { CLASSES_VARIABLE, classArchive, makeClassArchive } from './class-archive.ts';
import { ensureJars } from './jars.ts';
import { ensureJava, type JavaEnvironment } from './java.ts';
import { ensurePython, type PythonEnvironment, type PythonOptions } from './python.ts';

export { cacheFolder } from './cache.ts';
export { makeClassArchiveLater } from './class-archive.ts';
export { ensureJars } from './jars.ts';
export { ensureJava, type JavaEnvironment } from './java.ts';
export { ensurePython, type PythonEnvironment, type PythonOptions } from './python.ts';
export type { SetupEvent, SetupOptions, SetupStep } from './setup.ts';
export { type SparkRelease, sparkRelease } from './spark-release.ts';

/** All that a local run needs. */
export interface LocalEnvironment {
  readonly python: PythonEnvironment;
  readonly java: JavaEnvironment;
  /** The folder with Delta's JARs. */
  readonly jars: string;
  /** The variables of a process that runs Spark: the Python path, TZ, JAVA_HOME, LAKEWRIGHT_JARS, LAKEWRIGHT_CLASSES. */
  readonly env: NodeJS.ProcessEnv;
}

export interface LocalOptions extends PythonOptions {
  /** Whether to wait until Java's classes are archived, for many starts of Spark. @default false: an archive is used where there is one */
  readonly classes?: boolean;
}

/** Python with PySpark, Java, and Delta's JARs; made once per machine and version, in about half a minute. */
export async function ensureLocal(options: LocalOptions = {}): Promise<LocalEnvironment> {
  const python = await ensurePython(options);
  const java = await ensureJava(python, options);
  const jars = await ensureJars(python, java, options);
  // Python takes moments without a zone, in a body say, as local time: here UTC, as in trials and on Databricks.
  const env = { ...python.env, TZ: 'UTC', JAVA_HOME: java.home, LAKEWRIGHT_JARS: jars };
  const local = { python, java, jars, env };
  if (options.classes) await makeClassArchive(local, options);
  const classes = classArchive(local, options);
  return classes === undefined ? local : { ...local, env: { ...env, [CLASSES_VARIABLE]: classes } };
}
