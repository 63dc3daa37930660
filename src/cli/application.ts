import { type Application, buildApplication, buildCommand, buildRouteMap, help, numberParser, version } from '@stricli/core';
import type { CheckFlags } from './commands/check.ts';
import type { EvalFlags } from './commands/eval.ts';
import { agentFlags } from './agent-flags.ts';
import type { HistoryFlags } from './commands/history.ts';
import type { ImportFlags } from './commands/import.ts';
import type { InitFlags } from './commands/init.ts';
import type { ProfileFlags } from './commands/profile.ts';
import type { QualityFlags } from './commands/quality.ts';
import type { McpFlags } from './commands/mcp.ts';
import type { ResumeFlags } from './commands/resume.ts';
import type { RunFlags } from './commands/run.ts';
import type { ShowFlags } from './commands/show.ts';
import type { SynthFlags } from './commands/synth.ts';
import type { TestFlags } from './commands/test.ts';
import type { ComposeFlags } from './commands/compose.ts';
import type { CodeFlags } from './code-project.ts';
import type { Context } from './context.ts';
import { app, asCount, asText, type JsonFlag, json } from './flags.ts';
import { packageVersion } from './package.ts';
import { type UsageListener, usageText } from './usage.ts';

const many = { kind: 'parsed', parse: asText, optional: true, variadic: true } as const;
const tables = (brief: string) => ({ kind: 'array', parameter: { parse: asText, brief, placeholder: 'TABLE' } }) as const;
const flag = (brief: string) => ({ kind: 'boolean', optional: true, brief, withNegated: false }) as const;

