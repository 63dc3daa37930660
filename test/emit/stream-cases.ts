/** Streams, whose columns Spark's analyzer can judge without running them. */
import { Duration, F, from, seed, stream, t } from '../../src/query/index.ts';
import { type PlanNode, streamsOf } from '../../src/query/plan.ts';
import { planOfRelation, table } from './sources.ts';

const readings = table('t.readings', seed({ device: t.string(), at: t.timestamp(), celsius: t.double(), n: t.int(), tags: t.array(t.string()) }, []));
const alarms = table('t.alarms', seed({ device: t.string(), raised: t.timestamp(), level: t.decimal(5, 2) }, []));
const devices = table('t.devices', seed({ device: t.string(), room: t.string(), since: t.date() }, []));

const timed = stream(readings).withWatermark('at', Duration.minutes(10));
const raised = stream(alarms).withWatermark('raised', Duration.hours(1));
const cases: readonly (readonly [name: string, relation: object])[] = [
  [
    'columns',
    stream(readings)
      .where((r) => r.celsius.gt(0))
      .select((r) => ({ ...r, half: r.celsius.div(2), day: F.toDate(r.at) }))
      .drop('tags'),
  ],
  ['more columns', stream(readings).withColumns((r) => ({ n: r.n.add(1), hot: r.celsius.gt(30) }))],
  [
    'a row for each element',
    stream(readings)
      .explode('tag', (r) => r.tags, { keepEmpty: true })
      .select((r) => ({ device: r.device, tag: r.tag })),
  ],
  ['a join with a table by names', stream(readings).join(devices, { on: ['device'], select: (r, d) => ({ ...r, room: d.room }) })],
  [
    'a left join with a relation by condition',
    stream(readings).join(
      from(devices).where((d) => d.room.isNotNull()),
      {
        on: (r, d) => r.device.eq(d.device).and(F.toDate(r.at).ge(d.since)),
        how: 'left',
        hint: 'broadcast',
        select: (r, d) => ({ device: r.device, room: d.room, since: d.since }),
      },
    ),
  ],
  [
    'groups in buckets',
    timed
      .groupBy((r) => ({ window: F.window(r.at, Duration.minutes(5)), device: r.device }))
      .agg((r) => ({ readings: F.count(), mean: F.avg(r.celsius), most: F.max(r.n) })),
  ],
  [
    'groups in sliding buckets',
    timed
      .groupBy((r) => ({ window: F.window(r.at, Duration.hours(1), Duration.minutes(15)) }))
      .agg((r) => ({ total: F.sum(r.n) }))
      .select((r) => ({ start: r.window.fields.start, last: F.windowTime(r.window), total: r.total })),
  ],
  [
    'groups in sessions',
    timed.groupBy((r) => ({ session: F.sessionWindow(r.at, Duration.minutes(30)), device: r.device })).agg((r) => ({ devices: F.count(r.device) })),
  ],
  [
    'rows once within the watermark',
    timed
      .where((r) => r.n.gt(0))
      .dropDuplicatesWithinWatermark(['device', 'n'])
      .groupBy((r) => ({ window: F.window(r.at, Duration.days(1)) }))
      .agg(() => ({ rows: F.count() })),
  ],
  [
    'a join of streams by names',
    timed.join(raised, {
      on: ['device'],
      within: { before: Duration.seconds(30), after: Duration.minutes(5) },
      select: (r, a) => ({ ...r, level: a.level, raised: a.raised }),
    }),
  ],
  [
    'a left join of streams by condition',
    timed.join(raised, {
      on: (r, a) => r.device.eq(a.device).and(a.level.gt(1)),
      within: { after: Duration.hours(1) },
      how: 'left',
      select: (r, a) => ({ at: r.at, theirs: a.device, level: a.level }),
    }),
  ],
];
export interface StreamCase {
  readonly name: string;
  readonly plan: PlanNode;
  /** The parameters that are streams. */
  readonly streams: readonly string[];
}
export const streamCases: readonly StreamCase[] = cases.map(([name, relation]) => {
  const plan = planOfRelation(relation);
  return { name, plan, streams: streamsOf(plan).map((read) => read.table.replace(/^.*\./, '')) };
});
