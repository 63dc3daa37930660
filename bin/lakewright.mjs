#!/usr/bin/env node
// Runs on any Node that knows modules, so that an old one gets a sentence and not a syntax error.
// biome-ignore lint/style/useNodejsImportProtocol: old Nodes do not know it
import module from 'module';

const NEEDED = [22, 18];
const version = process.versions.node;
const parts = version.split('.').map(Number);

if (parts[0] < NEEDED[0] || (parts[0] === NEEDED[0] && parts[1] < NEEDED[1])) {
  // The words are those of LW0001 in src/cli/diagnostics.ts; a test compares them.
  process.stderr.write(
    'error LW0001  lakewright\n' +
      '  this is Node ' +
      version +
      ', and lakewright needs ' +
      NEEDED.join('.') +
      ' or later\n' +
      '  install Node 24: https://nodejs.org/en/download\n\n1 error\n',
  );
  process.exitCode = 1;
} else {
  // What was compiled once is kept in the system's temporary folder.
  module.enableCompileCache();
  import('../lib/cli/main.js')
    .then((cli) => cli.main(process.argv.slice(2)))
    // A definition may have left something open that would keep the process alive.
    .then(
      (status) => process.exit(status),
      (error) => {
        process.stderr.write(
          `error LW0003  lakewright\n  this is a defect in lakewright, please report it: ${error.message}\n  npm install again, in case files are missing\n\n1 error\n`,
        );
        process.exit(1);
      },
    );
}
