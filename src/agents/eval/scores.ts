/** Figures of many attempts. A figure of nothing is undefined, not 0. */
import type { EvalRecord } from './record.ts';

/** A number out of a total. */
export interface Share {
  readonly count: number;
  readonly of: number;
}
export interface Scores {
  readonly attempts: number;
  readonly tasks: number;
  /** Attempts that are right on hidden rows, of those that should be answered. */
  readonly solved: Share;
  /** Tasks of which every run is right, of those of which all runs were done. */
  readonly always: Share;
  /** Tasks of which some runs are right and others are not, likewise. */
  readonly sometimes: Share;
  /** How often each task was to be done. */
  readonly runs: number;
  /** Right on hidden rows, run by run. */
  readonly solvedByRun: readonly Share[];
  /** Right on the visible rows and wrong on the hidden ones. */
  readonly overfitted: Share;
  /** Said to be verified, and wrong on hidden rows: of all that were said to be verified. */
  readonly falseVerified: Share;
  readonly rightRefusals: Share;
  /** Of what can be answered. */
  readonly wrongRefusals: Share;
  /** Vague tasks: answered without a question, and how they were read is not kept. */
  readonly silent: Share;
  /** Vague tasks: a question was asked, and its rows tell known readings apart. */
  readonly rightQuestions: Share;
  readonly unjudgedQuestions: Share;
  /** Of what needs no question. */
  readonly needlessQuestions: Share;
  /** Of the decisions with which vague tasks were answered: an example that the other readings fail. */
  readonly decisive: Share;
  readonly brokeOff: Share;
  readonly repairs: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Undefined if a price is not known. */
  readonly money?: number;
  readonly seconds: number;
  readonly calls: number;
  readonly charactersSent: number;
  readonly charactersReceived: number;
}

const share = (of: readonly EvalRecord[], is: (record: EvalRecord) => boolean): Share => ({ count: of.filter(is).length, of: of.length });
const sum = (records: readonly EvalRecord[], of: (record: EvalRecord) => number): number => records.reduce((total, record) => total + of(record), 0);
const isRight = ({ body }: EvalRecord): boolean => body?.b === true;

export const scoresOf = (records: readonly EvalRecord[]): Scores => {
  const answerable = records.filter(({ expected }) => expected === 'solve');
  const vague = records.filter(({ expected }) => expected === 'clarify');
  const toRefuse = records.filter(({ expected }) => expected === 'refuse');
  const runs = Math.max(0, ...records.map(({ run }) => run));
  // A task with fewer runs may look steadier than it is.
  const byTask = [...Map.groupBy(answerable, ({ task }) => task).values()].filter((own) => own.length === runs);
  const decisions = vague.flatMap((record) => (record.body ? record.decisions : []));
  const asked = ({ outcome }: EvalRecord): boolean => outcome === 'clarify';
  // Tokens that were not reported still cost something.
  const isKnown = records.every(({ cost, talk }) => cost.money !== undefined && (talk.calls === 0 || cost.inputTokens > 0));
  return {
    attempts: records.length,
    tasks: new Set(records.map(({ task }) => task)).size,
    solved: share(answerable, isRight),
    always: { count: byTask.filter((own) => own.every(isRight)).length, of: byTask.length },
    sometimes: { count: byTask.filter((own) => own.some(isRight) && !own.every(isRight)).length, of: byTask.length },
    runs,
    solvedByRun: Array.from({ length: runs }, (_, i) =>
      share(
        answerable.filter(({ run }) => run === i + 1),
        isRight,
      ),
    ),
    overfitted: share(answerable, ({ body }) => body?.a === true && !body.b),
    // What cannot be answered and is said to be solved is wrong whatever it gives.
    falseVerified: share(
      records.filter(({ outcome, then }) => (then ?? outcome) === 'solved'),
      (record) => !isRight(record),
    ),
    rightRefusals: share(toRefuse, ({ outcome }) => outcome === 'refused'),
    wrongRefusals: share([...answerable, ...vague], ({ outcome }) => outcome === 'refused'),
    silent: share(vague, ({ outcome, decisions: own }) => (outcome === 'solved' || outcome === 'unverified') && own.length === 0),
    rightQuestions: share(vague, ({ question }) => question?.kind === 'right'),
    unjudgedQuestions: share(vague.filter(asked), ({ question }) => question?.kind === 'unjudged'),
    needlessQuestions: share(answerable, asked),
    decisive: { count: decisions.filter(({ kind }) => kind === 'decisive').length, of: decisions.length },
    brokeOff: share(records, ({ outcome }) => outcome === 'failed'),
    repairs: sum(records, ({ cost }) => cost.repairs),
    inputTokens: sum(records, ({ cost }) => cost.inputTokens),
    outputTokens: sum(records, ({ cost }) => cost.outputTokens),
    ...(isKnown ? { money: sum(records, ({ cost }) => cost.money ?? 0) } : {}),
    seconds: sum(records, ({ cost }) => cost.seconds),
    calls: sum(records, ({ talk }) => talk.calls),
    charactersSent: sum(records, ({ talk }) => talk.sent),
    charactersReceived: sum(records, ({ talk }) => talk.received),
  };
};
