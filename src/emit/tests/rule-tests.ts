/** Tests of rules over many rows, and of how many violations are allowed: one test per frame. */
import type { TableModel } from '../../model/model.ts';
import { pythonFloat, pythonString } from '../../utils/python-text.ts';
import { docstring } from '../python/docstring.ts';
import type { Imports } from '../python/imports.ts';
import { type Doc, print } from '../python/layout.ts';
import { functionText } from '../python/module.ts';
import { call, dict, list, plain, statement, toDoc, tuple } from '../python/syntax.ts';
import type { Tables } from '../python/table.ts';
import type { TestFile } from './cases.ts';
import { anything, python, rowDoc, valuePiece } from './rows.ts';
import { type RuleCase, ruleCases } from './rule-cases.ts';

type Counted = readonly (readonly [name: string, to: TableModel | undefined, cases: readonly RuleCase[]])[];
/** The rules of a table that are tested with frames of their own. */
export const casesOfRules = (table: TableModel, tables: Tables): Counted =>
  table.rules.flatMap((rule) => {
    const cases = ruleCases(table, rule, (key) => tables.get(key));
    return cases.length === 0 ? [] : [[rule.name, rule.kind === 'reference' ? tables.get(rule.to) : undefined, cases] as const];
  });

const MOMENT = { kind: 'timestamp' } as const;
const caseDoc = ({ columns }: TableModel, to: TableModel | undefined, one: RuleCase, imports: Imports): Doc =>
  dict([
    ['rows', plain(list(one.rows.map(([row, times]) => tuple([rowDoc(row, columns, imports, true), String(times)]))))],
    ...(one.known && to ? [['known', plain(list(one.known.map((row) => rowDoc(row, to.columns, imports, true))))] as const] : []),
    ...(one.now === undefined ? [] : [['now', valuePiece(one.now, MOMENT, imports)] as const]),
    ...(one.usual === undefined ? [] : [['usual', plain(pythonFloat(one.usual))] as const]),
    ['found', plain(tuple([String(one.violations), python(one.stops)]))],
  ]);

/** What is found: how many violations, and whether they forbid the write. */
export const ruleCasesParts = ({ table, imports, schema, rules, references }: TestFile, counted: Counted): readonly string[] => {
  const any = anything(imports);
  const cases = counted.map(
    ([name, to, found]) => [name, plain(dict(found.map((one) => [one.says, plain(caseDoc(table, to, one, imports))] as const)))] as const,
  );
  const test = functionText({
    name: 'test_a_rule_counts_in_these_rows',
    parameters: [
      ['name', 'str'],
      ['case', 'str'],
      ['count_violations', `${imports.use('Callable')}[..., tuple[int, bool]]`],
    ],
    returns: 'None',
    docstring: docstring({ summary: 'How many violations there are, and whether they forbid the write', otherwise: 'Frames of a rule' }, 1),
    body: [
      'given = RULE_CASES[name][case]',
      statement('found = ', call('count_violations', [schema, `${rules}.rules()`, 'name', 'given', ...(references.length === 0 ? [] : ['REFERENCES'])])),
      'assert found == given["found"]',
    ],
  });
  const pairs = call(`@${imports.use('pytest')}.mark.parametrize`, [
    toDoc(plain(tuple([pythonString('name'), pythonString('case')]))),
    '[(name, case) for name, cases in RULE_CASES.items() for case in cases]',
  ]);
  return [print(statement(`RULE_CASES: dict[str, dict[str, dict[str, ${any}]]] = `, plain(dict(cases)))), `${print(toDoc(pairs))}\n${test}`];
};
