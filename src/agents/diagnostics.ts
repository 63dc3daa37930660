/** Wording of what keeps an agent from working. */
import { type Diagnostic, type DiagnosticRecord, didYouMean, worded } from '../model/diagnostics/diagnostic.ts';
import type { BudgetLimit } from './budget.ts';

export type AgentProblem =
  | { readonly kind: 'no-key'; readonly provider: string; readonly variable: string }
  | { readonly kind: 'refused-key'; readonly provider: string; readonly message: string }
  | { readonly kind: 'provider-unreachable'; readonly provider: string; readonly message: string }
  | { readonly kind: 'provider-busy'; readonly provider: string; readonly status: number; readonly attempts: number }
  | { readonly kind: 'provider-refused'; readonly provider: string; readonly status: number; readonly message: string }
  | { readonly kind: 'provider-broke-off'; readonly provider: string; readonly message: string }
  | { readonly kind: 'unknown-provider'; readonly name: string; readonly known: readonly string[] }
  | { readonly kind: 'live-in-ci'; readonly provider: string }
  | { readonly kind: 'not-encrypted'; readonly provider: string; readonly url: string }
  | { readonly kind: 'no-answer-in-time'; readonly provider: string; readonly seconds: number; readonly file: string }
  | { readonly kind: 'bad-relay-answer'; readonly file: string; readonly message: string }
  | { readonly kind: 'cassette-missing'; readonly file: string }
  | { readonly kind: 'cassette-differs'; readonly file: string; readonly difference: string }
  | { readonly kind: 'bad-prices'; readonly file: string; readonly message: string }
  | { readonly kind: 'budget'; readonly limit: BudgetLimit; readonly spent: string }
  | { readonly kind: 'bad-input'; readonly agent: string; readonly message: string }
  | { readonly kind: 'bad-answer'; readonly message: string }
  | { readonly kind: 'answer-cut'; readonly tokens: number }
  | { readonly kind: 'unknown-session'; readonly id: string; readonly known: readonly string[] }
  | { readonly kind: 'session-not-written'; readonly file: string; readonly message: string }
  | { readonly kind: 'nothing-to-resume'; readonly id: string | undefined }
  | { readonly kind: 'not-resumable'; readonly id: string; readonly command: string }
  | { readonly kind: 'unknown-agent'; readonly name: string; readonly known: readonly string[] };
export type AgentProblemKind = AgentProblem['kind'];

type Records = { readonly [K in AgentProblemKind]: DiagnosticRecord<Extract<AgentProblem, { kind: K }>> };
const LIMITS: Readonly<Record<BudgetLimit, string>> = {
  turns: 'calls',
  tokens: 'tokens (--max-tokens)',
  money: 'money (--budget)',
  seconds: 'time (--max-seconds)',
  price: 'money, because the price of the model is not known',
};

