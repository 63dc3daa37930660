/** Every aggregate with a filter, beside the same aggregate over the rows that the filter keeps. */
import { type Agg, type Expr, F, from, t, Window } from '../../../src/index.ts';
import { COUNTS_NULLS } from '../../../src/query/expression.ts';
import { functionRecords, recordOf } from '../../../src/query/functions/catalogue.ts';
import type { PlanNode } from '../../../src/query/plan.ts';
import { SPARK } from '../../suite.ts';
import { flights } from '../plan-cases.ts';
import { planOfRelation } from '../sources.ts';

type Row = Parameters<Parameters<ReturnType<typeof from<Flight>>['where']>[0]>[0];
type Flight = { carrier: 'string'; flight: 'int'; dep: 'double'; at: 'timestamp'; origin: 'string' };
const late = (r: Row): Expr<'boolean'> => r.dep.gt(6);
// biome-ignore lint/suspicious/noExplicitAny: aggregates of all types in one table
const AGGREGATES: Readonly<Record<string, (r: Row) => Agg<any>>> = {
  anyValue: (r) => F.anyValue(r.origin),
  approxCountDistinct: (r) => F.approxCountDistinct(r.carrier),
  avg: (r) => F.avg(r.dep),
  collectList: (r) => F.collectList(r.flight),
  collectSet: (r) => F.collectSet(r.flight),
  corr: (r) => F.corr(r.dep, r.dep.mul(2)),
  count: () => F.count(),
  countDistinct: (r) => F.countDistinct(r.carrier, r.flight),
  countIf: (r) => F.countIf(r.carrier.eq('AA')),
  covarSamp: (r) => F.covarSamp(r.dep, r.flight),
  every: (r) => F.every(r.flight.gt(0)),
  max: (r) => F.max(r.dep),
  maxBy: (r) => F.maxBy(r.origin, r.flight),
  median: (r) => F.median(r.dep),
  min: (r) => F.min(r.dep),
  minBy: (r) => F.minBy(r.origin, r.dep),
  mode: (r) => F.mode(r.flight),
  percentile: (r) => F.percentile(r.dep, 0.5),
  percentileApprox: (r) => F.percentileApprox(r.dep, 0.5),
  skewness: (r) => F.skewness(r.dep),
  some: (r) => F.some(r.carrier.eq('AA')),
  stddev: (r) => F.stddev(r.dep),
  stddevPop: (r) => F.stddevPop(r.dep),
  sum: (r) => F.sum(r.dep),
  varPop: (r) => F.varPop(r.dep),
  variance: (r) => F.variance(r.dep),
  avgInterval: (r) => F.avgInterval(F.makeDtInterval(r.flight)),
  bitAnd: (r) => F.bitAnd(r.flight),
  bitOr: (r) => F.bitOr(r.flight),
  bitXor: (r) => F.bitXor(r.flight),
  bitmapAndAgg: () => F.bitmapAndAgg(F.nullOf(t.binary())),
  bitmapConstructAgg: (r) => F.bitmapConstructAgg(r.flight),
  bitmapOrAgg: () => F.bitmapOrAgg(F.nullOf(t.binary())),
  countMinSketch: (r) => F.countMinSketch(r.flight, 0.5, 0.5, 1),
  covarPop: (r) => F.covarPop(r.dep, r.flight),
  histogramNumeric: (r) => F.histogramNumeric(r.dep, 2),
  hllSketchAgg: (r) => F.hllSketchAgg(r.flight),
  hllUnionAgg: () => F.hllUnionAgg(F.nullOf(t.binary())),
  kurtosis: (r) => F.kurtosis(r.dep),
  listagg: (r) => F.listagg(r.carrier, ','),
  listaggDistinct: (r) => F.listaggDistinct(r.carrier, ','),
  percentileDisc: (r) => F.percentileDisc(r.dep, 0.5),
  regrAvgx: (r) => F.regrAvgx(r.dep, r.flight),
  regrAvgy: (r) => F.regrAvgy(r.dep, r.flight),
  regrCount: (r) => F.regrCount(r.dep, r.flight),
  regrIntercept: (r) => F.regrIntercept(r.dep, r.flight),
  regrR2: (r) => F.regrR2(r.dep, r.flight),
  regrSlope: (r) => F.regrSlope(r.dep, r.flight),
  regrSxx: (r) => F.regrSxx(r.dep, r.flight),
  regrSxy: (r) => F.regrSxy(r.dep, r.flight),
  regrSyy: (r) => F.regrSyy(r.dep, r.flight),
  schemaOfVariantAgg: (r) => F.schemaOfVariantAgg(F.parseJson(r.flight.cast(t.string()))),
  sumDistinct: (r) => F.sumDistinct(r.flight),
  sumInterval: (r) => F.sumInterval(F.makeDtInterval(r.flight)),
  tryAvg: (r) => F.tryAvg(r.dep),
  trySum: (r) => F.trySum(r.dep),
  vectorAvg: (r) => F.vectorAvg(F.array(r.dep.cast(t.float()))),
  vectorSum: (r) => F.vectorSum(F.array(r.dep.cast(t.float()))),
};
/** Windows know no distinct values. */
const NO_WINDOW = new Set(['countDistinct', 'listaggDistinct', 'sumDistinct']);

/** The aggregates that the cases lack. */
export const missing = (): readonly string[] =>
  functionRecords().flatMap(({ name, kind }) => (kind === 'aggregate' && !Object.hasOwn(AGGREGATES, name) && !COUNTS_NULLS.has(name) ? [name] : []));
export interface FilterCase {
  readonly name: string;
  readonly plan: PlanNode;
  /** Gives the same row. */
  readonly same: PlanNode;
}
const f = from(flights);
/** Whether the Spark of the tests has it. */
const isKnown = (name: string): boolean => Number(recordOf(name)?.since ?? SPARK) <= SPARK;
export const filterCases: readonly FilterCase[] = Object.entries(AGGREGATES).flatMap(([name, of]) => {
  const same = planOfRelation(f.where(late).agg((r) => ({ v: of(r) })));
  const grouped = { name, plan: planOfRelation(f.agg((r) => ({ v: of(r).filter(late(r)) }))), same };
  const over = f
    .select((r) => ({
      v: of(r)
        .filter(late(r))
        .over(Window.partitionBy(F.lit(1))),
    }))
    .distinct();
  if (!isKnown(name)) return [];
  return NO_WINDOW.has(name) ? [grouped] : [grouped, { name: `${name} over a window`, plan: planOfRelation(over), same }];
});
