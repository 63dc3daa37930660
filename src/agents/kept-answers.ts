/** What somebody decided at the terminal is kept in the session: whoever resumes it is not asked again. */
import type { Question } from './agent.ts';
import { redactKeys } from './redact.ts';
import type { Session, SessionEvent } from './session.ts';

type Decided = Extract<SessionEvent, { event: 'decided' }>;
/** As a session keeps it. */
const sentences = ({ readings }: Pick<Question, 'readings'>): readonly string[] => readings.map(({ says }) => redactKeys(says));
const isSame = (left: readonly string[], right: readonly string[]): boolean => left.length === right.length && left.every((says, i) => says === right[i]);

/** The index of the chosen reading now: in the very same question, else in one that offers some of the same readings, including this one. */
const chosenIn = (decided: readonly Decided[], now: readonly string[]): number | undefined => {
  const same = decided.findLast(({ readings }) => isSame(readings, now));
  if (same) return same.chosen;
  const larger = decided.findLast(({ readings, chosen }) => now.every((says) => readings.includes(says)) && now.includes(readings[chosen] ?? ''));
  return larger && now.indexOf(larger.readings[larger.chosen] ?? '');
};

/** The reading of a question, by its index: the one chosen before, else what `ask` gives. No answer decides nothing. */
export const decidedReading = async (
  session: Session,
  subject: string,
  question: Question,
  ask: (question: Question) => Promise<number | undefined>,
): Promise<number | undefined> => {
  const now = sentences(question);
  const before = session.before.filter((event) => event.event === 'decided').filter((event) => event.subject === subject);
  const chosen = chosenIn(before, now) ?? (await ask(question));
  if (chosen !== undefined) session.add({ event: 'decided', subject, readings: now, chosen });
  return chosen;
};

/** Whether something may be written: what was answered for exactly the same before, else what `ask` gives. `shown` is the hash of what it is. */
export const agreedBefore = async (
  session: Session,
  subject: string,
  shown: string,
  ask: () => Promise<boolean | undefined>,
): Promise<{ readonly yes: boolean; readonly before: boolean }> => {
  const kept = session.before.findLast((event) => event.event === 'agreed' && event.subject === subject && event.shown === shown);
  if (kept?.event === 'agreed') return { yes: kept.yes, before: true };
  const yes = await ask();
  if (yes !== undefined) session.add({ event: 'agreed', subject, shown, yes });
  return { yes: yes ?? false, before: false };
};
