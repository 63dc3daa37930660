/** Checks on the decisions of tables. */
import type { Definition, Finding } from '../definition.ts';
import { tablePath } from './structure.ts';

/** Rows of a table that the body does not read would tell nothing apart. */
export const decisionFindings = (d: Definition): readonly Finding[] =>
  d.tables.flatMap((table) => {
    const { decisions = [], body, reads } = table;
    if (body.kind === 'unwritten' || table.broken) return [];
    const where = { path: tablePath(d, table), trace: table.trace };
    if (reads.length === 0 && decisions.length > 0) {
      const problem = { kind: 'option-value', option: 'decisions', expected: 'on a table whose body reads others', actual: 'on one that reads none' } as const;
      return [{ ...where, key: ['decisions'], problem }];
    }
    return decisions.flatMap(({ given }, i) =>
      given.flatMap((rows, j): readonly Finding[] => {
        if (reads.includes(rows.table)) return [];
        const key = ['decisions', String(i), 'given', String(j)];
        const expected = `rows of what the body reads (${reads.join(', ')})`;
        return [{ ...where, key, problem: { kind: 'option-value', option: key.join('.'), expected, actual: `of ${rows.table}` } }];
      }),
    );
  });
