/** The tools, in the order in which an assistant meets them. */
import type { McpTool } from '../tool.ts';
import { describeConstruct } from './describe-construct.ts';
import { explainDiagnostic } from './explain-diagnostic.ts';
import { impact } from './impact.ts';
import { lineage } from './lineage.ts';
import { projectGraph } from './project-graph.ts';
import { suggestRules } from './suggest-rules.ts';

export interface ToolOptions {
  /** Whether files of the user's may be changed. @default false */
  readonly allowWrite?: boolean;
  /** Whether rows may be shown; else aggregates only. @default false */
  readonly samples?: boolean;
}

const READING: readonly McpTool[] = [projectGraph, describeConstruct, lineage, impact, suggestRules, explainDiagnostic];

/** What a server offers. What it was not allowed to do when it was started is not there at all. */
export const toolsOf = (_options: ToolOptions): readonly McpTool[] => READING;
