/** Wording of what keeps a run from starting, or ends it. */
import { type Diagnostic, type DiagnosticRecord, didYouMean, worded } from '../model/diagnostics/diagnostic.ts';
import type { RunProblem, RunProblemKind, SelectOption } from './problem.ts';

type Records = { readonly [K in RunProblemKind]: DiagnosticRecord<Extract<RunProblem, { kind: K }>> };

const sentence = (text: string): string => text.replace(/[.\s]+$/, '');
const wasKilled = (code: number | null, signal: string | null): boolean => signal === 'SIGKILL' || code === 137;
const deathOf = (code: number | null, signal: string | null): string => {
  if (wasKilled(code, signal)) return 'was killed, most likely because memory ran out';
  if (signal === 'SIGSEGV' || signal === 'SIGABRT' || signal === 'SIGBUS') return `crashed (${signal})`;
  return signal === null ? `ended with exit status ${code ?? 'unknown'}` : `was ended by ${signal}`;
};
/** Why there are no rows to show, and what to do. */
const NOT_STORED: Readonly<Record<'table' | 'external' | 'quarantine', (table: string) => readonly [string, string]>> = {
  table: (table) => [`${table} is not on this machine`, `lakewright run +${table}`],
  external: (table) => [`${table} is an external table, which no run on this machine builds`, 'show tables that do not need it'],
  quarantine: (table) => [`the rules of ${table} set no rows aside`, 'show it without --quarantine'],
};
/** What tables are selected by needs no option: it is an argument of most commands. */
const asWritten = (option: SelectOption, term: string): string => `${option === 'exclude' ? '--exclude ' : ''}"${term}"`;