const init = buildCommand<InitFlags, [string, string?], Context>({
  docs: {
    brief: 'Begin a project: one table per layer, ready to run; or, from a few words, the project that they describe',
    fullDescription:
      'Creates the folder NAME with a definition, compiler settings and sample data; installs the packages and synthesizes. Three or more words in place of the name are a description: a model says which tables, rules and widgets such a project has, and lakewright prints the definition from that, shows it and asks before it writes.',
    customUsage: ['NAME [--no-install]', '"daily orders from S3 to a revenue dashboard" [NAME] [--yes] [--provider anthropic]'],
  },
  loader: () => import('./commands/init.ts'),
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [
        { parse: asText, brief: 'Name of the project and its folder, "." for the current folder; or words that describe it', placeholder: 'NAME' },
        { parse: asText, optional: true, brief: 'After words: the name [default: one that fits them]', placeholder: 'NAME' },
      ],
    },
    flags: {
      install: { kind: 'boolean', brief: 'Run npm install and the first synthesis', default: true },
      lakewright: {
        kind: 'parsed',
        parse: asText,
        optional: true,
        brief: 'What npm installs lakewright from [default: where this one came from]',
        placeholder: 'spec',
      },
      yes: flag('With words: write the project without asking'),
      ...agentFlags,
      json,
    },
  },
});
const synth = buildCommand<SynthFlags, [], Context>({
  docs: { brief: 'Write the project from its definition' },
  loader: () => import('./commands/synth.ts'),
  parameters: {
    flags: {
      app,
      check: flag('Write nothing; fail if a file is out of date'),
      adopt: { ...many, brief: 'Replace this file even if you wrote or edited it; may be repeated', placeholder: 'path' },
      json,
    },
  },
});
const check = buildCommand<CheckFlags, readonly string[], Context>({
  docs: { brief: 'Look for mistakes in the definition; writes nothing', customUsage: ['', '--spark [TABLE…]'] },
  loader: () => import('./commands/check.ts'),
  parameters: {
    positional: tables('With --spark: only these; same form as in run'),
    flags: {
      app,
      spark: flag("Let Spark's analyzer judge all bodies too, on frames without rows"),
      select: { ...many, brief: 'The same as TABLE', placeholder: 'tables' },
      exclude: { ...many, brief: 'With --spark: not these', placeholder: 'tables' },
      json,
    },
  },
});
const importTables = buildCommand<ImportFlags, readonly string[], Context>({
  docs: {
    brief: 'Declare existing tables: from DDL, DESCRIBE … AS JSON, Parquet, Delta, or the manifest of another project',
    fullDescription: 'Writes typed declarations in TypeScript for a definition to use. Spark reads the files; nothing is connected to.',
    customUsage: ['FILE… [--layer bronze] [--out definitions/orders.ts]'],
  },
  loader: () => import('./commands/import.ts'),
  parameters: {
    positional: { kind: 'array', minimum: 1, parameter: { parse: asText, brief: 'Files and folders that describe tables', placeholder: 'FILE' } },
    flags: {
      layer: { kind: 'parsed', parse: asText, brief: 'The layer in which they are declared', default: 'bronze', placeholder: 'name' },
      out: { kind: 'parsed', parse: asText, optional: true, brief: 'Where to write; otherwise stdout', placeholder: 'file' },
      force: flag('Replace the file if it exists'),
      contractVersion: { kind: 'parsed', parse: asText, brief: 'Version of the contracts made from a manifest', default: '1.0.0', placeholder: 'version' },
    },
  },
});
const run = buildCommand<RunFlags, readonly string[], Context>({
  docs: {
    brief: 'Synthesize, then build the tables on local Spark',
    customUsage: ['[TABLE…] [--exclude tables] [--fresh] [--full-refresh] [--threads 4]', '[TABLE…] --backfill 2026-01-01..2026-02-01'],
  },
  loader: () => import('./commands/run.ts'),
  parameters: {
    positional: tables('Only these: flights, flights+ (and what reads it), +flights (and what it reads), layer:gold'),
    flags: {
      app,
      env: { kind: 'parsed', parse: asText, brief: 'Where to run', default: 'local', placeholder: 'name' },
      select: { ...many, brief: 'The same as TABLE', placeholder: 'tables' },
      exclude: { ...many, brief: 'Not these; same form', placeholder: 'tables' },
      fresh: flag('Rebuild all tables instead of resuming a failed run'),
      fullRefresh: flag('Empty the tables first and build them from all of their sources, streams included'),
      backfill: {
        kind: 'parsed',
        parse: asText,
        optional: true,
        brief: 'Recompute an interval of the selected tables, its end excluded: 2026-01-01..2026-02-01',
        placeholder: 'from..to',
      },
      threads: {
        kind: 'parsed',
        parse: asCount,
        optional: true,
        brief: 'Tables to build at the same time, at most [default: 4, or the number of cores if it is lower]',
        placeholder: 'number',
      },
      json,
    },
  },
});
const show = buildCommand<ShowFlags, readonly string[], Context>({
  docs: {
    brief: 'Show the first rows of tables and views that were built here, or of what rules set aside',
    customUsage: ['TABLE… [--rows 20] [--quarantine] [--json]'],
  },
  loader: () => import('./commands/show.ts'),
  parameters: {
    positional: { ...tables('Tables; same form as in run'), minimum: 1 },
    flags: {
      app,
      rows: { kind: 'parsed', parse: asCount, default: '20', brief: 'Rows per table, at most', placeholder: 'number' },
      quarantine: flag('Show the rows that rules set aside, with the rules that they violate'),
      json,
    },
  },
});
const code = buildCommand<CodeFlags, readonly string[], Context>({
  docs: {
    brief: 'Write the bodies of tables from their intents, each proven on rows made to break it; asks before it writes',
    customUsage: ['TABLE… [--apply] [--assume] [--provider anthropic]', '--all'],
  },
  loader: () => import('./commands/code.ts'),
  parameters: {
    positional: tables('Tables; same form as in run'),
    flags: {
      app,
      all: flag('All tables that have an intent and no body'),
      apply: flag('Write what is verified without asking'),
      assume: flag('Take the usual reading if an intent can be read in several ways, instead of asking'),
      samples: flag('Send rows of tables that were built on this machine, with what looks personal removed'),
      replace: flag('Include tables that have a body'),
      repair: flag('Repair bodies after a change upstream'),
      unconfined: flag('Continue on a machine without a sandbox'),
      ...agentFlags,
      json,
    },
  },
});
const compose = buildCommand<ComposeFlags, readonly string[], Context>({
  docs: {
    brief: 'Run all agents over tables or layers, in a fixed order: rules, body, tests, review; one budget, one report; resumes where it stopped',
    customUsage: ['TABLE… [--apply] [--assume] [--budget 2]'],
  },
  loader: () => import('./commands/compose.ts'),
  parameters: {
    positional: tables('Tables; same form as in run'),
    flags: {
      app,
      apply: flag('Write what is verified without asking'),
      assume: flag('Take the usual reading if an intent can be read in several ways, instead of asking'),
      fresh: flag('Redo everything, including what an earlier run finished'),
      ...agentFlags,
      json,
    },
  },
});
const profile = buildCommand<ProfileFlags, readonly string[], Context>({
  docs: {
    brief: 'Count what is in tables that were built here, and propose rules from it; asks before it writes',
    fullDescription:
      'Counting needs no model. With --provider, a model names, ranks and explains what was counted: it sees counts but no values, and cannot add or change anything.',
    customUsage: ['[TABLE…] [--rows 100000] [--apply] [--provider anthropic]'],
  },
  loader: () => import('./commands/profile.ts'),
  parameters: {
    positional: tables('Only these; same form as in run'),
    flags: {
      app,
      rows: { kind: 'parsed', parse: asCount, default: '100000', brief: 'Rows to look at per table, at most', placeholder: 'number' },
      apply: flag('Write the rules without asking'),
      unconfined: flag('Continue on a machine without a sandbox'),
      ...agentFlags,
      provider: { ...agentFlags.provider, brief: 'Who names and explains what was counted, as in code [default: LAKEWRIGHT_PROVIDER, else none]' },
      json,
    },
  },
});
const quality = buildCommand<QualityFlags, readonly string[], Context>({
  docs: {
    brief: 'Review tables and their bodies: lost rows, NULL, order, speed, missing keys and rules; a score with its parts',
    customUsage: ['[TABLE…] [--fail-under 80]'],
  },
  loader: () => import('./commands/quality.ts'),
  parameters: {
    positional: tables('Only these; same form as in run'),
    flags: {
      app,
      exclude: { ...many, brief: 'Not these; same form', placeholder: 'tables' },
      failUnder: { kind: 'parsed', parse: numberParser, optional: true, brief: 'Fail if a project has fewer points', placeholder: 'points' },
      json,
    },
  },
});
const test = buildCommand<TestFlags, readonly string[], Context>({
  docs: {
    brief: "Synthesize, then run the project's Python tests on local Spark; --from-intent writes tests of a table from its intent",
    fullDescription:
      'With --from-intent, a model writes examples and properties of the named tables from their intents, without seeing their bodies, into tests/<layer>/test_<table>_intent.py. Such a file is yours and is never overwritten.',
    customUsage: ['[TABLE…] [--app file] [-- pytest arguments]', 'TABLE… --from-intent [--apply]'],
  },
  loader: () => import('./commands/test.ts'),
  parameters: {
    positional: tables('Only the tests of these, same form as in run; test files; after --, pytest arguments: -- -k orders'),
    flags: {
      app,
      select: { ...many, brief: 'The same as TABLE', placeholder: 'tables' },
      fromIntent: flag('Write tests of these tables from their intents'),
      apply: flag('With --from-intent: write the file without asking'),
      ...agentFlags,
      json,
    },
  },
});

