import type { Doc } from '../python/layout.ts';
import { keyword, plain } from '../python/syntax.ts';
import type { TableModel } from '../../model/model.ts';
import { type PlanNode, type ReadStreamPlan, isStreaming, stepsOf, streamsOf } from '../../query/plan.ts';

/** The tables from which a table's query reads what is new, by key. */
export const streamedInputs = ({ body }: TableModel): ReadonlyMap<string, ReadStreamPlan> =>
  new Map(body.kind === 'relation' ? streamsOf(body.plan).map((read) => [read.table, read]) : []);

const remembers = (step: PlanNode): boolean =>
  step.kind === 'aggregate' || step.kind === 'dropDuplicatesWithinWatermark' || (step.kind === 'join' && isStreaming(step.right));
/**
 * For streams that remember rows. Groups that are appended come once, when they are final; groups that are merged come each time they
 * grow.
 */
export const outputMode = ({ body, write }: TableModel): 'append' | 'update' | undefined => {
  if (body.kind !== 'relation' || !isStreaming(body.plan)) return undefined;
  const stateful = stepsOf(body.plan).filter(remembers);
  if (stateful.length === 0) return undefined;
  return write.strategy !== 'append' && stateful.some((step) => step.kind === 'aggregate') ? 'update' : 'append';
};

/** How a stream of a table is read, as options of the runtime. */
export const streamOptions = ({ skipChangeCommits, changes }: ReadStreamPlan): readonly Doc[] => [
  ...(skipChangeCommits ? [keyword('skip_change_commits', plain('True'))] : []),
  ...(changes ? [keyword('change_feed', plain('True'))] : []),
];
