import type { TableModel } from '../../model/model.ts';
import { type ReadStreamPlan, isStreaming, stepsOf, streamsOf } from '../../query/plan.ts';

/** The tables that a table's query reads as streams, by key. */
export const streamedInputs = ({ body }: TableModel): ReadonlyMap<string, ReadStreamPlan> =>
  new Map(body.kind === 'relation' ? streamsOf(body.plan).map((read) => [read.table, read]) : []);

/** Groups that are appended come once, when they are final; groups that are merged come each time they grow. */
export const outputMode = ({ body, write }: TableModel): 'append' | 'update' =>
  write.strategy !== 'append' && body.kind === 'relation' && isStreaming(body.plan) && stepsOf(body.plan).some((step) => step.kind === 'aggregate')
    ? 'update'
    : 'append';