const mcp = buildCommand<McpFlags, [], Context>({
  docs: {
    brief: 'Let the assistant in your editor look at the project and verify bodies (Model Context Protocol, on stdin and stdout)',
    fullDescription:
      'Assistants start it themselves, from .mcp.json and the like. It reads; it writes to the definition only with --allow-write, and never deploys.',
  },
  loader: () => import('./commands/mcp.ts'),
  parameters: {
    flags: {
      app,
      allowWrite: flag('Allow verified bodies to be written into the definition'),
      samples: flag('Show rows of tables that were built here; otherwise only counts'),
      unconfined: flag('Run proposed bodies even if this machine has no sandbox for them: as you, with your files and your network'),
    },
  },
});

const evaluate = buildCommand<EvalFlags, [], Context>({
  docs: {
    brief: 'Measure a model, with lakewright or without: tasks with visible and hidden rows',
    fullDescription: 'Each task becomes a project of its own; answers are run on rows that nobody was shown. Results are appended, so a stopped run resumes.',
  },
  loader: () => import('./commands/eval.ts'),
  parameters: {
    flags: {
      tasks: { kind: 'parsed', parse: asText, default: 'bench/eval', brief: 'Where the tasks are', placeholder: 'folder' },
      select: { ...many, brief: 'Only these: unpaid_orders, vague/; may be repeated', placeholder: 'tasks' },
      provider: { kind: 'parsed', parse: asText, optional: true, brief: 'Who is asked: anthropic, databricks, relay, record, replay', placeholder: 'name' },
      model: { kind: 'parsed', parse: asText, optional: true, brief: 'Which model', placeholder: 'name' },
      runs: { kind: 'parsed', parse: asCount, default: '1', brief: 'Attempts at each task', placeholder: 'number' },
      parallel: { kind: 'parsed', parse: asCount, default: '1', brief: 'Attempts at once', placeholder: 'number' },
      sql: flag('The same tasks in plain SQL in one call, without lakewright'),
      agent: {
        kind: 'enum',
        values: ['coding', 'testing'],
        default: 'coding',
        brief: 'What to judge: bodies on hidden rows, or tests from intents by the wrong solutions that they find',
      },
      seconds: { kind: 'parsed', parse: numberParser, default: '7200', brief: 'Time for one task, waiting included', placeholder: 'number' },
      relay: { kind: 'parsed', parse: asText, optional: true, brief: 'Folder of requests and answers, for --provider relay', placeholder: 'folder' },
      cassette: { kind: 'parsed', parse: asText, optional: true, brief: 'Recorded answers, for record and replay', placeholder: 'file' },
      budget: { kind: 'parsed', parse: numberParser, optional: true, brief: 'Begin nothing more once this many dollars are spent', placeholder: 'dollars' },
      out: {
        kind: 'parsed',
        parse: asText,
        optional: true,
        brief: 'Results file, without extension [default: results in the folder of tasks]',
        placeholder: 'file',
      },
      json,
    },
  },
});
const agentsList = buildCommand<JsonFlag, [], Context>({
  docs: { brief: 'The agents, and which command runs each' },
  loader: () => import('./commands/agents/list.ts'),
  parameters: { flags: { json } },
});
const agentsShow = buildCommand<JsonFlag, [string], Context>({
  docs: { brief: 'What an agent is told, may spend, and must prove' },
  loader: () => import('./commands/agents/show.ts'),
  parameters: { positional: { kind: 'tuple', parameters: [{ parse: asText, brief: 'Its name', placeholder: 'NAME' }] }, flags: { json } },
});
const agents = buildRouteMap<'list' | 'show', Context>({ routes: { list: agentsList, show: agentsShow }, docs: { brief: 'The agents of lakewright' } });
const history = buildCommand<HistoryFlags, [], Context>({
  docs: { brief: 'What agents did here: when, on which tables, with what outcome, at what cost' },
  loader: () => import('./commands/history.ts'),
  parameters: { flags: { app, prices: agentFlags.prices, json } },
});
const resume = buildCommand<ResumeFlags, [string?], Context>({
  docs: { brief: 'Resume an agent command that was stopped, killed or failed; what was answered is not asked again' },
  loader: () => import('./commands/resume.ts'),
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [{ parse: asText, optional: true, brief: 'A session, as history shows it [default: the last that did not finish]', placeholder: 'ID' }],
    },
    flags: { app, ...agentFlags, json },
  },
});

