/** The agent that begins a project from plain words. It says what the parts are; the definition is printed from them. */
import type { Agent } from '../agent.ts';
import { AGENT_CARDS } from '../cards.ts';
import { agentDiagnostic } from '../diagnostics.ts';
import { fenced } from '../fence.ts';
import { STARTING_ANSWER, STARTING_INPUT, type StartingAnswer, type StartingInput } from './answer.ts';
import { wrongIn } from './check-answer.ts';
import { definitionText, readsFiles } from './definition-text.ts';
import { errorsOf } from './evaluate.ts';
import { landingGuide } from './landing-guide.ts';
import { plainAnswer } from './plain-answer.ts';

export const DEFINITION = '.projenrc.ts';
const brief = ({ words, name }: StartingInput): string =>
  ['Say what the parts of this project are.', fenced('words', { words, ...(name === undefined ? {} : { name }) })].join('\n\n');

export const startingAgent: Agent<StartingInput, StartingAnswer> = {
  name: 'starting',
  about: AGENT_CARDS.starting.about,
  input: STARTING_INPUT,
  output: STARTING_ANSWER,
  prompt: () => 'project_start',
  brief,
  read: (given, input) => {
    if (given.outcome === 'refuse') return { kind: 'refusal', reason: given.reason ?? 'no reason was given' };
    const answer = plainAnswer(given);
    if (wrongIn(answer, input).length > 0) return { kind: 'answer', answer, changes: [] };
    return {
      kind: 'answer',
      answer,
      changes: [
        { kind: 'file', path: DEFINITION, content: definitionText(answer, input) },
        ...(readsFiles(answer) ? [{ kind: 'file' as const, path: 'landing/README.md', content: landingGuide(answer) }] : []),
      ],
    };
  },
  verifiers: [
    {
      check: 'definition',
      run: async (answer, input, { signal }) => {
        const started = performance.now();
        const wrong = wrongIn(answer, input);
        const problems =
          wrong.length > 0
            ? wrong.map((message) => agentDiagnostic({ kind: 'bad-answer', message }, 'the answer'))
            : await errorsOf(definitionText(answer, input), signal);
        const seconds = (performance.now() - started) / 1000;
        return problems.length > 0
          ? { check: 'definition', verdict: 'failed', says: `${problems.length} mistakes in the parts of the project`, seconds, problems }
          : { check: 'definition', verdict: 'passed', says: 'the definition was evaluated and has no errors', seconds };
      },
    },
  ],
  required: AGENT_CARDS.starting.required,
  limits: AGENT_CARDS.starting.limits,
};
