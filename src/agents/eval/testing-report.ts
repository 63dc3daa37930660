/** Figures of tests that were written from intents, as data and as a page. */
import type { Share } from './scores.ts';
import { type Caption, captionOf, captionText, cell, shown } from './page.ts';
import type { TestingRecord } from './testing-eval.ts';

export interface TestingScores {
  readonly attempts: number;
  readonly tasks: number;
  readonly runs: number;
  /** Attempts that gave tests which fit the tables. */
  readonly written: Share;
  /** Tests that right solutions pass. */
  readonly rightTests: Share;
  /** Attempts all of whose tests right solutions pass: the others would make somebody look for a mistake that does not exist. */
  readonly rightFiles: Share;
  /** Wrong solutions that a right test finds: the mutation score. If no tests were written, none is found. */
  readonly found: Share;
  /** The same, of attempts all of whose tests are right. */
  readonly foundByRight: Share;
  /** Tasks in all of whose runs every wrong solution is found and every test is right, of those of which all runs were done. */
  readonly always: Share;
}
export interface TestingReport extends Caption {
  readonly solver: 'testing';
  readonly all: TestingScores;
  readonly groups: readonly { readonly name: string; readonly scores: TestingScores }[];
}
const isRightFile = ({ judged }: TestingRecord): boolean => judged?.tests.every(({ right }) => right) === true;
const isPerfect = (record: TestingRecord): boolean => isRightFile(record) && record.judged?.wrongOnes.every(({ found }) => found) === true;
const counted = <T>(all: readonly T[], is: (one: T) => boolean): Share => ({ count: all.filter(is).length, of: all.length });

/** `wrongOnes` is how many wrong solutions a task has, even if its tests were never written. */
export const testingScores = (records: readonly TestingRecord[], wrongOnes: ReadonlyMap<string, number>): TestingScores => {
  const runs = Math.max(0, ...records.map(({ run }) => run));
  const whole = [...Map.groupBy(records, ({ task }) => task).values()].filter((own) => own.length === runs);
  const foundIn = (own: readonly TestingRecord[]): Share => ({
    count: own.reduce((sum, { judged }) => sum + (judged?.wrongOnes.filter(({ found }) => found).length ?? 0), 0),
    of: own.reduce((sum, { task, judged }) => sum + (judged?.wrongOnes.length ?? wrongOnes.get(task) ?? 0), 0),
  });
  return {
    attempts: records.length,
    tasks: new Set(records.map(({ task }) => task)).size,
    runs,
    written: counted(records, ({ judged }) => judged !== undefined),
    rightTests: counted(
      records.flatMap(({ judged }) => judged?.tests ?? []),
      ({ right }) => right,
    ),
    rightFiles: counted(
      records.filter(({ judged }) => judged !== undefined),
      isRightFile,
    ),
    found: foundIn(records),
    foundByRight: foundIn(records.filter(isRightFile)),
    always: counted(whole, (own) => own.every(isPerfect)),
  };
};

export const testingReport = (records: readonly TestingRecord[], wrongOnes: ReadonlyMap<string, number>): TestingReport => ({
  solver: 'testing',
  ...captionOf(records),
  all: testingScores(records, wrongOnes),
  groups: [...Map.groupBy(records, ({ family }) => family)].map(([name, own]) => ({ name, scores: testingScores(own, wrongOnes) })),
});

/** The page. */
export const renderTestingReport = (report: TestingReport, records: readonly TestingRecord[]): string => {
  const { all, groups } = report;
  const missed = records.flatMap(({ task, run, judged, outcome, says }) => [
    ...(judged ? [] : [[task, run, `no tests: ${outcome}`, says ?? ''] as const]),
    ...(judged?.tests ?? []).filter(({ right }) => !right).map((test) => [task, run, `wrong test: ${test.says}`, test.why ?? ''] as const),
    ...(judged?.wrongOnes ?? []).filter(({ found }) => !found).map(({ name }) => [task, run, 'not found', name] as const),
  ]);
  return [
    `# Tests from intents: ${all.tasks} tasks, ${all.attempts} attempts${all.runs > 1 ? ` in ${all.runs} runs` : ''}`,
    '',
    captionText(report),
    '',
    '| | |',
    '|---|---|',
    `| tests were written | ${shown(all.written)} |`,
    `| tests that right solutions pass | ${shown(all.rightTests)} |`,
    `| tasks all of whose tests are right | ${shown(all.rightFiles)} |`,
    `| wrong solutions found (mutation score) | ${shown(all.found)} |`,
    `| the same, where all tests are right | ${shown(all.foundByRight)} |`,
    ...(all.runs > 1 ? [`| tasks with right tests that find all wrong solutions, in all ${all.runs} runs | ${shown(all.always)} |`] : []),
    '',
    '| family | tests that are right | wrong solutions found |',
    '|---|---|---|',
    ...groups.map(({ name, scores }) => `| ${name} | ${scores.rightTests.count} of ${scores.rightTests.of} | ${scores.found.count} of ${scores.found.of} |`),
    '',
    ...(missed.length === 0
      ? []
      : [
          'What was not as it should be:',
          '',
          '| task | run | what | |',
          '|---|---|---|---|',
          ...missed.map(([task, run, what, why]) => `| ${task} | ${run} | ${cell(what)} | ${cell(why)} |`),
          '',
        ]),
  ].join('\n');
};
