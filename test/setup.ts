/** What many tests need and must not skip: Python with PySpark, Java and Delta's JARs, made once per machine. */
import { EXTRAS } from '../scripts/requirements.mjs';
import { ensureLocal } from '../src/run/environment/index.ts';

export default async (): Promise<void> => {
  const { python, java, jars, env } = await ensureLocal({ extras: EXTRAS, classes: true });
  process.env['LAKEWRIGHT_TEST_PYTHON'] = python.python;
  process.env['LAKEWRIGHT_TEST_JARS'] = jars;
  process.env['JAVA_HOME'] = java.home;
  process.env['LAKEWRIGHT_CLASSES'] = env['LAKEWRIGHT_CLASSES'];
};
