/** The agent that writes tests of a table from its intent, and never sees its body. */
import { intentTestPath, intentTests } from '../../emit/tests/intent.ts';
import type { Agent } from '../agent.ts';
import { AGENT_CARDS } from '../cards.ts';
import { tableBrief } from '../coding/table-brief.ts';
import { taskOf, taskText } from '../coding/brief.ts';
import { agentDiagnostic } from '../diagnostics.ts';
import { fenced } from '../fence.ts';
import { TESTING_ANSWER, TESTING_INPUT, type TestingAnswer, type TestingInput } from './answer.ts';
import { readTests } from './read-tests.ts';

const brief = ({ model, table, reads }: TestingInput): string =>
  [
    'Write tests of this table from its intent. What was decided is part of the intent.',
    taskText(taskOf(model, table)),
    'The tables that go in:',
    fenced(
      'tables',
      reads.map((each) => tableBrief(each)),
    ),
  ].join('\n\n');
/** The file of an answer whose tests fit the tables. */
const fileOf = (answer: TestingAnswer, input: TestingInput): string | undefined => {
  const { examples, properties, wrong } = readTests(answer, input);
  return wrong.length > 0 ? undefined : intentTests(input.model, input.table, examples, properties, 'Tests of a table by its intent');
};

export const testingAgent: Agent<TestingInput, TestingAnswer> = {
  name: 'testing',
  about: AGENT_CARDS.testing.about,
  input: TESTING_INPUT,
  output: TESTING_ANSWER,
  prompt: () => 'test_generation',
  brief,
  read: (answer, input) => {
    if (answer.outcome === 'refuse') return { kind: 'refusal', reason: answer.reason ?? 'no reason was given' };
    const content = fileOf(answer, input);
    return { kind: 'answer', answer, changes: content === undefined ? [] : [{ kind: 'file', path: intentTestPath(input.table), content }] };
  },
  verifiers: [
    {
      check: 'definition',
      run: (answer, input) => {
        const { examples, properties, wrong } = readTests(answer, input);
        const problems = wrong.map((message) => agentDiagnostic({ kind: 'bad-answer', message }, input.table.key));
        const says = `examples: ${examples.length}, properties: ${properties.length}; they fit the tables`;
        return Promise.resolve(
          wrong.length > 0
            ? { check: 'definition', verdict: 'failed', says: `${wrong.length} mistakes in the tests`, seconds: 0, problems }
            : { check: 'definition', verdict: 'passed', says, seconds: 0 },
        );
      },
    },
  ],
  required: AGENT_CARDS.testing.required,
  limits: AGENT_CARDS.testing.limits,
};
