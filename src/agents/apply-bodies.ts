/** Bodies are written so that a resumed session knows of a kill in the middle: what is about to be written is recorded in the session first. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Diagnostic } from '../model/diagnostics/index.ts';
import type { BodyRecords } from '../model/provenance.ts';
import { type Applied, applyPlan, type Plan } from './apply/index.ts';
import { fileText } from './file-text.ts';
import { recordBodies } from './provenance.ts';
import { readSession, type Session, type SessionEvent } from './session.ts';

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Writes a plan and what is kept of its bodies. `subjects` are the tables that it fills. */
export const applyBodies = (
  root: string,
  session: Session,
  { plan, subjects, records }: { readonly plan: Plan; readonly subjects: readonly string[]; readonly records: BodyRecords },
): { readonly applied: Applied; readonly problems: readonly Diagnostic[] } => {
  session.add({ event: 'applying', subjects, files: plan.files.map(({ path, after }) => ({ path, hash: hashOf(after) })), records });
  const applied = applyPlan(root, plan);
  if (!applied.ok) return { applied, problems: applied.problems };
  const problems = recordBodies(root, records);
  for (const subject of subjects) session.add({ event: 'applied', subject, files: applied.files });
  return { applied, problems };
};

const isOnDisk = (root: string, { path, hash }: { readonly path: string; readonly hash: string }): boolean => {
  const text = fileText(join(root, path));
  return text !== undefined && hashOf(text) === hash;
};
const isApplying = (event: SessionEvent): event is Extract<SessionEvent, { event: 'applying' }> => event.event === 'applying';

/**
 * The tables that a session has filled, as it says or as the files do: a process that was killed after it wrote them could not say so any more.
 * Their records are made up for.
 */
export const finishApplied = (root: string, id: string): { readonly tables: readonly string[]; readonly problems: readonly Diagnostic[] } => {
  const events = readSession(root, id) ?? [];
  const told = new Set(events.flatMap((event) => (event.event === 'applied' ? [event.subject] : [])));
  const untold = events
    .filter(isApplying)
    .filter(({ subjects, files }) => subjects.some((key) => !told.has(key)) && files.every((file) => isOnDisk(root, file)));
  const problems = untold.flatMap(({ records }) => recordBodies(root, records));
  return { tables: [...new Set([...told, ...untold.flatMap(({ subjects }) => subjects)])], problems };
};
