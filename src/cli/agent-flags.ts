/** Flags of all commands that may ask a model. */
import { numberParser } from '@stricli/core';
import { asText } from './flags.ts';

export interface AgentFlags {
  readonly provider?: string;
  readonly model?: string;
  readonly budget?: number;
  readonly maxTokens?: number;
  readonly maxCalls?: number;
  readonly maxSeconds?: number;
  readonly prices?: string;
  readonly relay?: string;
  readonly cassette?: string;
}
const text = (brief: string, placeholder: string) => ({ kind: 'parsed', parse: asText, optional: true, brief, placeholder }) as const;
const amount = (brief: string, placeholder: string) => ({ kind: 'parsed', parse: numberParser, optional: true, brief, placeholder }) as const;

export const agentFlags = {
  provider: text('anthropic, databricks, relay, record, replay or none [default: LAKEWRIGHT_PROVIDER, else anthropic if there is a key]', 'name'),
  model: text('Model to ask [default: LAKEWRIGHT_MODEL, else that of the provider]', 'name'),
  budget: amount('US dollars that the whole command may spend [default: 2]', 'dollars'),
  maxTokens: amount('Tokens, in and out [default: 1000000]', 'tokens'),
  maxCalls: amount('Model calls [default: 200]', 'calls'),
  maxSeconds: amount('Time until the last call [default: 3600]', 'seconds'),
  prices: text('Table of prices [default: .lakewright/prices.json, else the one of lakewright]', 'file'),
  relay: text('With relay: folder of requests and answers [default: .lakewright/relay]', 'folder'),
  cassette: text('With record and replay: the recording [default: .lakewright/cassette.jsonl]', 'file'),
};
