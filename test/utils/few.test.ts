import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fewAtOnce } from '../../src/utils/few.ts';

describe('work of which only so much is done at once', () => {
  it('is all done, whatever of it fails, and never more at once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.record({ turns: fc.nat(5), fails: fc.boolean() }), { maxLength: 30 }),
        async (most, works) => {
          const few = fewAtOnce(most);
          let running = 0;
          let highest = 0;
          const results = await Promise.allSettled(
            works.map(({ turns, fails }, i) =>
              few(async () => {
                highest = Math.max(highest, ++running);
                for (let turn = 0; turn < turns; turn++) await Promise.resolve();
                running -= 1;
                if (fails) throw new Error('failed');
                return i;
              }),
            ),
          );
          expect(highest).toBeLessThanOrEqual(most);
          expect(results.map((result) => (result.status === 'fulfilled' ? result.value : 'failed'))).toEqual(
            works.map(({ fails }, i) => (fails ? 'failed' : i)),
          );
        },
      ),
    );
  });
});
