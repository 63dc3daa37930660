/** The one way in which all agents run: validate, answer without a model if possible, else ask, read, verify, repair. */
import { basename } from 'node:path';
import { z } from 'zod';
import type { Agent, Proposal, ProposalParts, Question, Reading, Tool } from './agent.ts';
import { type Budget, costText } from './budget.ts';
import { AgentFailure, agentDiagnostic } from './diagnostics.ts';
import type { CheckName, Evidence } from './evidence.ts';
import { fenced, plainText } from './fence.ts';
import { readPrompt } from './prompts.ts';
import { redactText } from './redact.ts';
import { requestKey } from './provider/key.ts';
import type { Completion, CompletionRequest, Content, JsonSchema, Message, Provider } from './provider/provider.ts';
import type { Session } from './session.ts';

export type AgentEvent =
  | { readonly kind: 'asking'; readonly turn: number }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'looking-up'; readonly tool: string }
  | { readonly kind: 'checking'; readonly check: CheckName }
  | { readonly kind: 'checked'; readonly evidence: Evidence }
  | { readonly kind: 'repairing'; readonly repair: number };
export interface RunAgentOptions {
  /** What it is about, e.g. a table's key: for the log. */
  readonly subject: string;
  readonly provider: Provider;
  readonly model: string;
  readonly budget: Budget;
  /** How long it may take: if people answer, they need more. @default that of the agent */
  readonly seconds?: number;
  readonly signal: AbortSignal;
  /** @default none is kept */
  readonly session?: Session;
  /** @default nobody hears */
  readonly report?: (event: AgentEvent) => void;
}

const MOST_ANSWER = 16_000;
const MOST_LOOKED_UP = 40_000;

/** Models put a fence around JSON, or words before it, although they were asked not to. */
const jsonIn = (text: string): unknown => {
  const inner = /^\s*```(?:json)?\s*\n([\s\S]*?)\n?```\s*$/.exec(text)?.[1] ?? text;
  const start = inner.indexOf('{');
  const end = inner.lastIndexOf('}');
  return JSON.parse(start < 0 ? inner : inner.slice(start, end + 1));
};
const textOf = (content: readonly Content[]): string => content.flatMap((part) => (part.kind === 'text' ? [part.text] : [])).join('');
/** What is wrong, each with its place in the value; what concerns all of it has none. */
const issues = (error: z.ZodError): string => error.issues.map(({ path, message }) => [path.join('.'), message].filter(Boolean).join(': ')).join('; ');

/** A conversation about one answer. */
class Conversation<I> {
  readonly #options: RunAgentOptions;
  readonly #tools: readonly Tool<I>[];
  readonly #request: Omit<CompletionRequest, 'messages'>;
  readonly #input: I;
  #messages: readonly Message[] = [];
  model: string | undefined;

