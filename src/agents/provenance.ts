/** Records next to the definition who wrote a body, from what, and how it was proven. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostic } from '../model/diagnostics/index.ts';
import type { Model } from '../model/model.ts';
import { BODIES_LOCK, bodyHashes, type BodyRecord, type BodyRecords, readBodies, writeBodies } from '../model/provenance.ts';
import type { Proposal } from './agent.ts';
import { applyPlan } from './apply/index.ts';

const MOST_SAID = 200;
/** What is kept of a proposal; `model` is the definition with the body in it. Undefined if nothing was proposed. */
export const recordOf = (model: Model, table: string, proposal: Proposal<unknown>, date = new Date()): BodyRecord | undefined => {
  const made = model.tables.find(({ key }) => key === table);
  if (!made || (proposal.outcome !== 'solved' && proposal.outcome !== 'unverified')) return undefined;
  // A body in Python comes with its file, which need not be written yet.
  const files = new Map(proposal.changes.flatMap((change) => (change.kind === 'file' ? [[change.path, change.content] as const] : [])));
  return {
    ...bodyHashes(model, made, (path) => files.get(path)),
    ...(proposal.model === undefined ? {} : { model: proposal.model }),
    prompt: proposal.promptVersion,
    verdict: proposal.outcome,
    evidence: proposal.evidence.map(({ check, verdict, says }) => `${check}: ${verdict}, ${says}`.slice(0, MOST_SAID)),
    date: date.toISOString().slice(0, 10),
  };
};

const ATTEMPTS = 5;
/** Adds records to the existing ones. Another process that adds its own at the same time loses nothing. */
export const recordBodies = (root: string, added: BodyRecords): readonly Diagnostic[] => {
  let problems: readonly Diagnostic[] = [];
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const path = join(root, BODIES_LOCK);
    const before = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
    const known = before === undefined ? {} : readBodies(before);
    // A file that cannot be read stays for its user to look at: synthesis says so.
    if (known instanceof Error) return [];
    const after = writeBodies({ ...known, ...added });
    if (after === before) return [];
    const applied = applyPlan(root, { files: [{ path: BODIES_LOCK, before, after }], refused: [] });
    if (applied.ok) return [];
    problems = applied.problems;
  }
  return problems;
};
