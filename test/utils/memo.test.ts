import { expect, test } from 'vitest';
import { memo } from '../../src/utils/memo.ts';

test('an answer is computed once for each object, even where it is undefined', () => {
  const asked: object[] = [];
  const answer = memo((key: object) => void asked.push(key));
  const [a, b] = [{}, {}];
  for (const key of [a, b, a, b]) answer(key);
  expect(asked).toEqual([a, b]);
});
