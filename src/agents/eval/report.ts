/** Results as a page and as data. */
import { type Caption, captionOf, captionText, cell, shown } from './page.ts';
import type { EvalRecord } from './record.ts';
import { type Scores, scoresOf } from './scores.ts';

export interface Report extends Caption {
  readonly solver: string;
  readonly all: Scores;
  readonly groups: readonly { readonly name: string; readonly scores: Scores }[];
}
const kindOf = ({ task }: EvalRecord): string => task.slice(0, Math.max(0, task.indexOf('/')));

export const reportOf = (records: readonly EvalRecord[]): Report => {
  const groups = [...Map.groupBy(records, (record) => kindOf(record)), ...Map.groupBy(records, (record) => `${kindOf(record)}: ${record.family}`)];
  return {
    solver: records[0]?.solver ?? 'lakewright',
    ...captionOf(records),
    all: scoresOf(records),
    groups: groups.map(([name, own]) => ({ name, scores: scoresOf(own) })),
  };
};

const number = (value: number): string => Math.round(value).toLocaleString('en-US');
const tokensOf = ({ calls, inputTokens, outputTokens }: Scores): string =>
  calls > 0 && inputTokens + outputTokens === 0 ? 'not told' : `${number(inputTokens)} and ${number(outputTokens)}`;
const rows = (scores: Scores): readonly (readonly [string, string])[] => [
  ['right on hidden rows (pass@1)', shown(scores.solved)],
  ...(scores.runs > 1
    ? [
        ['right on hidden rows, run by run', scores.solvedByRun.map(({ count, of }) => `${count} of ${of}`).join(', ')] as const,
        [`tasks right in all ${scores.runs} runs`, shown(scores.always)] as const,
        [`tasks right in some runs and wrong in others`, shown(scores.sometimes)] as const,
      ]
    : []),
  ['right on visible rows only', shown(scores.overfitted)],
  ['verified, and wrong (false-verified)', shown(scores.falseVerified)],
  ['refused what cannot be answered', shown(scores.rightRefusals)],
  ['refused what can be answered', shown(scores.wrongRefusals)],
  ['vague: the right question', shown(scores.rightQuestions)],
  ['vague: questions without rows to judge them by', shown(scores.unjudgedQuestions)],
  ['vague: answered, and how it was read is kept nowhere (silent)', shown(scores.silent)],
  ['needless questions', shown(scores.needlessQuestions)],
  ['decisions whose example the other readings fail', shown(scores.decisive)],
  ['broke off', shown(scores.brokeOff)],
  ['repairs', number(scores.repairs)],
  ['tokens in and out', tokensOf(scores)],
  ['calls; characters sent and received', `${number(scores.calls)}; ${number(scores.charactersSent)} and ${number(scores.charactersReceived)}`],
  ['money', scores.money === undefined ? 'not known' : `$${scores.money.toFixed(4)}`],
  ['seconds, of all attempts together', number(scores.seconds)],
];

/** The page. */
export const renderReport = (report: Report, records: readonly EvalRecord[]): string => {
  const { solver, all, groups } = report;
  const wrong = records.filter(({ expected, body, outcome }) => (expected === 'refuse' ? outcome !== 'refused' : expected === 'solve' && body?.b !== true));
  return [
    `# ${solver === 'sql' ? 'Plain SQL, without lakewright' : 'lakewright'}: ${all.tasks} tasks, ${all.attempts} attempts${all.runs > 1 ? ` in ${all.runs} runs` : ''}`,
    '',
    captionText(report),
    '',
    '| | |',
    '|---|---|',
    ...rows(all).map(([name, value]) => `| ${name} | ${value} |`),
    '',
    '| group | right on hidden rows | false-verified | right refusals | right questions | needless questions |',
    '|---|---|---|---|---|---|',
    ...groups.map(
      ({ name, scores }) =>
        `| ${name} | ${[scores.solved, scores.falseVerified, scores.rightRefusals, scores.rightQuestions, scores.needlessQuestions].map((one) => (one.of === 0 ? '' : `${one.count} of ${one.of}`)).join(' | ')} |`,
    ),
    '',
    ...(wrong.length === 0
      ? []
      : [
          'What was not answered as it should be:',
          '',
          '| task | run | outcome | on a | on b | why |',
          '|---|---|---|---|---|---|',
          ...wrong.map(
            ({ task, run, outcome, body, says, question }) =>
              `| ${task} | ${run} | ${outcome} | ${body ? (body.a ? 'right' : 'wrong') : ''} | ${body ? (body.b ? 'right' : 'wrong') : ''} | ${cell(question?.text ?? body?.says ?? says ?? '')} |`,
          ),
          '',
        ]),
  ].join('\n');
};
