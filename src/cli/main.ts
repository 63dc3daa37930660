import { run } from '@stricli/core';
import { COMMANDS, makeApplication } from './application.ts';
import { makeContext } from './context.ts';
import { cliDiagnostic } from './diagnostics.ts';
import { thrownDiagnostics } from './failure.ts';
import type { CliProblem } from './problem.ts';

const USAGE_STATUS = 2;

/** Whoever reads our output may stop reading, like `head`. */
const endQuietlyOnClosedPipe = (stream: NodeJS.WriteStream): void => {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    throw error;
  });
};
const written = (stream: NodeJS.WriteStream): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>();
  stream.write('', () => resolve());
  return promise;
};

/** Runs a command line; the result is the exit status: 1 for what is wrong with a project, 2 for a wrong command line. */
export const main = async (argv: readonly string[]): Promise<number> => {
  endQuietlyOnClosedPipe(process.stdout);
  endQuietlyOnClosedPipe(process.stderr);
  const context = makeContext(argv);
  const first = argv[0];
  const command = first !== undefined && COMMANDS.includes(first) ? `lakewright ${first}` : 'lakewright';
  const problems: CliProblem[] = [];
  const application = makeApplication({
    command,
    onProblem: (problem) => void problems.push(problem),
    onThrown: (thrown) => {
      context.report(thrownDiagnostics(thrown));
      context.fail();
    },
  });
  await run(application, argv, context);
  if (problems.length > 0) {
    context.report(problems.map((problem) => cliDiagnostic(problem, command)));
    context.fail(USAGE_STATUS);
  }
  await Promise.all([written(process.stdout), written(process.stderr)]);
  return Number(process.exitCode ?? 0);
};
