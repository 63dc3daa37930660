import { from, python, Table, t } from '../../../src/index.ts';
import { airlines, flights, gold } from './00-project.ts';

export const scores = new Table(gold, 'delay_scores', {
  intent: 'probability that a flight is late, by the model in bodies/score.py',
  columns: { carrier: t.string(), flight: t.int(), p_late: t.double() },
  query: python({ file: 'bodies/score.py', function: 'score', inputs: { flights, airlines } }),
});
export const risky = from(scores).where((s) => s.p_late.gt(0.8));
// not written yet: declared columns and an intent; everything downstream already type-checks
export const causes = new Table(gold, 'delay_causes', {
  intent: 'for each carrier, the most frequent cause of delay, from free-text remarks',
  columns: { carrier: t.string(), cause: t.string(), flights: t.bigint() },
});
export const weatherCauses = from(causes).where((c) => c.cause.eq('weather'));
