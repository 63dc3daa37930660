/** Results as a page and as data. */
import type { EvalRecord } from './record.ts';
import { type Scores, scoresOf, type Share } from './scores.ts';

export interface Report {
  readonly solver: string;
  readonly provider: string;
  /** As providers named them. */
  readonly models: readonly string[];
  readonly from: string;
  readonly to: string;
  /** What the figures are not. */
  readonly caution?: string;
  readonly all: Scores;
  readonly groups: readonly { readonly name: string; readonly scores: Scores }[];
}
const CAUTIONS: Readonly<Record<string, string>> = {
  replay: 'A replay of recorded answers: it proves the harness, and says nothing about a model.',
  relay: 'Answered through files: seconds hold the time that requests waited, and tokens are only those that the answers tell.',
  none: 'No model was asked.',
};
const kindOf = ({ task }: EvalRecord): string => task.slice(0, Math.max(0, task.indexOf('/')));

export const reportOf = (records: readonly EvalRecord[]): Report => {
  const first = records[0];
  const provider = first?.provider ?? 'none';
  const dates = records.map(({ at }) => at).toSorted();
  const groups = [...Map.groupBy(records, (record) => kindOf(record)), ...Map.groupBy(records, (record) => `${kindOf(record)}: ${record.family}`)];
  const caution = CAUTIONS[provider.split(':')[0] ?? ''];
  return {
    solver: first?.solver ?? 'lakewright',
    provider,
    models: [...new Set(records.map(({ model }) => model))].toSorted(),
    from: dates[0] ?? '',
    to: dates.at(-1) ?? '',
    ...(caution === undefined ? {} : { caution }),
    all: scoresOf(records),
    groups: groups.map(([name, own]) => ({ name, scores: scoresOf(own) })),
  };
};

const shown = ({ count, of }: Share): string => (of === 0 ? 'not measured' : `${count} of ${of} (${Math.round((100 * count) / of)} %)`);
const number = (value: number): string => Math.round(value).toLocaleString('en-US');
const rows = (scores: Scores): readonly (readonly [string, string])[] => [
  ['right on hidden rows (pass@1)', shown(scores.solved)],
  ['tasks right in all runs', shown(scores.always)],
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
  ['tokens in and out', `${number(scores.inputTokens)} and ${number(scores.outputTokens)}`],
  ['calls; characters sent and received', `${number(scores.calls)}; ${number(scores.charactersSent)} and ${number(scores.charactersReceived)}`],
  ['money', scores.money === undefined ? 'not known' : `$${scores.money.toFixed(4)}`],
  ['seconds, of all attempts together', number(scores.seconds)],
];
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ').slice(0, 240);

/** The page. */
export const renderReport = (report: Report, records: readonly EvalRecord[]): string => {
  const { solver, provider, models, from, to, caution, all, groups } = report;
  const wrong = records.filter(({ expected, body, outcome }) => (expected === 'refuse' ? outcome !== 'refused' : expected === 'solve' && body?.b !== true));
  return [
    `# ${solver === 'sql' ? 'Plain SQL, without lakewright' : 'lakewright'}: ${all.tasks} tasks, ${all.attempts} attempts`,
    '',
    `Provider ${provider}, model ${models.join(', ') || 'none'}, ${from.slice(0, 16)} to ${to.slice(0, 16)} UTC.${caution === undefined ? '' : ` **${caution}**`}`,
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
