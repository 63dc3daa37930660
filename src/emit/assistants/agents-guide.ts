import type { Model } from '../../model/model.ts';
import { markdownText } from '../../utils/markdown-text.ts';
import type { OutputFile } from '../../utils/output-file.ts';

/** It is written once, so it says nothing that the next change of the definition would make wrong. */
export const agentsGuide = ({ project }: Model): OutputFile => ({
  path: 'AGENTS.md',
  content: `# Working on ${markdownText(project.name)}

A lakewright project. \`.projenrc.ts\` and the files that it imports declare everything: tables, rules, dashboards, monitors, jobs. All other
code is written from them.

## Commands

- \`npx lakewright check\`: what is wrong with the definition; writes nothing. \`--json\` for data, \`--spark\` to let Spark judge the bodies
- \`npx lakewright synth\`: writes all files from the definition
- \`npx lakewright run +gold.some_table\`: builds a table and all that it needs, on this machine
- \`npx lakewright test\`: synthesizes, then runs the tests

## Done means

\`npx lakewright test\` passes. It checks the definition, writes the files and runs the tests, in this order.

## Rules

- Edit \`.projenrc.ts\` and the files it imports or names. A file whose first line says that it is generated is rewritten by the next
  synthesis: change the definition instead.
- Columns of a typed query are inferred. Declare \`columns\` only for files, SQL, Python, external tables and tables still to be written.
- Every table has an \`intent\`: one sentence that says what a row is. A body is right when it does what the intent says. Do not change an
  intent to fit a body.
- Say in each rule what NULL means (\`nulls\`), and choose \`onViolation\` by what a wrong row costs: \`warn\`, \`drop\`, \`quarantine\` or \`fail\`.
- \`dropDuplicates\` needs an order that decides which row stays; \`join\` takes \`expect: 'one'\` where a second match would be a mistake.
- No secret in the definition, in configuration or in code.
- Deploying is for people and for the workflow.

## Where things are

- Tables, columns and lineage in words: [docs](docs/README.md). Everything as data: \`.lakewright/manifest.json\`, after a synthesis.
- The \`lakewright\` MCP server (\`npx lakewright mcp\`) finds tables, describes them, says what a change would break, and verifies bodies.
- How-tos: \`.agents/skills/\`.

## About this project

This file is yours: lakewright does not write it again. Add here what an assistant should know about the data and the team.
`,
});
