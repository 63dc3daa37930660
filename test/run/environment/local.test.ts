import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { ensureJars, ensureJava, ensureLocal, ensurePython, type LocalEnvironment, sparkRelease } from '../../../src/run/environment/index.ts';
import { runCommand } from '../../../src/run/environment/process.ts';
import { type RunFailure, RunFailure as Failure } from '../../../src/run/problem.ts';
import { rejection, temporaryFolder, writeProgram } from '../support.ts';
import { FULL } from '../../suite.ts';

const MINUTES = 60_000;
const { pyspark, jars: JARS, kafkaJars: KAFKA_JARS } = sparkRelease(process.env);
const problemOf = async (promise: Promise<unknown>): Promise<unknown> => {
  const error = await rejection(promise);
  if (!(error instanceof Failure)) throw error;
  return (error as RunFailure).problems[0];
};

describe('the environment of local runs', () => {
  let local: LocalEnvironment;
  beforeAll(async () => {
    local = await ensureLocal();
  }, 10 * MINUTES);

  it('has PySpark, Delta, the runtime, Java and the JARs', { timeout: MINUTES }, async () => {
    const { stdout } = await runCommand(local.python.python, ['-c', 'import pyspark, delta, databricks_utils; print(pyspark.__version__)'], { env: local.env });
    expect(stdout).toBe(pyspark);
    expect(readdirSync(local.jars).sort()).toEqual(JARS.map((jar) => `${jar.artifact}-${jar.version}.jar`).sort());
    expect(local.java.version).toBeGreaterThanOrEqual(17);
    expect(existsSync(join(local.java.home, 'bin/java'))).toBe(true);
  });
  it('is in UTC, wherever the machine is', { timeout: MINUTES }, async () => {
    const { python, env } = await ensureLocal({ env: { ...process.env, TZ: 'America/St_Johns' } });
    const { stdout } = await runCommand(python.python, ['-c', 'import datetime; print(datetime.datetime(2026, 1, 1).timestamp())'], { env });
    expect(stdout).toBe(`${Date.UTC(2026, 0, 1) / 1000}.0`);
  });
  it('is there at once the second time', async () => {
    const times: number[] = [];
    for (let i = 0; i < 5; i++) {
      const start = performance.now();
      await ensureLocal();
      times.push(performance.now() - start);
    }
    expect(Math.min(...times)).toBeLessThan(300);
  });
  it('has scripts that start, though they were made in another folder', { timeout: MINUTES }, async () => {
    const { stdout } = await runCommand(join(local.python.folder, 'bin/pytest'), ['--version'], { env: local.env });
    expect(stdout).toMatch(/^pytest 9\./);
  });
  it.runIf(FULL)('starts Spark with whatever stands where the archive of classes should be (npm run test:full)', { timeout: 2 * MINUTES }, async () => {
    const folder = temporaryFolder(onTestFinished);
    const archive = join(folder, 'spark.jsa');
    writeFileSync(archive, 'no archive');
    const script = `from pathlib import Path
from databricks_utils.session import start_local
print(start_local(Path(${JSON.stringify(join(folder, 'warehouse'))})).sql("SELECT 7 AS n").first()["n"])`;
    const env = { ...local.env, LAKEWRIGHT_CLASSES: archive };
    expect((await runCommand(local.python.python, ['-c', script], { env })).stdout).toBe('7');
  });
  it('takes the runtime from a wheel', { timeout: MINUTES }, async () => {
    const folder = temporaryFolder(onTestFinished);
    cpSync(local.python.path[0] ?? '', join(folder, 'content'), { recursive: true });
    const wheel = join(folder, 'databricks_utils-9.9.9-py3-none-any.whl');
    await runCommand(local.python.python, ['-m', 'zipfile', '-c', wheel, join(folder, 'content/databricks_utils')]);
    const { path, python, env } = await ensurePython({ runtime: wheel });
    const { stdout } = await runCommand(python, ['-c', 'import databricks_utils; print(databricks_utils.__file__)'], { env });
    onTestFinished(() => rmSync(path[0] ?? folder, { recursive: true }));
    expect(stdout).toBe(join(path[0] ?? '', 'databricks_utils/__init__.py'));
  });
  it('says which versions of Spark there are', async () => {
    const env = { ...process.env, LAKEWRIGHT_SPARK: '3.5' };
    expect(await problemOf(ensurePython({ env }))).toEqual({ kind: 'unknown-spark', asked: '3.5', known: ['4.0', '4.1', '4.2'] });
  });
  it('says so where the runtime is missing', async () => {
    expect(await problemOf(ensurePython({ runtime: '/nowhere/x.whl' }))).toEqual({ kind: 'no-runtime', folder: '/nowhere/x.whl' });
  });

  it('says in one sentence that there is no connection, and leaves nothing half done', { timeout: 3 * MINUTES }, async () => {
    const cache = temporaryFolder(onTestFinished);
    const env = {
      ...process.env,
      PIP_INDEX_URL: 'http://127.0.0.1:9/simple',
      PIP_FIND_LINKS: '',
      UV_DEFAULT_INDEX: 'http://127.0.0.1:9/simple',
      UV_NO_CACHE: '1',
    };
    expect(await problemOf(ensurePython({ cache, env }))).toMatchObject({ kind: 'no-network' });
    expect(readdirSync(cache, { recursive: true }).map(String).sort()).toEqual(['python', 'pythons.json', 'uv']);
  });
});

