/** The agent that names, ranks and explains what was counted. It sees counts, never a value of a row, and does not change what a proposal says. */
import { z } from 'zod';
import { secretIn } from '../../model/checks/secrets.ts';
import type { TableModel } from '../../model/model.ts';
import type { Agent } from '../agent.ts';
import { AGENT_CARDS } from '../cards.ts';
import { columnText } from '../coding/table-brief.ts';
import { agentDiagnostic } from '../diagnostics.ts';
import { fenced, plainText } from '../fence.ts';
import type { TableProfile } from './profile.ts';
import { explained, type ProposedRule, type ProposedType } from './proposals.ts';

export interface ProfilingInput {
  readonly table: TableModel;
  readonly profile: TableProfile;
  readonly rules: readonly ProposedRule[];
  readonly types: readonly ProposedType[];
}
const INPUT = z.custom<ProfilingInput>().superRefine(({ rules, types }, context) => {
  if (rules.length + types.length === 0) context.addIssue({ code: 'custom', message: 'nothing is proposed' });
});
export const PROFILING_ANSWER = z.object({
  proposals: z
    .array(
      z.object({
        id: z.string().describe('as it was given'),
        name: z.string().max(60).nullable().describe('of a rule: lower case letters, digits and _; null for a type'),
        explanation: z.string().min(1).max(300).describe('one sentence'),
      }),
    )
    .max(500)
    .describe('all that were given, the one that matters most first'),
});
export type ProfilingAnswer = z.infer<typeof PROFILING_ANSWER>;

const ruleId = (i: number): string => `rule-${i + 1}`;
const typeId = (i: number): string => `type-${i + 1}`;
/** Counts and names; smallest, largest and frequent values are values of rows, and stay here. */
const told = ({ table, profile, rules, types }: ProfilingInput) => ({
  table: table.key,
  ...(table.intent === undefined ? {} : { intent: table.intent }),
  rows: profile.rows,
  all_rows_were_looked_at: !profile.isSample,
  rules_that_it_has: table.rules.map(({ name }) => name),
  columns: table.columns.map((column) => {
    const counted = profile.columns.find(({ name }) => name === column.name);
    return { column: columnText(column), nulls: counted?.nulls, different: counted?.distinct, blank: counted?.blanks };
  }),
  proposals: [
    ...rules.map(({ name, column, what, confidence, variables, table: own }, i) => ({
      id: ruleId(i),
      rule: what,
      column,
      ...(what === 'exists' ? { matches_in: Object.values(variables).filter((key) => key !== own) } : {}),
      counted_name: name,
      confidence,
    })),
    ...types.map(({ column, type }, i) => ({ id: typeId(i), type, column })),
  ],
});
const brief = (input: ProfilingInput): string => ['Name, rank and explain these proposals.', fenced('profile', told(input))].join('\n\n');

const numbersIn = (text: string): readonly string[] => text.match(/\d+(?:[.,]\d+)*/g) ?? [];
const wrongIn = ({ proposals }: ProfilingAnswer, input: ProfilingInput): readonly string[] => {
  const wrong: string[] = [];
  const wanted = [...input.rules.map((_, i) => ruleId(i)), ...input.types.map((_, i) => typeId(i))];
  const given = proposals.map(({ id }) => id);
  for (const id of wanted) if (!given.includes(id)) wrong.push(`${id} is missing`);
  for (const [i, id] of given.entries()) {
    if (!wanted.includes(id)) wrong.push(`there is no proposal ${id}; nothing can be added`);
    else if (given.indexOf(id) !== i) wrong.push(`${id} is there twice`);
  }
  const taken = new Set(input.table.rules.map(({ name }) => name.toLowerCase()));
  const known = new Set(numbersIn(JSON.stringify(told(input))));
  for (const { id, name, explanation } of proposals) {
    const isType = id.startsWith('type-');
    if (isType && name !== null) wrong.push(`${id} is a type and has no name`);
    if (!isType && !/^[a-z][a-z0-9_]*$/.test(name ?? '')) wrong.push(`${id}: "${name ?? ''}" must be lower case letters, digits and _`);
    if (!isType && taken.has(name ?? '')) wrong.push(`${id}: there is a rule "${name ?? ''}" already`);
    if (!isType) taken.add(name ?? '');
    for (const number of numbersIn(explanation)) if (!known.has(number)) wrong.push(`${id}: nothing that was counted is ${number}`);
    const secret = secretIn(explanation);
    if (secret !== undefined) wrong.push(`${id}: it holds what looks like ${secret}`);
  }
  return wrong;
};

export const profilingAgent: Agent<ProfilingInput, ProfilingAnswer> = {
  name: 'profiling',
  about: AGENT_CARDS.profiling.about,
  input: INPUT,
  output: PROFILING_ANSWER,
  prompt: () => 'data_profiling',
  brief,
  read: (answer) => ({ kind: 'answer', answer, changes: [] }),
  verifiers: [
    {
      check: 'definition',
      run: (answer, input) => {
        const problems = wrongIn(answer, input).map((message) => agentDiagnostic({ kind: 'bad-answer', message }, input.table.key));
        return Promise.resolve(
          problems.length > 0
            ? { check: 'definition', verdict: 'failed', says: `${problems.length} mistakes in names and reasons`, seconds: 0, problems }
            : { check: 'definition', verdict: 'passed', says: 'each proposal has a name of its own and a reason', seconds: 0 },
        );
      },
    },
  ],
  required: AGENT_CARDS.profiling.required,
  limits: AGENT_CARDS.profiling.limits,
};

/** The proposals in the order of an answer, with its names and reasons. Only for an answer that passed. */
export const asAnswered = ({ rules, types }: ProfilingInput, { proposals }: ProfilingAnswer): Pick<ProfilingInput, 'rules' | 'types'> => {
  const oneLine = (text: string): string => plainText(text.replace(/\s+/g, ' ').toWellFormed()).trim();
  return {
    rules: proposals.flatMap(({ id, name, explanation }) => {
      const rule = rules.find((_, i) => ruleId(i) === id);
      return rule && name !== null ? [explained(rule, name, oneLine(explanation))] : [];
    }),
    types: proposals.flatMap(({ id, explanation }) => {
      const type = types.find((_, i) => typeId(i) === id);
      return type ? [{ ...type, explanation: oneLine(explanation) }] : [];
    }),
  };
};
