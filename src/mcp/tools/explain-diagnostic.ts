import { z } from 'zod';
import { type Answer, diagnosticsText, pageEnd, pageOf } from '../answer.ts';
import { catalogue } from '../catalogue.ts';
import { ToolFailure } from '../diagnostics.ts';
import { cursor, mcpTool } from '../tool.ts';
import { allDiagnostics } from '../workspace.ts';
import { dirname } from 'node:path';

export const explainDiagnostic = mcpTool({
  name: 'explain_diagnostic',
  title: 'What is wrong, and why',
  description:
    'Without a code: everything that is wrong with the definition as it is on disk now, with place and cure (as `lakewright check`). With a code such as LW2003: its cause and its cure. Call it after each change of the definition. Paged.',
  input: z.strictObject({ code: z.string().max(20).optional().describe('E.g. `LW2003`'), cursor }),
  run: async (args, { workspace }): Promise<Answer> => {
    if (args.code !== undefined) {
      const code = args.code.trim().toUpperCase();
      const record = catalogue().get(code);
      if (!record) throw new ToolFailure({ kind: 'unknown-code', code: args.code, known: [...catalogue().keys()] }, 'explain_diagnostic');
      return { text: `${record.code} ${record.title} (${record.severity})\nCause: ${record.cause}\nCure: ${record.cure}` };
    }
    const state = await workspace.state();
    const diagnostics = allDiagnostics(state);
    if (diagnostics.length === 0) return { text: `Nothing is wrong: ${state.projects.map(({ name }) => name).join(', ')}.` };
    const folder = dirname(state.file);
    const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
    // One at a time, because the totals below a block would be those of a page.
    const page = pageOf(
      diagnostics.map((one) => diagnosticsText([one], folder).replace(/\n\n[^\n]*$/, '')),
      args.cursor,
    );
    return { text: `${errors} errors, ${diagnostics.length - errors} warnings\n\n${page.items.join('\n\n')}\n${pageEnd(page, 'findings')}`.trimEnd() };
  },
});
