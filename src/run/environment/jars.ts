import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../../utils/system-error.ts';
import { onDisk, RunFailure } from '../problem.ts';
import { contextOf, ensureEntry } from './cache.ts';
import { failureOf } from './install.ts';
import type { JavaEnvironment } from './java.ts';
import { runCommand } from './process.ts';
import type { PythonEnvironment } from './python.ts';
import type { SetupContext, SetupOptions } from './setup.ts';
import { type Jar, sparkRelease } from './spark-release.ts';
import { TRUST_STORE_PASSWORD, trustStore } from './trust-store.ts';

const fileOf = ({ artifact, version }: Jar): string => `${artifact}-${version}.jar`;
const WHAT = 'the Delta Lake JARs';

/**
 * The folder with Delta's JARs for Spark, and Kafka's if they are asked for, downloaded once from Maven Central or from the mirror in LAKEWRIGHT_MAVEN_URL by
 * Ivy, which comes with PySpark, and checked against the checksums that this version of lakewright was tested with.
 */
export async function ensureJars(python: PythonEnvironment, java: JavaEnvironment, options: SetupOptions = {}): Promise<string> {
  const context = contextOf(options);
  const { jars, kafkaJars } = sparkRelease(context.env);
  const wanted = options.kafka ? [...jars, ...kafkaJars] : jars;
  const key = createHash('sha256').update(JSON.stringify(wanted)).digest('hex').slice(0, 16);
  return ensureEntry(
    {
      path: `jars/${key}`,
      step: 'jars',
      what: WHAT,
      isUsable: (folder) => wanted.every((jar) => (statSync(join(folder, fileOf(jar)), { throwIfNoEntry: false })?.size ?? 0) > 0),
      build: async (building) => {
        await download(building, wanted, python, java, context);
        for (const jar of wanted) check(join(building, fileOf(jar)), jar);
      },
    },
    context,
  );
}

async function download(building: string, wanted: readonly Jar[], python: PythonEnvironment, java: JavaEnvironment, context: SetupContext): Promise<void> {
  const scratch = join(building, 'ivy');
  const mirror = context.env['LAKEWRIGHT_MAVEN_URL'];
  onDisk(context.cache, () => {
    mkdirSync(scratch);
    writeFileSync(join(scratch, 'ivy.xml'), ivyModule(wanted));
    if (mirror) writeFileSync(join(scratch, 'settings.xml'), ivySettings(mirror));
  });
  const args = [
    ...proxyProperties(context.env),
    '-XX:TieredStopAtLevel=1',
    `-Divy.home=${join(scratch, 'home')}`,
    '-cp',
    ivyOf(python),
    'org.apache.ivy.Main',
    ...(mirror ? ['-settings', join(scratch, 'settings.xml')] : []),
    '-m2compatible',
    '-ivy',
    join(scratch, 'ivy.xml'),
    '-cache',
    join(scratch, 'cache'),
    '-retrieve',
    join(building, '[artifact]-[revision].[ext]'),
  ];
  const onLine = (line: string): void => {
    const url = /^downloading \S*\/(\S+) /.exec(line)?.[1];
    if (url !== undefined) context.report({ kind: 'setup-progress', step: 'jars', detail: `Downloading ${url}` });
  };
  const program = join(java.home, 'bin', 'java');
  const options = { env: context.env, signal: context.signal, onLine };
  let result = await runCommand(program, args, options);
  if (result.code !== 0 && /PKIX|SSLHandshakeException|unable to find valid certification path/.test(result.output)) {
    const store = join(scratch, 'authorities.jks');
    onDisk(context.cache, () => writeFileSync(store, trustStore(context.env)));
    const trust = [`-Djavax.net.ssl.trustStore=${store}`, '-Djavax.net.ssl.trustStoreType=JKS', `-Djavax.net.ssl.trustStorePassword=${TRUST_STORE_PASSWORD}`];
    result = await runCommand(program, [...trust, ...args], options);
  }
  onDisk(context.cache, () => rmSync(scratch, { recursive: true, force: true }));
  if (result.code !== 0) throw new RunFailure(failureOf(unwrapped(result), WHAT, context));
}

/** Ivy repeats itself and ends with a stack trace; its warnings say what happened. */
function unwrapped<R extends { readonly output: string }>(result: R): R {
  const lines = result.output.split('\n').filter((line) => !/^\s*at |^\s*:|SERVER ERROR.*sun\.|^Exception in|^\s*=/.test(line));
  return { ...result, output: lines.join('\n') };
}

function ivyModule(jars: readonly Jar[]): string {
  const wanted = jars.map(
    ({ group, artifact, version }) => `    <dependency org="${group}" name="${artifact}" rev="${version}" conf="default->master" transitive="false"/>`,
  );
  return `<ivy-module version="2.0">
  <info organisation="lakewright" module="jars"/>
  <configurations><conf name="default"/></configurations>
  <dependencies>\n${wanted.join('\n')}\n  </dependencies>
</ivy-module>\n`;
}

function ivySettings(mirror: string): string {
  const root = mirror.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
  return `<ivysettings>
  <settings defaultResolver="mirror"/>
  <resolvers><ibiblio name="mirror" m2compatible="true" root="${root.endsWith('/') ? root : `${root}/`}"/></resolvers>
</ivysettings>\n`;
}

/** Ivy's JAR among PySpark's. */
function ivyOf(python: PythonEnvironment): string {
  const site =
    process.platform === 'win32' ? join(python.folder, 'Lib', 'site-packages') : join(python.folder, 'lib', `python${python.version}`, 'site-packages');
  const jars = join(site, 'pyspark', 'jars');
  const name = readdirSync(jars).find((file) => /^ivy-.*\.jar$/.test(file));
  if (name === undefined) throw new RunFailure({ kind: 'install-failed', what: WHAT, reason: `there is no ivy-*.jar in ${jars}` });
  return join(jars, name);
}

/** Java does not read the variables that name a proxy. */
export function proxyProperties(env: NodeJS.ProcessEnv): readonly string[] {
  const properties = (['http', 'https'] as const).flatMap((scheme) => {
    const value = env[`${scheme}_proxy`] || env[`${scheme.toUpperCase()}_PROXY`] || env['all_proxy'] || env['ALL_PROXY'];
    const url = value ? URL.parse(value.includes('://') ? value : `http://${value}`) : null;
    return url ? [`-D${scheme}.proxyHost=${url.hostname}`, `-D${scheme}.proxyPort=${url.port || (url.protocol === 'https:' ? '443' : '80')}`] : [];
  });
  const direct = (env['no_proxy'] || env['NO_PROXY'] || '')
    .split(',')
    .map((host) => host.trim())
    .filter((host) => host !== '');
  if (properties.length === 0 || direct.length === 0) return properties;
  return [...properties, `-Dhttp.nonProxyHosts=${direct.map((host) => (host.startsWith('.') ? `*${host}` : host)).join('|')}`];
}

function check(path: string, { sha256 }: Jar): void {
  let content: Uint8Array;
  try {
    content = readFileSync(path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    throw new RunFailure({ kind: 'install-failed', what: WHAT, reason: `${path} was not downloaded` });
  }
  const actual = createHash('sha256').update(content).digest('hex');
  if (actual !== sha256) throw new RunFailure({ kind: 'wrong-checksum', file: path.split(/[\\/]/).at(-1) ?? path, expected: sha256, actual });
}
