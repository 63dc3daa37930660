import { z } from 'zod';
import { applyPlan } from '../../agents/apply/index.ts';
import { type Answer, cell, diagnosticsText, fenced } from '../answer.ts';
import { ToolFailure } from '../diagnostics.ts';
import { doubtOf, planOf, type Proposals, snapshotOf } from '../proposals.ts';
import { type McpTool, mcpTool } from '../tool.ts';
import { allDiagnostics } from '../workspace.ts';

export const applyBody = (proposals: Proposals): McpTool =>
  mcpTool({
    name: 'apply_body',
    title: 'Write a verified body into the definition',
    description:
      'Writes what verify_body has verified into the source of the definition: the property `query` of one table, `decisions` where some were given, and imports that they need; every other byte stays. Takes the `hash` of the verified proposal. Refused when the source has changed since. Synthesizes and deploys nothing.',
    input: z.strictObject({ hash: z.string().min(1).max(100).describe('The `hash` that verify_body answered') }),
    writes: true,
    run: async ({ hash: wanted }, { workspace }): Promise<Answer> => {
      const proposal = proposals.find(wanted);
      const doubt = doubtOf(proposal.evidence);
      if (doubt !== undefined) throw new ToolFailure({ kind: 'unproven-proposal', hash: wanted, why: doubt }, proposal.table);
      const snapshot = await snapshotOf(workspace, proposal.project);
      const { plan, hash, diff } = planOf(snapshot, proposal.table, proposal.changes);
      if (hash !== wanted) throw new ToolFailure({ kind: 'not-applied', why: 'the source is not what it was when the body was verified' }, proposal.table);
      const applied = applyPlan(snapshot.checked.root, plan);
      if (!applied.ok)
        throw new ToolFailure({ kind: 'not-applied', why: applied.problems.map(({ message }) => message).join('; ') }, proposal.table, applied.problems);
      const found = allDiagnostics(await workspace.state());
      return {
        text: [
          `Written: ${applied.files.map((file) => cell(file, 200)).join(', ')}`,
          fenced(diff, 'diff', 8_000),
          found.length === 0 ? 'The definition has no findings. Next: npx lakewright test' : diagnosticsText(found.slice(0, 10), snapshot.checked.root),
        ].join('\n'),
        data: { written: applied.files, hash },
      };
    },
  });
