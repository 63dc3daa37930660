/** Configuration of editors and their assistants. Each starts the server that the project has installed, without a network. */
import type { Model } from '../../model/model.ts';
import type { OutputFile } from '../../utils/output-file.ts';

const BINARY = 'node_modules/lakewright/bin/lakewright.mjs';
const json = (path: string, value: unknown): OutputFile => ({ path, content: `${JSON.stringify(value, null, 2)}\n` });

/** Node and a file: on Windows a host cannot start what npm puts into `.bin`. */
const SERVER = { command: 'node', args: [BINARY, 'mcp'] };
/** Hosts that start servers elsewhere use this name for the folder. */
const FOLDER = '$' + '{workspaceFolder}';
const SERVER_ANYWHERE = { command: 'node', args: [`${FOLDER}/${BINARY}`, 'mcp', '--app', `${FOLDER}/.projenrc.ts`] };

/** Folders in which everything is generated. */
const generatedFolders = ({ project }: Model): readonly string[] => [
  `src/${project.package}`,
  'pipelines',
  'data_validation',
  'tests/generated',
  'databricks',
  'monte_carlo',
  '.lakewright',
];
/** What these run is the definition and its tests, which an assistant edits anyway. Not `synth` with any flag: `--adopt` replaces the user's files. */
const ALLOWED = [
  'npx lakewright check',
  'npx lakewright check *',
  'npx lakewright synth',
  'npx lakewright synth --check',
  'npx lakewright test',
  'npx lakewright test *',
];

export const claudeFiles = (model: Model): readonly OutputFile[] => [
  { path: 'CLAUDE.md', content: '@AGENTS.md\n' },
  json('.mcp.json', { mcpServers: { lakewright: SERVER } }),
  json('.claude/settings.json', {
    permissions: {
      allow: ALLOWED.map((command) => `Bash(${command})`),
      deny: generatedFolders(model).map((folder) => `Edit(/${folder}/**)`),
    },
  }),
];
export const cursorFiles = (): readonly OutputFile[] => [json('.cursor/mcp.json', { mcpServers: { lakewright: SERVER_ANYWHERE } })];
export const vscodeFiles = (): readonly OutputFile[] => [json('.vscode/mcp.json', { servers: { lakewright: { type: 'stdio', ...SERVER_ANYWHERE } } })];
