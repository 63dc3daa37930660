import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { Question } from '../../src/agents/agent.ts';
import { agreedBefore, decidedReading } from '../../src/agents/kept-answers.ts';
import { Session } from '../../src/agents/session.ts';

const root = mkdtempSync(join(tmpdir(), 'lakewright-kept-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const begin = (): Session => Session.start(root, { name: 'code', arguments: [], flags: {} });
const resume = ({ id }: Session): Session => {
  const resumed = Session.resume(root, id);
  if (!resumed) throw new Error('no session');
  return resumed.session;
};
const question = (...readings: readonly string[]): Question => ({ text: 'Which?', readings: readings.map((says) => ({ says })), usual: 0 });
const nobody = (): Promise<never> => Promise.reject(new Error('asked again'));
const choose = (index: number | undefined) => () => Promise.resolve(index);

describe('a reading that somebody chose', () => {
  it('is never asked for again, however often the session is gone on with', () =>
    fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(
          fc.record({
            subject: fc.constantFrom('silver.a', 'gold.b'),
            readings: fc.array(fc.constantFrom('x', 'y', 'z', '', 'ü"\n'), { minLength: 1, maxLength: 4 }),
          }),
          {
            minLength: 1,
            maxLength: 4,
            selector: (each) => JSON.stringify(each),
          },
        ),
        fc.infiniteStream(fc.nat()),
        fc.array(fc.nat(4), { maxLength: 4 }),
        async (questions, picks, kills) => {
          let session = begin();
          const chosen: (number | undefined)[] = [];
          // Killed after so many answers, and begun again from the first.
          for (const answered of [...kills, questions.length]) {
            for (const [i, { subject, readings }] of questions.slice(0, answered).entries()) {
              const pick = (picks.next().value ?? 0) % readings.length;
              const first = await decidedReading(session, subject, question(...readings), chosen[i] === undefined ? choose(pick) : nobody);
              chosen[i] ??= first;
              expect(first).toBe(chosen[i]);
            }
            session = resume(session);
          }
        },
      ),
      { numRuns: 40 },
    ));
  it('is known by its sentence where a reading fell away or they stand in another order', async () => {
    const session = begin();
    await decidedReading(session, 'silver.a', question('newest', 'oldest', 'largest'), choose(2));
    expect(await decidedReading(resume(session), 'silver.a', question('largest', 'newest'), nobody)).toBe(0);
  });
  it('is asked for where it is no longer offered, where another one is, and of another table', async () => {
    const session = begin();
    await decidedReading(session, 'silver.a', question('newest', 'oldest'), choose(1));
    const later = resume(session);
    expect(await decidedReading(later, 'silver.a', question('newest', 'largest'), choose(1))).toBe(1);
    expect(await decidedReading(later, 'silver.a', question('newest', 'oldest', 'largest'), choose(2))).toBe(2);
    expect(await decidedReading(later, 'silver.b', question('newest', 'oldest'), choose(0))).toBe(0);
  });
  it('is asked for again where nobody chose, and known although it names what looks like a key', async () => {
    const session = begin();
    const token = `dapi${'0123456789abcdef'.repeat(2)}`;
    expect(await decidedReading(session, 'silver.a', question('with', 'without'), choose(undefined))).toBeUndefined();
    expect(await decidedReading(session, 'silver.b', question(`rows of ${token}`, 'others'), choose(0))).toBe(0);
    const later = resume(session);
    expect(await decidedReading(later, 'silver.b', question(`rows of ${token}`, 'others'), nobody)).toBe(0);
    expect(await decidedReading(later, 'silver.a', question('with', 'without'), choose(1))).toBe(1);
  });
});

describe('what somebody agreed to, or did not', () => {
  it('is not asked again of the very same, and is of anything else', async () => {
    const session = begin();
    for (const [subject, yes] of [
      ['silver.a', true],
      ['silver.b', false],
    ] as const)
      expect(await agreedBefore(session, subject, 'hash', () => Promise.resolve(yes))).toEqual({ yes, before: false });
    const later = resume(session);
    expect(await agreedBefore(later, 'silver.a', 'hash', nobody)).toEqual({ yes: true, before: true });
    expect(await agreedBefore(later, 'silver.b', 'hash', nobody)).toEqual({ yes: false, before: true });
    expect(await agreedBefore(later, 'silver.a', 'other', () => Promise.resolve(false))).toEqual({ yes: false, before: false });
  });
  it('is open where nobody could be asked', async () => {
    const session = begin();
    expect(await agreedBefore(session, 'silver.a', 'hash', () => Promise.resolve(undefined))).toEqual({ yes: false, before: false });
    expect(await agreedBefore(resume(session), 'silver.a', 'hash', () => Promise.resolve(true))).toEqual({ yes: true, before: false });
  });
});
