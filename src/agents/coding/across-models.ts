/** Two bodies of two definitions, compared: each is run separately, and their rows are compared. */
import type { Rows } from '../agent.ts';
import type { Comparison, Difference, Engine, RunResult } from '../trial/trial.ts';

/** Nine digits: two ways to a sum may differ in the last ones. */
const DIGITS = 9;
const plain = (value: unknown): unknown => {
  if (typeof value === 'number' && !Number.isInteger(value)) return Number(value.toPrecision(DIGITS));
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, plain(each)]));
  return value;
};
const canonical = (row: Rows[number]): string =>
  JSON.stringify(
    Object.entries(row)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => [name, plain(value)]),
  );

/** The rows of each side that have no partner on the other. */
const unmatched = (left: Rows, right: Rows): readonly [Rows, Rows] => {
  const partners = new Map<string, number>();
  for (const row of right) partners.set(canonical(row), (partners.get(canonical(row)) ?? 0) + 1);
  const only = left.filter((row) => {
    const count = partners.get(canonical(row)) ?? 0;
    partners.set(canonical(row), count - 1);
    return count <= 0;
  });
  const others = right.toReversed().filter((row) => {
    const count = partners.get(canonical(row)) ?? 0;
    partners.set(canonical(row), count - 1);
    return count > 0;
  });
  return [only, others.toReversed()];
};
/** Whether two lists hold the same rows, in whatever order. */
export const haveSameRows = (left: Rows, right: Rows): boolean => left.length === right.length && unmatched(left, right)[0].length === 0;

const isWhole = (result: RunResult): result is Extract<RunResult, { ok: true }> => result.ok && result.rows.length === result.count;
const differenceOf = (left: RunResult, right: RunResult): Difference => {
  if (!isWhole(left) || !isWhole(right)) return { kind: 'unknown' };
  const [only, others] = unmatched(left.rows, right.rows);
  return only.length + others.length === 0 ? { kind: 'same' } : { kind: 'rows', left: only, right: others };
};

/** An engine that also compares bodies of two definitions. */
export const acrossModels = (engine: Engine): Engine => ({
  confinement: engine.confinement,
  run: (body, input) => engine.run(body, input),
  runAll: (body, inputs) => engine.runAll(body, inputs),
  analyze: (body) => engine.analyze(body),
  close: () => engine.close(),
  compare: async (left, right, inputs) => {
    const lefts = await engine.runAll(left, inputs);
    const rights = await engine.runAll(right, inputs);
    return lefts.flatMap((one, i): readonly Comparison[] => {
      const other = rights[i];
      return other ? [{ left: one, right: other, difference: differenceOf(one, other) }] : [];
    });
  },
});