export const AGENT_DIAGNOSTICS: Records = {
  'no-key': {
    code: 'LW8001',
    severity: 'error',
    title: 'No key for a provider',
    message: (p) => `${p.provider} needs a key, and ${p.variable} is not set`,
    hint: (p) => `set ${p.variable}; or let the assistant in your editor do it: lakewright mcp; or go without a model: --provider none`,
    cause: 'A model is asked through its provider, which requires authentication.',
    cure: 'Set the variable in your shell, never in the definition. The main path, `lakewright mcp`, needs no key.',
  },
  'refused-key': {
    code: 'LW8002',
    severity: 'error',
    title: 'Key that a provider refuses',
    message: (p) => `${p.provider} does not accept the key: ${p.message}`,
    hint: () => 'check that it is complete, still valid, and may use the model',
    cause: 'The key is wrong, has expired, or may not use what was asked for.',
    cure: 'Make a new one, or ask whoever gave it to you.',
  },
  'provider-unreachable': {
    code: 'LW8003',
    severity: 'error',
    title: 'Provider that cannot be reached',
    message: (p) => `${p.provider} could not be reached: ${p.message}`,
    hint: () => 'check the network and the proxy; lakewright resume continues where it stopped',
    cause: 'There is no network, a proxy is in between, or the address is wrong.',
    cure: 'Try again with lakewright resume when there is a connection.',
  },
  'provider-busy': {
    code: 'LW8004',
    severity: 'error',
    title: 'Provider that is too busy',
    message: (p) => `${p.provider} answered ${p.status} ${p.attempts} times: too many requests`,
    hint: () => 'wait a little; lakewright resume continues where it stopped',
    cause: 'The limit of your account is reached, or the provider is overloaded.',
    cure: 'Wait and resume. Nothing that was answered is asked again.',
  },
  'provider-refused': {
    code: 'LW8005',
    severity: 'error',
    title: 'Request that a provider refuses',
    message: (p) => `${p.provider} refuses the request (${p.status}): ${p.message}`,
    hint: () => 'check --model, and whether your account may use it',
    cause: 'The model does not exist, the account has no credit, or the request has a form that this provider does not know.',
    cure: 'Choose another model with --model, or correct what the message names.',
  },
  'provider-broke-off': {
    code: 'LW8006',
    severity: 'error',
    title: 'Answer that broke off',
    message: (p) => `the answer of ${p.provider} broke off: ${p.message}`,
    hint: () => 'lakewright resume asks again',
    cause: 'The connection was lost, or what came is not an answer.',
    cure: 'Resume. Half an answer is never used.',
  },
  'unknown-provider': {
    code: 'LW8007',
    severity: 'error',
    title: 'Unknown provider',
    message: (p) => `there is no provider "${p.name}"`,
    hint: (p) => didYouMean(p.name, p.known),
    cause: 'The name is not one of the providers.',
    cure: 'Use one of anthropic, databricks, relay, record, replay, none.',
  },
  'live-in-ci': {
    code: 'LW8008',
    severity: 'error',
    title: 'Model asked in CI',
    message: (p) => `${p.provider} is not asked in CI`,
    hint: () => 'use --provider replay or none there; CI is set in the environment',
    cause: "An intent may come from anybody's pull request. CI must not spend money or send data for it.",
    cure: 'Fill bodies on your machine, where you see them before they are used.',
  },
  'not-encrypted': {
    code: 'LW8020',
    severity: 'error',
    title: 'Address that is not encrypted',
    message: (p) => `${p.provider} is not asked at ${p.url}: the key would be sent in the clear`,
    hint: () => 'use https://; http:// only for this machine',
    cause: 'Anyone in between could read the key and the data.',
    cure: 'Use an address that begins with https://.',
  },
  'no-answer-in-time': {
    code: 'LW8009',
    severity: 'error',
    title: 'Nobody answered',
    message: (p) => `nobody answered ${p.file} within ${p.seconds} s`,
    hint: () => 'write the answer next to it; lakewright resume continues from there',
    cause: 'With the provider `relay`, a tool or a person answers a request by writing a file.',
    cure: 'Answer the file, and resume.',
  },
  'bad-relay-answer': {
    code: 'LW8010',
    severity: 'error',
    title: 'Malformed answer file',
    message: (p) => `${p.file} is not an answer: ${p.message}`,
    hint: () => 'it holds the JSON that the request asks for, or { "content": […] }',
    cause: 'The file is not JSON, or is JSON of a different form.',
    cure: 'Correct it, and resume.',
  },
  'cassette-missing': {
    code: 'LW8011',
    severity: 'error',
    title: 'Nothing recorded',
    message: (p) => `there is nothing recorded in ${p.file}`,
    hint: () => 'record it first: --provider record',
    cause: 'Replaying needs what was recorded before.',
    cure: 'Record it with a live provider.',
  },
  'cassette-differs': {
    code: 'LW8012',
    severity: 'error',
    title: 'Request that was not recorded',
    message: (p) => `no request like this was recorded; the nearest differs in:\n${p.difference}`,
    hint: () => 'record it again: a changed prompt, schema or definition makes a different request',
    cause: 'Requests are matched by their whole content.',
    cure: 'Record again with --provider record.',
  },
  'bad-prices': {
    code: 'LW8013',
    severity: 'error',
    title: 'Malformed table of prices',
    message: (p) => `${p.file} is not a table of prices: ${p.message}`,
    hint: () =>
      '{ "date": "2026-11-01", "models": { "name": { "input": 2, "output": 10, "cacheRead": 0.2, "cacheWrite": 2.5 } } }, in US dollars for a million tokens',
    cause: 'The file is not JSON, or is JSON of a different form.',
    cure: 'Correct or remove it.',
  },
  budget: {
    code: 'LW8014',
    severity: 'error',
    title: 'Budget that is used up',
    message: (p) => `the budget of ${LIMITS[p.limit]} is used up: ${p.spent}`,
    hint: () => 'give more, or fewer tables; what was done is kept, and lakewright resume continues',
    cause: 'A command stops before it spends more than it may.',
    cure: 'Raise the named limit and resume.',
  },
  'bad-input': {
    code: 'LW8015',
    severity: 'error',
    title: 'Input that an agent cannot take',
    message: (p) => `the ${p.agent} agent cannot take this: ${p.message}`,
    cause: 'Something is missing, too long, or malformed.',
    cure: 'Correct what is named.',
  },
  'bad-answer': {
    code: 'LW8016',
    severity: 'error',
    title: 'Malformed answer',
    message: (p) => `the answer does not have the form that was asked for: ${p.message}`,
    cause: 'The model did not answer with JSON of the given form.',
    cure: 'It is asked again; if that does not help, use another model.',
  },
  'answer-cut': {
    code: 'LW8017',
    severity: 'error',
    title: 'Answer that was cut off',
    message: (p) => `the answer was cut off at ${p.tokens} tokens`,
    hint: () => 'the intent may ask for too much in one table',
    cause: 'The model wrote more than one answer may hold.',
    cure: 'Split the table in two.',
  },
  'unknown-session': {
    code: 'LW8018',
    severity: 'error',
    title: 'Unknown session',
    message: (p) => `there is no session "${p.id}"`,
    hint: (p) => (p.known.length === 0 ? 'nothing was done yet' : `the last one is ${p.known.at(-1)}; lakewright history shows all`),
    cause: 'There is no session of this name in .lakewright/agents.',
    cure: 'Use a name that lakewright history shows.',
  },
  'session-not-written': {
    code: 'LW8023',
    severity: 'error',
    title: 'Session that cannot be written',
    message: (p) => `${p.file} cannot be written: ${p.message}`,
    hint: () => 'what agents send is written down before it is sent; check who owns the folder, and whether the disk is full',
    cause: 'The folder belongs to somebody else, is read-only, or the disk is full.',
    cure: 'Make room, or let the user of the command write there.',
  },
  'nothing-to-resume': {
    code: 'LW8021',
    severity: 'error',
    title: 'Nothing to resume',
    message: (p) => (p.id === undefined ? 'no session stopped in the middle' : `the session ${p.id} has finished`),
    hint: () => 'lakewright history shows all',
    cause: 'Only a session that was stopped or killed, or that failed, can be resumed.',
    cure: 'Run the command again.',
  },
  'not-resumable': {
    code: 'LW8022',
    severity: 'error',
    title: 'Session of a command that cannot be resumed',
    message: (p) => `the session ${p.id} is of "lakewright ${p.command}", which this version cannot resume`,
    hint: () => 'run the command again',
    cause: 'The session was written by another version of lakewright.',
    cure: 'Run the command again, or use the version that wrote it.',
  },
  'unknown-agent': {
    code: 'LW8019',
    severity: 'error',
    title: 'Unknown agent',
    message: (p) => `there is no agent "${p.name}"`,
    hint: (p) => didYouMean(p.name, p.known),
    cause: 'The name is not one of the agents.',
    cure: 'Use a name that lakewright agents list shows.',
  },
};

/** Words a problem. */
export const agentDiagnostic = (problem: AgentProblem, path: string): Diagnostic =>
  worded(AGENT_DIAGNOSTICS[problem.kind] as DiagnosticRecord<AgentProblem>, problem, { path });

/** Keeps an agent from continuing. */
export class AgentFailure extends Error {
  readonly problem: AgentProblem;
  constructor(problem: AgentProblem) {
    super(AGENT_DIAGNOSTICS[problem.kind].message(problem as never));
    this.name = 'AgentFailure';
    this.problem = problem;
  }
}
