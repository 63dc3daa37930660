/** The tools, in the order in which an assistant meets them. */
import { Proposals } from '../proposals.ts';
import type { Engines } from '../engines.ts';
import type { McpTool } from '../tool.ts';
import { applyBody } from './apply-body.ts';
import { describeConstruct } from './describe-construct.ts';
import { explainDiagnostic } from './explain-diagnostic.ts';
import { impact } from './impact.ts';
import { languageReference } from './language-reference.ts';
import { lineage } from './lineage.ts';
import { projectGraph } from './project-graph.ts';
import { suggestRules } from './suggest-rules.ts';
import { profileTable, sampleTable } from './stored-rows.ts';
import { type Prove, verifyBody } from './verify-body.ts';

export interface ToolOptions {
  /** Whether files of the user's may be changed. @default false */
  readonly allowWrite?: boolean;
  /** Whether rows may be shown; otherwise only aggregates. @default false */
  readonly samples?: boolean;
  /** What runs on Spark here. @default nothing does */
  readonly engines?: Engines;
  /** What proves a body. @default nothing, and bodies cannot be proposed */
  readonly prove?: Prove;
}

const READING: readonly McpTool[] = [projectGraph, describeConstruct, languageReference, lineage, impact, suggestRules, explainDiagnostic];

/** What a server offers. What it was not allowed to do when it was started is not offered at all. */
export const toolsOf = ({ allowWrite = false, samples = false, engines, prove }: ToolOptions): readonly McpTool[] => {
  const proposals = new Proposals();
  return [
    ...READING,
    ...(engines ? [profileTable(engines), ...(samples ? [sampleTable(engines)] : [])] : []),
    ...(prove ? [verifyBody(proposals, prove), ...(allowWrite ? [applyBody(proposals)] : [])] : []),
  ];
};