  constructor(options: RunAgentOptions, request: Omit<CompletionRequest, 'messages'>, tools: readonly Tool<I>[], input: I) {
    this.#options = options;
    this.#request = request;
    this.#tools = tools;
    this.#input = input;
  }
  /** Says something, answers what is looked up, and gives the text of the answer. */
  async ask(text: string): Promise<{ readonly text: string } | { readonly refused: string }> {
    this.#messages = [...this.#messages, { role: 'user', content: [{ kind: 'text', text }] }];
    for (;;) {
      const completion = await this.#complete({ ...this.#request, messages: this.#messages });
      this.model = completion.model;
      // An empty message cannot be sent back.
      const content = completion.content.filter((part) => part.kind !== 'text' || part.text.trim() !== '');
      this.#messages = [...this.#messages, { role: 'assistant', content: content.length === 0 ? [{ kind: 'text', text: '(nothing)' }] : content }];
      if (completion.stop === 'refusal') return { refused: plainText(textOf(completion.content), 500) || 'the model declined without a reason' };
      if (completion.stop === 'length') throw new AgentFailure({ kind: 'answer-cut', tokens: this.#request.maxTokens });
      const calls = completion.content.filter((part) => part.kind === 'toolCall');
      if (calls.length === 0) return { text: textOf(completion.content) };
      const results = [];
      for (const call of calls) results.push(await this.#lookUp(call));
      this.#messages = [...this.#messages, { role: 'user', content: results }];
    }
  }
  async #complete(request: CompletionRequest): Promise<Completion> {
    const { provider, budget, session, signal, report } = this.#options;
    const key = requestKey(request);
    const known = session?.answered(key);
    if (known) return known;
    this.#stayWithin();
    report?.({ kind: 'asking', turn: budget.cost.turns + 1 });
    session?.add({ event: 'asked', key, provider: provider.name, request });
    const limit = AbortSignal.timeout(Math.min(Math.ceil(budget.left), 2 ** 31 - 1));
    try {
      const completion = await provider.complete(request, {
        signal: AbortSignal.any([signal, limit]),
        onText: (text) => report?.({ kind: 'text', text }),
        // Thrown if another attempt would exceed a limit: attempts are calls too.
        onSpent: (usage, model) => {
          budget.spend(usage, model);
          session?.add({ event: 'spent', usage, model });
          this.#stayWithin();
        },
      });
      budget.spend(completion.usage, completion.model);
      session?.add({ event: 'answered', key, completion });
      return completion;
    } catch (error) {
      signal.throwIfAborted();
      if (limit.aborted) throw new AgentFailure({ kind: 'budget', limit: 'seconds', spent: costText(budget.cost) });
      if (error instanceof AgentFailure) session?.add({ event: 'failed', key, kind: error.problem.kind, message: error.message });
      throw error;
    }
  }
  /** Both limits apply: that of the command and that of a run of this agent. */
  #stayWithin(): void {
    const { reached } = this.#options.budget;
    if (reached) throw new AgentFailure({ kind: 'budget', limit: reached.limit, spent: costText(reached.cost) });
  }
  async #lookUp({ id, name, input }: Extract<Content, { kind: 'toolCall' }>): Promise<Content> {
    const wrong = (text: string): Content => ({ kind: 'toolResult', id, text, isError: true });
    const tool = this.#tools.find((each) => each.name === name);
    if (!tool) return wrong(`there is no tool of that name; there is ${this.#tools.map((each) => each.name).join(', ') || 'none'}`);
    const args = tool.input.safeParse(input);
    if (!args.success) return wrong(issues(args.error));
    this.#options.report?.({ kind: 'looking-up', tool: name });
    let text: string;
    try {
      text = await tool.run(args.data, this.#input);
    } catch (error) {
      this.#options.signal.throwIfAborted();
      // What a failure says holds paths and more of this machine; a diagnostic's message was written to be read.
      return wrong(error instanceof AgentFailure ? fenced(name, error.message) : 'the look-up failed');
    }
    return { kind: 'toolResult', id, text: fenced(name, text, { mostText: MOST_LOOKED_UP, most: MOST_LOOKED_UP }), isError: false };
  }
}

type Failure = Pick<Extract<Evidence, { verdict: 'failed' }>, 'problems' | 'withoutValues'>;
/** The same mistakes, wherever they are. */
const signature = ({ problems }: Failure): string => JSON.stringify(problems.map(({ code, message, key }) => [code, message, key]).toSorted());

type Verified = { readonly evidence: readonly Evidence[]; readonly failure?: Failure; readonly question?: Question };

const verify = async <I, O>(
  agent: Agent<I, O>,
  { answer, changes }: Extract<Reading<O>, { kind: 'answer' }>,
  input: I,
  { signal, report, session, subject }: RunAgentOptions,
): Promise<Verified> => {
  const evidence: Evidence[] = [{ check: 'schema', verdict: 'passed', says: 'the answer has the form that was asked for', seconds: 0 }];
  for (const verifier of agent.verifiers) {
    signal.throwIfAborted();
    report?.({ kind: 'checking', check: verifier.check });
    const found = await verifier.run(answer, input, { signal, changes, evidence });
    if ('question' in found) return { evidence, question: found.question };
    evidence.push(found);
    report?.({ kind: 'checked', evidence: found });
    session?.add({ event: 'checked', subject, check: found.check, verdict: found.verdict, says: found.says });
    if (found.verdict === 'failed') return { evidence, failure: found };
  }
  return { evidence };
};

const repairText = ({ problems, withoutValues = problems }: Failure, check: string): string =>
  `The answer does not pass the check "${check}". Answer again, whole, so that it does; the checks themselves cannot be changed.\n\n${fenced(
    'problems',
    withoutValues.slice(0, 20).map(({ code, message, hint, key, at }) => ({
      code,
      message: redactText(message),
      hint,
      key: key.join('.'),
      at: at && `${basename(at.file)}:${at.line}:${at.column}`,
    })),
  )}`;

/** Checks that prove nothing if no row reached them. */
const ON_ROWS: ReadonlySet<CheckName> = new Set(['sample', 'adversarial', 'examples', 'invariants', 'second']);
/** What must have run before anything is called solved, and did not. */
const missing = (required: readonly CheckName[], evidence: readonly Evidence[]): readonly string[] =>
  required.flatMap((check) => {
    const found = evidence.find((each) => each.check === check);
    if (found?.verdict === 'passed') return ON_ROWS.has(check) && !found.rows ? [`${check}: no row reached it`] : [];
    return [`${check}: ${found?.says ?? 'was not run'}`];
  });

/** Runs an agent once. Throws an `AgentFailure` if it could not be run to its end. */
export const runAgent = async <I, O>(agent: Agent<I, O>, given: unknown, options: RunAgentOptions): Promise<Proposal<O>> => {
  const { provider, session, subject } = options;
  const { seconds = agent.limits.seconds } = options;
  const budget = options.budget.part({ ...agent.limits, seconds });
  const checked = agent.input.safeParse(given);
  if (!checked.success) throw new AgentFailure({ kind: 'bad-input', agent: agent.name, message: issues(checked.error) });
  const input = checked.data;
  const prompt = readPrompt(agent.prompt(input));
  const reference = agent.reference?.(input);
  const request = {
    about: { agent: agent.name, prompt: prompt.name, subject },
    model: options.model,
    system: reference === undefined ? prompt.text : `${prompt.text}\n${reference}`,
    tools: (agent.tools ?? []).map(({ name, description, input: form }) => ({ name, description, input: z.toJSONSchema(form) as JsonSchema })),
    answer: z.toJSONSchema(agent.output) as JsonSchema,
    maxTokens: MOST_ANSWER,
  };
  const conversation = new Conversation({ ...options, budget }, request, agent.tools ?? [], input);
  const ended = (parts: ProposalEnd<O>): Proposal<O> => {
    const { cost } = budget;
    const model = conversation.model;
    session?.add({ event: 'proposed', agent: agent.name, subject, outcome: parts.outcome, cost, ...(model === undefined ? {} : { model }) });
    return { agent: agent.name, promptVersion: prompt.version, cost, ...(model === undefined ? {} : { model }), ...parts };
  };

  const judge = async (reading: Reading<O>): Promise<Judged<O>> => {
    if (reading.kind === 'question') return { proposal: ended({ outcome: 'clarify', question: reading.question, evidence: [] }) };
    if (reading.kind === 'refusal') return { proposal: ended({ outcome: 'refused', reason: plainText(reading.reason, 1000), evidence: [] }) };
    const { answer, changes } = reading;
    const { evidence, failure, question } = await verify(agent, reading, input, options);
    if (question) return { proposal: ended({ outcome: 'clarify', question, evidence, answer }) };
    const lacks = missing(agent.required, evidence);
    if (!failure && lacks.length === 0) return { proposal: ended({ outcome: 'solved', changes, evidence, answer }) };
    const failed = failure ? [`${evidence.at(-1)?.check}: ${evidence.at(-1)?.says}`] : [];
    const unverified = (stopped?: string): Proposal<O> =>
      ended({ outcome: 'unverified', changes, evidence, answer, why: [...new Set([...failed, ...lacks, ...(stopped ? [stopped] : [])])].join('; ') });
    return failure ? { failure, check: evidence.at(-1)?.check ?? 'schema', asIs: unverified } : { proposal: unverified() };
  };
  const refused = (reason: string): Proposal<O> => ended({ outcome: 'refused', reason, evidence: [] });
  const stoppedBy = (reason: string): Proposal<O> => ended({ outcome: 'refused', reason, evidence: [], stopped: true });
  const read = (text: string): Promise<Judged<O>> | Judged<O> => {
    const parsed = answerIn(text, agent.output);
    if ('answer' in parsed) return judge(agent.read(parsed.answer, input));
    const problem = agentDiagnostic({ kind: 'bad-answer', message: parsed.wrong }, subject);
    return {
      failure: { problems: [problem] },
      check: 'schema',
      asIs: (stopped) => (stopped === undefined ? refused(`no answer had the requested form: ${parsed.wrong}`) : stoppedBy(stopped)),
    };
  };

  const offline = await agent.offline?.(input);
  if (offline !== undefined) {
    const judged = await judge(agent.read(offline, input));
    // What was answered without a model and fails is left to a model, if there is one.
    if ('proposal' in judged) return judged.proposal;
    if (provider.name === 'none') return judged.asIs();
  }
  if (provider.name === 'none') return refused(`no model was asked: what the ${agent.name} agent does without one does not cover this`);

  let said = agent.brief(input);
  let last: { readonly signature: string; readonly asIs: (stopped: string) => Proposal<O> } | undefined;
  for (let repair = 0; ; repair++) {
    let reply: Awaited<ReturnType<typeof conversation.ask>>;
    try {
      reply = await conversation.ask(said);
    } catch (error) {
      if (!(error instanceof AgentFailure && ENDS.has(error.problem.kind))) throw error;
      // An answer that is not proven is worth more than none.
      return last ? last.asIs(error.message) : stoppedBy(error.message);
    }
    if ('refused' in reply) return refused(reply.refused);
    const judged = await read(reply.text);
    if ('proposal' in judged) return judged.proposal;
    const now = signature(judged.failure);
    if (repair >= agent.limits.repairs || now === last?.signature) return judged.asIs();
    last = { signature: now, asIs: judged.asIs };
    budget.repaired();
    options.report?.({ kind: 'repairing', repair: repair + 1 });
    said = repairText(judged.failure, judged.check);
  }
};
/** Limits end a run; other failures are for the command to report. */
const ENDS: ReadonlySet<string> = new Set(['budget', 'answer-cut']);
/** An end, or what is to be repaired, with the outcome if it is not. */
type Judged<O> = { readonly proposal: Proposal<O> } | { readonly failure: Failure; readonly check: string; readonly asIs: (stopped?: string) => Proposal<O> };
type ProposalEnd<O> = ProposalParts & Pick<Proposal<O>, 'evidence' | 'answer'>;

const answerIn = <O>(text: string, form: z.ZodType<O>): { readonly answer: O } | { readonly wrong: string } => {
  let value: unknown;
  try {
    value = jsonIn(text);
  } catch {
    return { wrong: `no JSON: ${plainText(text, 200)}` };
  }
  const parsed = form.safeParse(value);
  return parsed.success ? { answer: parsed.data } : { wrong: issues(parsed.error) };
};
