import { z } from 'zod';
import { languageReference as language } from '../../agents/coding/reference.ts';
import { type Answer, pageEnd, pageOf } from '../answer.ts';
import { ToolFailure } from '../diagnostics.ts';
import { functionLines } from '../functions.ts';
import { cursor, mcpTool } from '../tool.ts';

const groups = (): readonly string[] => [...new Set(functionLines().map(({ group }) => group))];
const fits = (name: string, line: string, words: readonly string[]): boolean => words.every((word) => `${name} ${line}`.toLowerCase().includes(word));

export const languageReference = mcpTool({
  name: 'language_reference',
  title: 'How queries are written',
  description:
    'Without arguments: the language of queries on a few pages, with examples; read it before writing one. With `topic` or `search`: functions (`F.…`) and operators with their parameters, by group or by words, e.g. `date`, `json`, `regexp`. Paged.',
  input: z.strictObject({
    topic: z.string().max(60).optional().describe('A group of functions, e.g. `string`, `date and time`, `aggregate`'),
    search: z.string().max(200).optional().describe('Words that the name, the parameters or the name in Spark hold'),
    cursor,
  }),
  run: async ({ topic, search, cursor: from }): Promise<Answer> => {
    const lines = functionLines();
    const known = groups();
    if (topic === undefined && search === undefined) {
      return {
        text: `${language()}\n\nTopics of functions: ${known.map((group) => `${group} (${lines.filter((one) => one.group === group).length})`).join(', ')}`,
      };
    }
    if (topic !== undefined && !known.includes(topic)) throw new ToolFailure({ kind: 'unknown-topic', topic, known }, 'language_reference');
    const words = (search ?? '')
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== '');
    const found = lines.filter(({ name, group, line }) => (topic === undefined || group === topic) && fits(name, line, words));
    if (found.length === 0) return { text: 'No function matches.' };
    const page = pageOf(
      found.map(({ line }) => `- ${line}`),
      from,
    );
    return { text: `${page.items.join('\n')}\n${pageEnd(page, 'functions')}`.trimEnd() };
  },
});
