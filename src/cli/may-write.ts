/** The yes before an agent's work is written; it is kept in the session, so that `lakewright resume` does not ask for it again. */
import { createHash } from 'node:crypto';
import type { Plan } from '../agents/apply/index.ts';
import { agreedBefore } from '../agents/kept-answers.ts';
import type { Session } from '../agents/session.ts';
import { canAsk, confirm, type Said } from './ask.ts';
import type { Context } from './context.ts';

export interface Asked {
  readonly session: Session;
  /** A table, or what else the yes is for. */
  readonly subject: string;
  /** What a yes writes: of anything else it says nothing. */
  readonly plan: Pick<Plan, 'files'>;
  readonly question: string;
  /** What is known of it, if that can differ between two times: a yes to what is proven is not a yes to what is not. */
  readonly outcome?: string;
}

export const mayWrite = async (context: Context, { session, subject, plan, question, outcome = 'solved' }: Asked, { apply, json }: Said): Promise<boolean> => {
  if (apply === true) return true;
  const files = plan.files.map(({ path, after }) => [path, after]);
  const shown = createHash('sha256')
    .update(JSON.stringify([outcome, files]))
    .digest('hex');
  const { yes, before } = await agreedBefore(session, subject, shown, async () => (json || !canAsk() ? undefined : confirm(question)));
  if (before && !json) context.say(`${subject}: ${yes ? 'agreed to before' : 'declined before; the command itself, without resume, asks again'}\n`);
  return yes;
};
