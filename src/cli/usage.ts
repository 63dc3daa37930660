/** What the parser of arguments says, as problems. Its texts are not shown: every message of lakewright is a diagnostic. */
import {
  AliasNotFoundError,
  type ApplicationText,
  FlagNotFoundError,
  text_en,
  UnexpectedPositionalError,
  UnsatisfiedFlagError,
  UnsatisfiedPositionalError,
} from '@stricli/core';
import type { CliProblem } from './problem.ts';

export interface UsageListener {
  /** The command as it was typed, e.g. `lakewright synth`. */
  readonly command: string;
  readonly commands: readonly string[];
  readonly onProblem: (problem: CliProblem) => void;
  /** A command that threw. */
  readonly onThrown: (thrown: unknown) => void;
}

const problemOf = (error: unknown, command: string): CliProblem => {
  if (error instanceof FlagNotFoundError)
    return { kind: 'unknown-flag', flag: `--${error.input}`, corrections: error.corrections.map((name) => `--${name}`), command };
  if (error instanceof AliasNotFoundError) return { kind: 'unknown-flag', flag: `-${error.input}`, corrections: [], command };
  const usage = (message: string): CliProblem => ({ kind: 'usage', message, command });
  if (error instanceof UnsatisfiedFlagError) return usage(`--${error.externalFlagName} needs a value`);
  if (error instanceof UnsatisfiedPositionalError) return usage(`${error.placeholder} is missing`);
  if (error instanceof UnexpectedPositionalError) return usage(`"${error.input}" is one argument too many`);
  return usage(error instanceof Error ? error.message : String(error));
};

export const usageText = ({ command, commands, onProblem, onThrown }: UsageListener): ApplicationText => {
  const thrown = (error: unknown): string => {
    onThrown(error);
    return '';
  };
  return {
    ...text_en,
    headers: { usage: 'Usage', aliases: 'Aliases', commands: 'Commands', flags: 'Flags', arguments: 'Arguments' },
    briefs: {
      ...text_en.briefs,
      help: 'Show this help',
      version: 'Show the version',
      argumentEscapeSequence: 'What follows is an argument, even if it begins with "-"',
    },
    noCommandRegisteredForInput: ({ input }) => {
      onProblem(
        input.startsWith('-') ? { kind: 'unknown-flag', flag: input, corrections: [], command } : { kind: 'unknown-command', command: input, known: commands },
      );
      return '';
    },
    exceptionWhileParsingArguments: (error) => {
      onProblem(problemOf(error, command));
      return '';
    },
    exceptionWhileLoadingCommandFunction: thrown,
    exceptionWhileLoadingCommandContext: thrown,
    exceptionWhileRunningCommand: thrown,
    commandErrorResult: thrown,
    exceptionWhileRunningIntegrationHook: ({ exception }) => thrown(exception),
    exceptionWhileRunningIntegrationFlag: ({ exception }) => thrown(exception),
  };
};
