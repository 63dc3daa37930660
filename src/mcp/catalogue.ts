/** All diagnostics by code: what each means, and what to do. */
import { AGENT_DIAGNOSTICS } from '../agents/diagnostics.ts';
import { REVIEW_DIAGNOSTICS } from '../agents/quality/diagnostics.ts';
import { APPLY_DIAGNOSTICS } from '../agents/apply/diagnostics.ts';
import { TRIAL_DIAGNOSTICS } from '../agents/trial/diagnostics.ts';
import { CLI_DIAGNOSTICS } from '../cli/diagnostics.ts';
import { IMPORT_DIAGNOSTICS } from '../import/diagnostics.ts';
import { JUDGE_DIAGNOSTICS } from '../judge/diagnostics.ts';
import type { DiagnosticRecord } from '../model/diagnostics/index.ts';
import { MODEL_DIAGNOSTICS } from '../model/diagnostics/index.ts';
import { RUN_DIAGNOSTICS } from '../run/diagnostics.ts';
import { SAMPLE_DIAGNOSTICS, WRITE_DIAGNOSTICS } from '../synth/diagnostics.ts';
import { MCP_DIAGNOSTICS } from './diagnostics.ts';

type Entry = Pick<DiagnosticRecord<never>, 'code' | 'severity' | 'title' | 'cause' | 'cure'>;
const CATALOGUES: readonly Readonly<Record<string, Entry>>[] = [
  MODEL_DIAGNOSTICS,
  WRITE_DIAGNOSTICS,
  SAMPLE_DIAGNOSTICS,
  CLI_DIAGNOSTICS,
  RUN_DIAGNOSTICS,
  IMPORT_DIAGNOSTICS,
  JUDGE_DIAGNOSTICS,
  AGENT_DIAGNOSTICS,
  APPLY_DIAGNOSTICS,
  REVIEW_DIAGNOSTICS,
  TRIAL_DIAGNOSTICS,
  MCP_DIAGNOSTICS,
];

/** Codes as they were given out, in order. */
export const codes = (): readonly string[] => CATALOGUES.flatMap((records) => Object.values(records).map(({ code }) => code)).toSorted();

let known: ReadonlyMap<string, Entry> | undefined;
export const catalogue = (): ReadonlyMap<string, Entry> => {
  known ??= new Map(
    CATALOGUES.flatMap((records) => Object.values(records))
      .toSorted((a, b) => (a.code < b.code ? -1 : 1))
      .map((record) => [record.code, record]),
  );
  return known;
};
