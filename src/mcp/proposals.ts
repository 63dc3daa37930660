/** Bodies that assistants propose: what each would do to the source, what was found out about it, and what of that may be applied. */
import { hash } from 'node:crypto';
import { constructOf, constructsOf, type Plan, planChanges, renderDiff, type Sources, takeSources, type Target } from '../agents/apply/index.ts';
import type { Change } from '../agents/change.ts';
import { type Evidence, REQUIRED } from '../agents/evidence.ts';
import { CANDIDATE_NAMES } from '../agents/trial/candidate.ts';
import type { TableModel } from '../model/model.ts';
import { ToolFailure } from './diagnostics.ts';
import { type Checked, projectOf, tableOf, type Workspace } from './workspace.ts';

export interface Body {
  /** An expression in TypeScript that can stand at `query`. */
  readonly code: string;
  /** The names by which it speaks of tables. */
  readonly inputs: readonly { readonly name: string; readonly table: string }[];
}
/** The project and its source at one moment. */
export interface Snapshot {
  readonly checked: Checked;
  readonly definition: string;
  readonly sources: Sources;
}
export interface Proposal {
  readonly hash: string;
  readonly project: string;
  readonly table: string;
  readonly changes: readonly Change[];
  readonly diff: string;
  readonly evidence: readonly Evidence[];
}

const MOST_PROPOSALS = 100;
const MOST_TRIES = 5;
/** Those of one server, the latest ones. */
export class Proposals {
  readonly #known = new Map<string, Proposal>();

  keep(proposal: Proposal): void {
    this.#known.delete(proposal.hash);
    this.#known.set(proposal.hash, proposal);
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= MOST_PROPOSALS) break;
      this.#known.delete(oldest);
    }
  }
  find(wanted: string): Proposal {
    const found = this.#known.get(wanted);
    if (!found) throw new ToolFailure({ kind: 'unknown-proposal', hash: wanted }, 'apply_body');
    return found;
  }
}

/** Sources and model that belong together: a file that is saved between the two readings would move every place in it. */
export const snapshotOf = async (workspace: Workspace, project: string | undefined): Promise<Snapshot> => {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const before = await workspace.state();
    const sources = takeSources(before.file);
    const checked = await projectOf(workspace, project);
    if ((await workspace.state()) === before) return { checked, definition: before.file, sources };
  }
  throw new ToolFailure({ kind: 'evaluation-failed', file: 'the definition', why: 'its files keep changing' }, 'definition');
};

/** The table for which a body can be proposed. */
export const tableToFill = (checked: Checked, wanted: string): TableModel => {
  const table = tableOf(checked, wanted);
  const why =
    table.kind === 'external'
      ? 'it is a table of another system'
      : table.body.kind === 'files' || table.body.kind === 'kafka' || table.body.kind === 'jdbc'
        ? 'its rows come from outside'
        : table.at === undefined
          ? 'it is not known where it is declared'
          : undefined;
  if (why !== undefined) throw new ToolFailure({ kind: 'no-body-possible', table: table.key, why }, checked.name);
  return table;
};

export const changesOf = (checked: Checked, table: TableModel, { code, inputs }: Body): readonly Change[] => {
  const construct = constructOf(checked.model, table.key);
  if (!construct) throw new ToolFailure({ kind: 'no-body-possible', table: table.key, why: 'it is not known where it is declared' }, checked.name);
  const tables = inputs.map(({ name, table: wanted }) => {
    const { key } = tableOf(checked, wanted);
    const ref = constructOf(checked.model, key);
    if (!ref) throw new ToolFailure({ kind: 'no-body-possible', table: key, why: 'it is not known where it is declared, so it cannot be named' }, checked.name);
    return { name, table: ref };
  });
  const taken = new Set(tables.map(({ name }) => name));
  return [{ kind: 'properties', construct, set: { query: { code, tables, uses: CANDIDATE_NAMES.filter((name) => !taken.has(name)) } } }];
};

export const targetOf = ({ checked, sources }: Snapshot): Target => ({ root: checked.root, sources, constructs: constructsOf(checked.model) });

/** Names exactly what would be written over what. */
const hashOf = ({ files }: Plan, table: string): string =>
  hash('sha256', JSON.stringify([table, ...files.map(({ path, before, after }) => [path, before ?? null, after])]), 'base64url').slice(0, 22);

export const planOf = (
  snapshot: Snapshot,
  table: string,
  changes: readonly Change[],
): { readonly plan: Plan; readonly hash: string; readonly diff: string } => {
  const plan = planChanges(targetOf(snapshot), changes);
  return { plan, hash: hashOf(plan, table), diff: renderDiff(plan.files) };
};

/** Why a proposal is not verified; undefined where it is: every check that is required ran, and none failed. */
export const doubtOf = (evidence: readonly Evidence[]): string | undefined => {
  const failed = evidence.filter(({ verdict }) => verdict === 'failed').map(({ check }) => check);
  if (failed.length > 0) return `${failed.join(', ')} failed`;
  const missing = REQUIRED.filter((check) => !evidence.some((one) => one.check === check && one.verdict === 'passed'));
  return missing.length > 0 ? `not run: ${missing.join(', ')}` : undefined;
};
