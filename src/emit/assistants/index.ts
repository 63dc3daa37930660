/** What coding assistants read: made once, the team's own from then on. */
import type { Model } from '../../model/model.ts';
import type { OutputFile } from '../../utils/output-file.ts';
import { agentsGuide } from './agents-guide.ts';
import { claudeFiles, cursorFiles, vscodeFiles } from './hosts.ts';
import { skillFiles } from './skills.ts';

/** `agents`: what most assistants read. */
export const ASSISTANTS = ['agents', 'claude', 'cursor', 'vscode'] as const;
export type AssistantName = (typeof ASSISTANTS)[number];

const agentsFiles = (model: Model): readonly OutputFile[] => [agentsGuide(model), ...skillFiles('.agents/skills')];
const FILES: Readonly<Record<AssistantName, (model: Model) => readonly OutputFile[]>> = {
  agents: agentsFiles,
  // Its own guide is a pointer to the common one.
  claude: (model) => [agentsGuide(model), ...claudeFiles(model), ...skillFiles('.claude/skills')],
  cursor: cursorFiles,
  vscode: vscodeFiles,
};

/** The files for some assistants, each once. */
export const emitAssistantFiles = (model: Model, assistants: readonly AssistantName[]): readonly OutputFile[] => {
  const files = ASSISTANTS.filter((name) => assistants.includes(name)).flatMap((name) => FILES[name](model));
  return [...new Map(files.map((file) => [file.path, file])).values()];
};
