import { Duration, F, kafka, stream, Table, t } from '../../../src/index.ts';
import { bronze, gold } from './00-project.ts';

const readings = new Table(bronze, 'readings', { source: kafka({ servers: 'broker:9092', topic: 'readings' }), columns: { device: t.string(), at: t.timestamp(), celsius: t.double(), id: t.string() } });
export const fiveMinutes = new Table(gold, 'readings_5min', {
  query: stream(readings)
    .where((r) => r.celsius.isNotNull())
    .withWatermark('at', Duration.minutes(10))
    .dropDuplicatesWithinWatermark(['id'])
    .groupBy((r) => ({ window: F.window(r.at, Duration.minutes(5)), device: r.device }))
    .agg((r) => ({ readings: F.count(), celsius: F.avg(r.celsius) }))
    .select((r) => ({ device: r.device, from: r.window.fields.start, readings: r.readings, celsius: r.celsius })),
  write: { strategy: 'append' },
});
