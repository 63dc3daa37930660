import { expect, it } from 'vitest';
import { CODING_LIMITS, codingAgent, secondAgent } from '../../../src/agents/coding/agent.ts';

const never = (): Promise<never> => Promise.reject(new Error('nobody is asked'));
it('a run takes as long as whoever asks for it says, the second solution too', () => {
  const agent = (seconds?: number) => codingAgent({ root: '/nowhere', bench: never, second: never, ...(seconds === undefined ? {} : { seconds }) });
  expect([agent(7200).limits.seconds, secondAgent(7200).limits.seconds]).toEqual([7200, 7200]);
  expect([agent().limits.seconds, secondAgent().limits.seconds]).toEqual([CODING_LIMITS.seconds, CODING_LIMITS.seconds]);
});
