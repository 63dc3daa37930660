/** A command that is killed in the middle: its first question is answered, its second never. */
import { runAgent } from '../../src/agents/run-agent.ts';
import { Session } from '../../src/agents/session.ts';
import { answer, completion, options, sums } from './sums.ts';

const session = Session.start(process.argv[2] ?? '', { name: 'code', arguments: ['silver.sums'], flags: { apply: true } });
let asked = 0;
const provider = {
  name: 'relay',
  complete: () => {
    asked += 1;
    if (asked === 1) return Promise.resolve(completion(answer(5)));
    process.stdout.write('waiting\n');
    return new Promise<never>(() => setInterval(() => undefined, 1000));
  },
} as const;
await runAgent(sums(), { a: 2, b: 2 }, options(provider, { session }));