const routes = {
  init,
  import: importTables,
  check,
  synth,
  run,
  show,
  test,
  code,
  profile,
  quality,
  compose,
  mcp,
  agents,
  history,
  resume,
  eval: evaluate,
};
export const COMMANDS: readonly string[] = Object.keys(routes);
/** What may follow the word that was typed first. */
const commandsAfter = (command: string): readonly string[] =>
  command === 'lakewright agents' ? agents.getAllEntries().map(({ name }) => name.original) : COMMANDS;

export const makeApplication = (listener: Omit<UsageListener, 'commands'>): Application<Context> => {
  const formatting = { useAliasInUsageLine: false, onlyRequiredInUsageLine: false, caseStyle: 'convert-camel-to-kebab' } as const;
  const versions = version<Context>({ brief: 'Show the version', info: { getCurrentVersion: async () => packageVersion() }, alias: 'v' });
  return buildApplication<Context>(
    buildRouteMap<keyof typeof routes, Context>({ routes, docs: { brief: 'Typed lakehouse projects for Databricks, from one definition.' } }),
    {
      name: 'lakewright',
      scanner: { caseStyle: 'allow-kebab-for-camel', allowArgumentEscapeSequence: true },
      localization: { text: usageText({ ...listener, commands: commandsAfter(listener.command) }) },
      determineExitCode: () => 1,
    },
    {
      help: help<Context>({ brief: 'Show this help', defaultForRouteMap: true, formatting }),
      version: versions.flag ? { ...versions, flag: { ...versions.flag, global: true } } : versions,
    },
  );
};
