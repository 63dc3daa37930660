import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCron, quartzOf, timeZoneName } from '../../src/utils/cron.ts';

const quartz = (text: string): string => {
  const parsed = parseCron(text);
  return typeof parsed === 'string' ? `wrong: ${parsed}` : quartzOf(parsed);
};

describe('a cron schedule', () => {
  it.each([
    ['0 3 * * *', '0 0 3 * * ?'],
    ['*/15 * * * *', '0 */15 * * * ?'],
    ['5-20/5 0,12 1 * *', '0 5,10,15,20 0,12 1 * ?'],
    ['30 6 * * 1-5', '0 30 6 ? * MON,TUE,WED,THU,FRI'],
    ['30 6 * * 7', '0 30 6 ? * SUN'],
    ['0 0 * * 5-7', '0 0 0 ? * SUN,FRI,SAT'],
    ['0 0 * * 1/2', '0 0 0 ? * MON,WED,FRI'],
    ['0 0 * * */2', '0 0 0 ? * SUN,TUE,THU,SAT'],
    ['0 0 1 jan-mar *', '0 0 0 1 1,2,3 ?'],
  ])('%s is %s for Quartz', (unix, expected) => {
    expect(quartz(unix)).toBe(expected);
  });
  it.each([
    ['60 3 * * *', 'minute'],
    ['0 24 * * *', 'hour'],
    ['0 3 0 * *', 'day of the month'],
    ['0 3 * 13 *', 'month'],
    ['0 3 * * MOON', 'day of the week'],
    ['0 3 * * 5-1', 'day of the week'],
    ['0 3 1 * 1', 'not both'],
    ['0 3 * *', 'five fields'],
    ['*/0 3 * * *', 'minute'],
    ['1-2-3 3 * * *', 'minute'],
    ['*/90 3 * * *', 'minute'],
    ['0 0 1 */13 *', 'month'],
  ])('%s is refused for its %s', (unix, what) => {
    expect(parseCron(unix)).toContain(what);
  });
  it('has six fields for Quartz, one of the days a question mark, whatever it says', () => {
    const field = (from: number, to: number) =>
      fc.oneof(
        fc.constant('*'),
        fc.integer({ min: 1, max: to }).map((n) => `*/${n}`),
        fc.uniqueArray(fc.integer({ min: from, max: to }), { minLength: 1, maxLength: 4 }).map((list) => list.join(',')),
      );
    fc.assert(
      fc.property(field(0, 59), field(0, 23), field(1, 31), field(1, 12), field(0, 7), (minute, hour, day, month, weekday) => {
        const text = [minute, hour, weekday === '*' ? day : '*', month, weekday].join(' ');
        const fields = quartz(text).split(' ');
        expect(fields).toHaveLength(6);
        expect([fields[3], fields[5]].filter((one) => one === '?')).toHaveLength(1);
      }),
    );
  });
});

describe('a time zone', () => {
  it.each([...Intl.supportedValuesOf('timeZone'), 'UTC', 'Etc/UTC', 'Etc/GMT+1', 'GMT', 'EST5EDT', 'US/Pacific', 'Asia/Kolkata', 'Europe/Kyiv', 'NZ-CHAT'])(
    'may be %s',
    (name) => expect(timeZoneName(name)).toBe(name),
  );
  it.each(['Europe/Berln', '+02:00', '', 'Europe/Berlin; x'])('may not be %j', (name) => expect(timeZoneName(name)).toBeUndefined());
  it.each([
    ['europe/berlin', 'Europe/Berlin'],
    ['EUROPE/BERLIN', 'Europe/Berlin'],
    ['america/port-au-prince', 'America/Port-au-Prince'],
    ['utc', 'UTC'],
  ])('has one spelling, because Java compares case: %s', (name, spelt) => expect(timeZoneName(name)).toBe(spelt));
  it.each(['us/pacific', 'US/PACIFIC', 'Asia/kolkata', 'ASIA/KOLKATA', 'etc/utc'])(
    'that Intl knows by another name is that one unless it is spelt as a name: %s',
    (name) => expect(timeZoneName(name)).toMatch(/^(?:America\/Los_Angeles|US\/Pacific|Asia\/(?:Calcutta|Kolkata)|(?:Etc\/)?UTC)$/),
  );
});
