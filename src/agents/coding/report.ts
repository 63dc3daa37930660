/** The outcome for a table, as people read it. */
import type { Question, Rows } from '../agent.ts';
import { costText } from '../budget.ts';
import type { Evidence } from '../evidence.ts';
import { plainText } from '../fence.ts';
import type { Body } from './body.ts';
import type { CodedTable } from './code-table.ts';

const MARK: Readonly<Record<Evidence['verdict'], string>> = { passed: '✓', failed: '✗', skipped: '-' };
const MOST_ROWS = 12;

const rowsText = (rows: Rows): readonly string[] => [
  ...rows.slice(0, MOST_ROWS).map((row) => `    ${plainText(JSON.stringify(row), 300)}`),
  ...(rows.length > MOST_ROWS ? [`    … ${rows.length - MOST_ROWS} more`] : []),
  ...(rows.length === 0 ? ['    no rows'] : []),
];
/** A question with the smallest rows on which its readings differ. */
export const questionText = ({ text, readings, given }: Question): string =>
  [
    `  ${plainText(text, 600)}`,
    ...Object.entries(given ?? {}).flatMap(([table, rows]) => [`  ${table} holds`, ...rowsText(rows)]),
    ...readings.flatMap(({ says, gives }, i) => [`  ${i + 1}. ${plainText(says, 400)}${gives ? ', which gives' : ''}`, ...(gives ? rowsText(gives) : [])]),
  ].join('\n');

const evidenceText = (evidence: Evidence): readonly string[] => [
  `  ${MARK[evidence.verdict]} ${evidence.check.padEnd(11)} ${plainText(evidence.says, 300)}`,
  ...(evidence.verdict === 'failed' ? evidence.problems.slice(0, 3).map(({ message }) => `      ${plainText(message, 600).replaceAll('\n', '\n      ')}`) : []),
];
/** Why a body is not a relation. */
const reasonsText = (body: Body | null | undefined): readonly string[] => {
  const said = (what: string, why: string | null | undefined): readonly string[] => (why ? [`  ${what}, because ${plainText(why, 300)}`] : []);
  if (!body || body.form === 'relation') return [];
  if (body.form === 'sql') return said('SQL', body.why_sql);
  return [...said('Python', body.why_python), ...said('rows leave Spark', body.why_leaves_spark)];
};
/** Outcome, reading, evidence, cost. */
export const codedText = ({ table, proposal, decisions, cost, withoutModel }: CodedTable): string => {
  const head = (): string => {
    switch (proposal.outcome) {
      case 'solved':
        return `${table}: solved`;
      case 'unverified':
        return `${table}: unverified, because ${plainText(proposal.why, 600)}`;
      case 'clarify':
        return `${table}: a question\n${questionText(proposal.question)}`;
      case 'refused':
        return `${table}: refused: ${plainText(proposal.reason, 600)}`;
      default:
        return proposal satisfies never;
    }
  };
  const { answer } = proposal;
  return [
    head(),
    ...(answer && (proposal.outcome === 'solved' || proposal.outcome === 'unverified') ? [`  read as: ${plainText(answer.says, 400)}`] : []),
    ...(withoutModel ? ['  made without a model: it follows from what is declared'] : []),
    ...reasonsText(answer?.body),
    ...decisions.map(({ says }) => `  decided: ${plainText(says, 400)}`),
    ...proposal.evidence.flatMap(evidenceText),
    `  ${costText(cost)}`,
  ].join('\n');
};
