import { ensureJars } from './jars.ts';
import { ensureJava, type JavaEnvironment } from './java.ts';
import { ensurePython, type PythonEnvironment, type PythonOptions } from './python.ts';

export { cacheFolder } from './cache.ts';
export { ensureJars } from './jars.ts';
export { ensureJava, type JavaEnvironment } from './java.ts';
export { ensurePython, type PythonEnvironment, type PythonOptions } from './python.ts';
export { JARS, KAFKA_JARS, REQUIREMENTS } from './requirements.ts';
export type { SetupEvent, SetupOptions, SetupStep } from './setup.ts';

/** All that a local run needs. */
export interface LocalEnvironment {
  readonly python: PythonEnvironment;
  readonly java: JavaEnvironment;
  /** The folder with Delta's JARs. */
  readonly jars: string;
  /** The variables of a process that runs Spark: the Python path, JAVA_HOME, LAKEWRIGHT_JARS. */
  readonly env: NodeJS.ProcessEnv;
}

/** Python with PySpark, Java, and Delta's JARs; made once per machine and version, in about half a minute. */
export async function ensureLocal(options: PythonOptions = {}): Promise<LocalEnvironment> {
  const python = await ensurePython(options);
  const java = await ensureJava(python, options);
  const jars = await ensureJars(python, java, options);
  return { python, java, jars, env: { ...python.env, JAVA_HOME: java.home, LAKEWRIGHT_JARS: jars } };
}