export const RUN_DIAGNOSTICS: Records = {
  'no-python': {
    code: 'LW5001',
    severity: 'error',
    title: 'No Python',
    message: (p) => (p.asked === undefined ? 'no Python was found' : `LAKEWRIGHT_PYTHON is "${p.asked}", which does not run as Python`),
    hint: (p) => (p.asked === undefined ? 'install Python 3.10 or later, or set LAKEWRIGHT_PYTHON to one' : 'set it to a Python 3.10 or later, or unset it'),
    cause: 'Spark is driven from Python, and none was found on the PATH.',
    cure: 'Install Python 3.10 or later, or set LAKEWRIGHT_PYTHON to one.',
  },
  'old-python': {
    code: 'LW5002',
    severity: 'error',
    title: 'Python too old',
    message: (p) => `${p.command} is Python ${p.version}; ${p.needed} or later is needed`,
    hint: (p) => `install Python ${p.needed} or later, or set LAKEWRIGHT_PYTHON to one`,
    cause: 'PySpark does not run on this Python.',
    cure: 'Install a later Python, or set LAKEWRIGHT_PYTHON to one.',
  },
  'no-venv-module': {
    code: 'LW5003',
    severity: 'error',
    title: 'Python without venv',
    message: (p) => `${p.python} lacks the modules venv and ensurepip`,
    hint: (p) => `on Debian and Ubuntu: sudo apt-get install python${p.version}-venv; elsewhere install uv or another Python`,
    cause: 'Some systems split Python into several packages.',
    cure: 'Install the package python3-venv, or uv, or another Python.',
  },
  'unknown-spark': {
    code: 'LW5021',
    severity: 'error',
    title: 'Unknown version of Spark',
    message: (p) => `LAKEWRIGHT_SPARK is "${p.asked}"`,
    hint: (p) => `set it to one of ${p.known.join(', ')}, or unset it`,
    cause: 'A local run uses one of a few versions of Spark, each with the matching Delta Lake.',
    cure: 'Set LAKEWRIGHT_SPARK to one of them, or unset it for the newest.',
  },
  'no-network': {
    code: 'LW5004',
    severity: 'error',
    title: 'No connection',
    message: (p) => `${p.what} could not be downloaded: ${sentence(p.reason)}`,
    hint: () => 'check the network and the proxy (HTTPS_PROXY); behind a mirror set PIP_INDEX_URL and LAKEWRIGHT_MAVEN_URL',
    cause: 'The first run downloads PySpark and Delta Lake once.',
    cure: 'Connect, or name your mirrors, and run again.',
  },
  'install-failed': {
    code: 'LW5005',
    severity: 'error',
    title: 'Installation failed',
    message: (p) => `${p.what} could not be installed: ${sentence(p.reason)}`,
    hint: () => 'run again; if that does not help, try another Python with LAKEWRIGHT_PYTHON',
    cause: 'The installer failed.',
    cure: 'Follow the message; nothing half-installed is kept.',
  },
  'wrong-checksum': {
    code: 'LW5006',
    severity: 'error',
    title: 'File with wrong content',
    message: (p) => `${p.file} does not have the expected content (SHA-256 ${p.actual.slice(0, 12)}…, not ${p.expected.slice(0, 12)}…)`,
    hint: () => 'run again; if that does not help, the mirror in LAKEWRIGHT_MAVEN_URL serves another file',
    cause: 'The download was damaged or came from a place that serves something else.',
    cure: 'Run again, or use another mirror.',
  },
  'no-java': {
    code: 'LW5007',
    severity: 'error',
    title: 'No Java',
    message: (p) =>
      `${p.found ? `${p.found.java} is Java ${p.found.version}, and Spark needs 17 or later` : 'Java was not found'}; one could not be installed either: ${sentence(p.reason)}`,
    hint: () => 'install Java 17 or 21 and set JAVA_HOME',
    cause: 'Spark runs on Java 17 or later.',
    cure: 'Install Java 17 or 21, or let the run download one.',
  },
  'no-runtime': {
    code: 'LW5008',
    severity: 'error',
    title: 'Runtime missing',
    message: (p) => `the Python runtime is not in ${p.folder}`,
    hint: () => 'install lakewright again: npm install lakewright',
    cause: 'The package is damaged.',
    cure: 'Install lakewright again.',
  },
  'no-space': {
    code: 'LW5009',
    severity: 'error',
    title: 'No space left',
    message: (p) => `no space left on the disk of ${p.folder}`,
    hint: () => 'free about 1 GB, or set LAKEWRIGHT_CACHE to a folder on another disk',
    cause: 'The disk or the quota is full.',
    cure: 'Free some space and run again.',
  },
  'not-writable': {
    code: 'LW5010',
    severity: 'error',
    title: 'Cannot write',
    message: (p) => `cannot write to ${p.folder} (${p.code})`,
    hint: () => 'check its permissions; LAKEWRIGHT_CACHE moves the cache elsewhere',
    cause: 'The file system refused.',
    cure: 'Make the folder writable, or set LAKEWRIGHT_CACHE.',
  },
  cancelled: {
    code: 'LW5011',
    severity: 'error',
    title: 'Interrupted',
    message: (p) => `interrupted: ${p.what}`,
    hint: () => 'run again: nothing half-done was kept',
    cause: 'The run was asked to stop before tables were built.',
    cure: 'Run again.',
  },
  'bad-selection': {
    code: 'LW5012',
    severity: 'error',
    title: 'Selection that cannot be read',
    message: (p) => `${asWritten(p.option, p.term)}: ${p.why}`,
    hint: () => 'e.g. flights, silver.flights, flights+, +delays, 2+flights, layer:gold, tag:pii, "raw_*"',
    cause: 'The selection does not have a known form.',
    cure: 'Use one of the forms that the hint shows.',
  },
  'bad-backfill': {
    code: 'LW5020',
    severity: 'error',
    title: 'Interval that cannot be recomputed',
    message: (p) => `--backfill "${p.interval}": ${p.why}`,
    hint: () => 'e.g. lakewright run orders --backfill 2026-01-01..2026-02-01; the end is not in the interval',
    cause: 'An interval is recomputed in selected tables that declare, as backfillBy, which of their columns it is about.',
    cure: 'Name the tables as well as from..to; declare backfillBy, or rebuild the table with --full-refresh.',
  },
  'unknown-selection': {
    code: 'LW5013',
    severity: 'error',
    title: 'Selection that matches nothing',
    message: (p) => `${asWritten(p.option, p.term)}: ${p.name === p.term ? 'no table, layer or tag has this name' : `nothing is called "${p.name}"`}`,
    hint: (p) => didYouMean(p.name, p.known),
    cause: 'No table matches.',
    cure: 'Correct the name.',
  },
  'nothing-selected': {
    code: 'LW5014',
    severity: 'error',
    title: 'Nothing to run',
    message: (p) => {
      const said = [...p.select.map((term) => asWritten('select', term)), ...p.exclude.map((term) => asWritten('exclude', term))].join(' ');
      return said === '' ? 'there is no table to run' : `no table is left by ${said}`;
    },
    hint: () => 'external tables are never built; a comma means both, a space means either',
    cause: 'No table that can be built matches the selection.',
    cure: 'Select more, exclude less.',
  },
  'nothing-stored': {
    code: 'LW5022',
    severity: 'error',
    title: 'No rows on this machine',
    message: (p) => NOT_STORED[p.what](p.table)[0],
    hint: (p) => NOT_STORED[p.what](p.table)[1],
    cause: 'Only what a run on this machine has built can be shown.',
    cure: 'Run the table first.',
  },
  'unknown-environment': {
    code: 'LW5015',
    severity: 'error',
    title: 'Unknown environment',
    message: (p) => `there is no environment "${p.environment}"`,
    hint: (p) => didYouMean(p.environment, p.known),
    cause: 'Environments are those of the definition, and `local`.',
    cure: 'Name one of them.',
  },
  'not-synthesized': {
    code: 'LW5016',
    severity: 'error',
    title: 'Nothing generated yet',
    message: (p) => `${p.file} is missing`,
    hint: () => 'lakewright synth',
    cause: 'A run uses the generated files.',
    cure: 'Synthesize first.',
  },
  'run-in-progress': {
    code: 'LW5017',
    severity: 'error',
    title: 'Another run is in progress',
    message: (p) => `another run of ${p.environment} is in progress (process ${p.pid} on ${p.host})`,
    hint: () => 'wait for it, then run again',
    cause: 'Two runs at once would write to the same tables.',
    cure: 'Wait, or end the other run.',
  },
  'run-failed': {
    code: 'LW5018',
    severity: 'error',
    title: 'Run failed before any table',
    message: (p) => `${sentence(p.message)}${p.at === undefined ? '' : ` (${p.at})`}`,
    hint: (p) => p.hint ?? `the log says more: ${p.log}`,
    cause: 'The configuration, a pipeline or the Spark session failed.',
    cure: 'Follow the hint.',
  },
  'runner-died': {
    code: 'LW5019',
    severity: 'error',
    title: 'Run died',
    message: (p) => [`the run ${deathOf(p.code, p.signal)}`, ...p.lastLines.map((line) => `  | ${line}`)].join('\n'),
    hint: (p) =>
      `the whole log: ${p.log}; ${wasKilled(p.code, p.signal) ? 'free some memory, or set LAKEWRIGHT_DRIVER_MEMORY to less' : 'run again, it goes on from there'}`,
    cause: 'Python or Java ended without saying why.',
    cure: 'Read the log; if it was killed, free some memory; run again, it resumes.',
  },
};

/** Words a problem; `path` says what it is about, e.g. the project's name. */
export const runDiagnostic = (problem: RunProblem, path: string): Diagnostic =>
  worded(RUN_DIAGNOSTICS[problem.kind] as DiagnosticRecord<RunProblem>, problem, { path });
