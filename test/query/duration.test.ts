import { describe, expect, it } from 'vitest';
import { sqlInterval } from '../../src/emit/sql/syntax.ts';
import { Duration } from '../../src/index.ts';
import { intervalText } from '../../src/query/interval.ts';

describe('a length of time', () => {
  it.each([
    [Duration.hours(2.2), "INTERVAL '132' MINUTE", '132 minutes'],
    [Duration.minutes(8.2), "INTERVAL '492' SECOND", '492 seconds'],
    [Duration.days(1.1), "INTERVAL '1584' MINUTE", '1584 minutes'],
    [Duration.seconds(86_400.01), "INTERVAL '86400.01' SECOND", '86400010 milliseconds'],
    [Duration.seconds(0.000_001), "INTERVAL '0.000001' SECOND", '1 microsecond'],
    [Duration.days(2), "INTERVAL '2' DAY", '2 days'],
  ])('%j is %s in SQL and %s for a watermark', ({ seconds }, sql, watermark) => {
    expect([sqlInterval(seconds), intervalText(seconds)]).toEqual([sql, watermark]);
  });
});