describe('the JARs of Delta', () => {
  let local: LocalEnvironment;
  beforeAll(async () => {
    local = await ensureLocal();
  }, 10 * MINUTES);

  /** A folder that serves as a Maven repository. */
  const mirror = (change: (file: string) => void = () => undefined, jars = JARS): { readonly cache: string; readonly env: NodeJS.ProcessEnv } => {
    const folder = temporaryFolder(onTestFinished);
    for (const { group, artifact, version } of jars) {
      const place = join(folder, 'maven', ...group.split('.'), artifact, version);
      const file = join(place, `${artifact}-${version}`);
      mkdirSync(place, { recursive: true });
      if (JARS.some((jar) => jar.artifact === artifact)) copyFileSync(join(local.jars, `${artifact}-${version}.jar`), `${file}.jar`);
      else writeFileSync(`${file}.jar`, 'something else');
      writeFileSync(
        `${file}.pom`,
        `<project><modelVersion>4.0.0</modelVersion><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></project>`,
      );
      change(file);
    }
    return { cache: join(folder, 'cache'), env: { ...process.env, LAKEWRIGHT_MAVEN_URL: pathToFileURL(join(folder, 'maven')).href } };
  };
  const ensure = (options: ReturnType<typeof mirror>): Promise<string> => ensureJars(local.python, local.java, options);

  it('come from the mirror in LAKEWRIGHT_MAVEN_URL', { timeout: MINUTES }, async () => {
    expect(readdirSync(await ensure(mirror())).sort()).toEqual(readdirSync(local.jars).sort());
  });
  it('are refused when they are not the ones that were tested', { timeout: MINUTES }, async () => {
    const options = mirror((file) => writeFileSync(`${file}.jar`, 'something else'));
    expect(await problemOf(ensure(options))).toMatchObject({ kind: 'wrong-checksum', file: `${JARS[0]?.artifact}-${JARS[0]?.version}.jar` });
    expect(readdirSync(join(options.cache, 'jars'))).toEqual([]);
  });
  it('come with those of Kafka where they are asked for, checked as well', { timeout: MINUTES }, async () => {
    const options = mirror(undefined, [...JARS, ...KAFKA_JARS]);
    const [first] = KAFKA_JARS;
    expect(await problemOf(ensureJars(local.python, local.java, { ...options, kafka: true }))).toMatchObject({
      kind: 'wrong-checksum',
      file: `${first?.artifact}-${first?.version}.jar`,
    });
  });
  it('name the mirror that cannot be reached', { timeout: MINUTES }, async () => {
    const options = { cache: temporaryFolder(onTestFinished), env: { ...process.env, LAKEWRIGHT_MAVEN_URL: 'http://127.0.0.1:9/maven' } };
    expect(await problemOf(ensure(options))).toMatchObject({ kind: 'no-network', reason: expect.stringContaining('Connection refused') });
  });
});

describe('Java', () => {
  const environment = { python: '/nowhere/python', base: '/nowhere/python', version: '3.11', folder: '/nowhere', path: [], env: {} };
  /** A Java that says its version in the file that JDKs have. */
  const jdk = (folder: string, version: string): string => {
    writeProgram(join(folder, 'bin'), 'java', '#!/bin/sh\nexit 1\n');
    writeFileSync(join(folder, 'release'), `IMPLEMENTOR="x"\nJAVA_VERSION="${version}"\n`);
    return folder;
  };
  it('is that of JAVA_HOME, or of the PATH where that is too old', async () => {
    const folder = temporaryFolder(onTestFinished);
    const [old, good] = [jdk(join(folder, 'jdk11'), '11.0.2'), jdk(join(folder, 'jdk21'), '21.0.1')];
    expect(await ensureJava(environment, { env: { JAVA_HOME: good, PATH: '' } })).toEqual({ home: good, version: 21, origin: 'machine' });
    expect(await ensureJava(environment, { env: { JAVA_HOME: old, PATH: join(good, 'bin') } })).toEqual({ home: good, version: 21, origin: 'machine' });
  });
  it('is asked where it has no such file', async () => {
    const folder = temporaryFolder(onTestFinished);
    writeProgram(join(folder, 'bin'), 'java', '#!/bin/sh\necho "    java.home = /opt/jdk" >&2\necho "    java.version = 17.0.9" >&2\n');
    expect(await ensureJava(environment, { env: { PATH: join(folder, 'bin') } })).toEqual({ home: '/opt/jdk', version: 17, origin: 'machine' });
  });
  it('that is too old is named when none can be installed', async () => {
    const folder = temporaryFolder(onTestFinished);
    const old = jdk(join(folder, 'jdk8'), '1.8.0_402');
    const failing = writeProgram(join(folder, 'bin'), 'uv', '#!/bin/sh\necho "error: dns error" >&2\nexit 2\n');
    const options = { cache: join(folder, 'cache'), env: { JAVA_HOME: old, PATH: join(failing, '..') } };
    expect(await problemOf(ensureJava(environment, options))).toMatchObject({ kind: 'no-java', found: { java: join(old, 'bin/java'), version: 8 } });
  });
});
