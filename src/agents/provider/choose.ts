/** Which provider is asked: by flag, by variable, by the available key. */
import { join } from 'node:path';
import { AgentFailure } from '../diagnostics.ts';
import { NOBODY, PROVIDERS, type Provider, type ProviderName } from './provider.ts';

export interface ProviderFlags {
  readonly provider?: string;
  readonly model?: string;
  /** Of requests and answers, for `relay`. @default `.lakewright/relay` */
  readonly relay?: string;
  /** How long to wait for an answer, for `relay`. @default 1800 */
  readonly relaySeconds?: number;
  /** For `record` and `replay`. @default `.lakewright/cassette.jsonl` */
  readonly cassette?: string;
}
export interface Chosen {
  readonly provider: Provider;
  readonly model: string;
}
/** Used if no model is named; --model and LAKEWRIGHT_MODEL override. Names of models expire. */
export const DEFAULT_MODEL = 'claude-sonnet-5-5';
const DEFAULT_DATABRICKS_MODEL = 'databricks-claude-sonnet-5-5';

const isKnown = (name: string): name is ProviderName => (PROVIDERS as readonly string[]).includes(name);

const live = async (name: 'anthropic' | 'databricks', env: NodeJS.ProcessEnv): Promise<Provider> => {
  if (env['CI']) throw new AgentFailure({ kind: 'live-in-ci', provider: name });
  const need = (variable: string): string => {
    const value = env[variable];
    if (!value) throw new AgentFailure({ kind: 'no-key', provider: name, variable });
    return value;
  };
  const safe = (url: string): string => {
    const { protocol, hostname } = URL.canParse(url) ? new URL(url) : { protocol: '', hostname: '' };
    if (protocol === 'https:' || (protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname))) return url;
    throw new AgentFailure({ kind: 'not-encrypted', provider: name, url });
  };
  const { anthropicProvider } = await import('./anthropic.ts');
  if (name === 'anthropic') {
    // The SDK would read the second by itself, and send the key wherever it points.
    const baseURL = env['LAKEWRIGHT_ANTHROPIC_URL'] || env['ANTHROPIC_BASE_URL'];
    return anthropicProvider({ name, apiKey: need('ANTHROPIC_API_KEY'), ...(baseURL ? { baseURL: safe(baseURL) } : {}) });
  }
  // As documented for serving endpoints; not tried against a workspace. Whether they take the SDK's own version of the API is not documented, so an
  // older one is named that is.
  const host = need('DATABRICKS_HOST').replace(/\/+$/, '');
  return anthropicProvider({
    name,
    apiKey: need('DATABRICKS_TOKEN'),
    baseURL: safe(`${host.includes('://') ? host : `https://${host}`}/serving-endpoints/anthropic`),
    version: env['LAKEWRIGHT_ANTHROPIC_VERSION'] ?? '2023-06-01',
  });
};

/** The provider of a command. */
export const chooseProvider = async (flags: ProviderFlags, root: string, env: NodeJS.ProcessEnv = process.env): Promise<Chosen> => {
  const asked = flags.provider ?? env['LAKEWRIGHT_PROVIDER'] ?? (env['ANTHROPIC_API_KEY'] && !env['CI'] ? 'anthropic' : 'none');
  const [name = '', inner] = asked.split(':');
  if (!isKnown(name)) throw new AgentFailure({ kind: 'unknown-provider', name, known: PROVIDERS });
  const cassette = flags.cassette ?? join(root, '.lakewright', 'cassette.jsonl');
  const model = flags.model ?? env['LAKEWRIGHT_MODEL'] ?? (name === 'databricks' || inner === 'databricks' ? DEFAULT_DATABRICKS_MODEL : DEFAULT_MODEL);
  switch (name) {
    case 'anthropic':
    case 'databricks':
      return { provider: await live(name, env), model };
    case 'relay': {
      const { relayProvider } = await import('./relay.ts');
      return {
        provider: relayProvider({
          folder: flags.relay ?? join(root, '.lakewright', 'relay'),
          ...(flags.relaySeconds === undefined ? {} : { seconds: flags.relaySeconds }),
        }),
        model: flags.model ?? env['LAKEWRIGHT_MODEL'] ?? 'relay',
      };
    }
    case 'record': {
      const { recordProvider } = await import('./cassette.ts');
      // `record:databricks` records a provider other than Anthropic.
      const other =
        inner === 'relay'
          ? (await chooseProvider({ ...flags, provider: 'relay' }, root, env)).provider
          : await live(inner === 'databricks' ? inner : 'anthropic', env);
      return { provider: recordProvider(other, cassette), model };
    }
    case 'replay': {
      const { replayProvider } = await import('./cassette.ts');
      return { provider: replayProvider(cassette), model };
    }
    case 'none':
      return { provider: NOBODY, model };
    default:
      return name satisfies never;
  }
};
