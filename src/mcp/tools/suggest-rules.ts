import { z } from 'zod';
import { type Answer, cell, fenced, pageEnd, pageOf } from '../answer.ts';
import { rulesFromSchema } from '../rules-from-schema.ts';
import { cursor, mcpTool, project } from '../tool.ts';
import { projectOf, tableOf } from '../workspace.ts';

export const suggestRules = mcpTool({
  name: 'suggest_rules',
  title: 'Rules that the schema suggests',
  description:
    'Quality rules that keys, names and types of a table (or of all tables) suggest and that it lacks, as statements to put below its declaration. No data was looked at: each is a question to whoever knows the data, and begins as a warning. Paged.',
  input: z.strictObject({ project, table: z.string().max(300).optional().describe('E.g. `silver.orders`; without it, all tables'), cursor }),
  run: async (args, { workspace }): Promise<Answer> => {
    const checked = await projectOf(workspace, args.project);
    const { model } = checked;
    const tables = args.table === undefined ? model.tables : [tableOf(checked, args.table)];
    const rules = tables.flatMap((table) => rulesFromSchema(model, table));
    if (rules.length === 0) return { text: 'The schema suggests no rule that is not there.' };
    const page = pageOf(
      rules.map((rule) => {
        const variables = Object.entries(rule.variables).map(([name, key]) => `${name} is ${cell(key, 120)}`);
        return `- ${cell(rule.table, 120)}: ${cell(rule.why, 300)} (${variables.join(', ')}; import ${rule.uses.join(', ')})\n${fenced(rule.code, 'ts', 1_000)}`;
      }),
      args.cursor,
    );
    return { text: `${rules.length} suggestions\n${page.items.join('\n')}\n${pageEnd(page, 'suggestions')}`.trimEnd() };
  },
});
