/** Plans as Spark SQL: steps are folded into as few SELECTs as SQL's order of clauses allows, the rest become named subqueries. */
import type { ScalarNode } from '../../query/node.ts';
import { type PlanNode, inputsOf, readsOf, stepsOf, tablesOf, valuesOf } from '../../query/plan.ts';
import { STEP_WORDS } from '../step-words.ts';
import { type Body, type From, type PlanContext, isUnion, selectFrom } from './body.ts';
import { type Doc, concat, hardline, indent, join, print } from './layout.ts';
import { type Select, isOpen, passed, selectDoc } from './select.ts';
import { STEPS } from './steps.ts';

const namesOf = (plan: PlanNode): readonly string[] => plan.schema.map((column) => column.name);
const bodyDoc = (body: Body, plan: PlanNode): Doc =>
  isUnion(body) ? join(concat(hardline, body.operator, hardline), body.branches) : selectDoc(body, namesOf(plan));

/** The words by which readers know a step's subquery. */
const WORDS = { ...STEP_WORDS, read: 'rows_of', readStream: 'rows_of', seed: 'given', distinct: 'distinct_rows', orderBy: 'ordered' };
/** The last part of a name such as `` `a`.`b`.`c` ``. */
const lastPart = (name: string): string => {
  const [, quoted, bare] = /`((?:[^`]|``)*)`$|([^.`]*)$/.exec(name) ?? [];
  return quoted === undefined ? (bare ?? name) : quoted.replaceAll('``', '`');
};

/** In the subquery of an expression Spark forgets the names that PIVOT gives its columns: these pivots need names of their own. */
const pivotsInExpressions = (steps: readonly PlanNode[]): ReadonlySet<PlanNode> => {
  const inside = new Set<PlanNode>();
  // Readers come before what they read.
  for (const step of steps.toReversed()) {
    for (const value of valuesOf(step)) inside.add(value);
    if (inside.has(step)) for (const input of inputsOf(step)) inside.add(input);
  }
  return new Set([...inside].filter((step) => step.kind === 'pivot'));
};

/** A relation as one query in Spark SQL. `tableName` writes a table's name, quoted as needed. */
export const planToSql = (plan: PlanNode, tableName: (key: string) => string): string => print(planDoc(plan, tableName));

const planDoc = (root: PlanNode, tableName: (key: string) => string): Doc => {
  const readers = new Map<PlanNode, number>();
  const steps = stepsOf(root);
  for (const step of steps) for (const input of readsOf(step)) readers.set(input, (readers.get(input) ?? 0) + 1);
  const named = pivotsInExpressions(steps);

  const taken = new Set(tablesOf(root).map((key) => lastPart(tableName(key)).toLowerCase()));
  const counts = new Map<string, number>();
  const queries: { readonly name: string; readonly doc: Doc }[] = [];
  const subquery = (word: string, doc: Doc): From => {
    let name = word;
    do {
      const count = (counts.get(word) ?? 0) + 1;
      counts.set(word, count);
      name = count === 1 ? word : `${word}_${count}`;
    } while (taken.has(name));
    queries.push({ name, doc });
    return { doc: name, names: [name], closed: true };
  };

  const bodies = new Map<PlanNode, Body>();
  const sources = new Map<PlanNode, From>();
  const bodyOf = (step: PlanNode): Body => {
    const body = bodies.get(step);
    if (!body) throw new Error(`a ${step.kind} step was not compiled before its reader`);
    return body;
  };
  const source = (step: PlanNode): From => {
    const known = sources.get(step);
    if (known) return known;
    const made = step.kind === 'read' ? tableOf(step.table) : subquery(WORDS[step.kind], bodyDoc(bodyOf(step), step));
    sources.set(step, made);
    return made;
  };
  const tableOf = (key: string): From => {
    const name = tableName(key);
    return { doc: name, names: [lastPart(name), lastPart(key)], closed: false };
  };
  const own = (step: PlanNode): Body | undefined => (step.kind === 'read' || (readers.get(step) === 1 && !named.has(step)) ? bodyOf(step) : undefined);
  const open = (step: PlanNode): Select => {
    const body = own(step);
    return body && !isUnion(body) && isOpen(body) ? body : selectFrom(source(step));
  };
  const value = ({ plan }: ScalarNode): Doc => {
    const body = own(plan);
    const doc =
      body && plan.kind !== 'read'
        ? bodyDoc(body, plan)
        : selectDoc({ ...selectFrom(source(plan)), items: plan.schema.map((c) => passed(c.name)) }, namesOf(plan));
    return concat('(', indent(concat(hardline, doc)), hardline, ')');
  };
  const context: PlanContext = { tableName, source, open, own, subquery, value };
  for (const step of steps) bodies.set(step, step.kind === 'read' ? selectFrom(tableOf(step.table)) : (STEPS[step.kind] as Rule)(step, context));

  const last = bodyDoc(bodyOf(root), root);
  if (queries.length === 0) return last;
  const subqueries = queries.map(({ name, doc }) => concat(`${name} AS (`, indent(concat(hardline, doc)), hardline, ')'));
  return concat('WITH ', join(concat(',', hardline), subqueries), hardline, last);
};
type Rule = (step: PlanNode, context: PlanContext) => Body;
