import { describe, expect, it } from 'vitest';
import { chooseProvider } from '../../../src/agents/provider/choose.ts';

const choose = (flags: Parameters<typeof chooseProvider>[0], env: NodeJS.ProcessEnv = {}) => chooseProvider(flags, '/nowhere', env);

describe('the provider', () => {
  it('is the one named, by flag before variable, and none where there is no key', async () => {
    expect((await choose({})).provider.name).toBe('none');
    expect((await choose({}, { ANTHROPIC_API_KEY: 'k' })).provider.name).toBe('anthropic');
    expect((await choose({}, { LAKEWRIGHT_PROVIDER: 'relay', ANTHROPIC_API_KEY: 'k' })).provider.name).toBe('relay');
    expect((await choose({ provider: 'none' }, { LAKEWRIGHT_PROVIDER: 'relay' })).provider.name).toBe('none');
    const databricks = await choose({ provider: 'databricks' }, { DATABRICKS_HOST: 'adb.example.com', DATABRICKS_TOKEN: 't' });
    expect(databricks).toMatchObject({ provider: { name: 'databricks' }, model: 'databricks-claude-sonnet-5-5' });
  });
  it('takes the model by flag before variable', async () => {
    expect((await choose({}, { LAKEWRIGHT_MODEL: 'm1' })).model).toBe('m1');
    expect((await choose({ model: 'm2' }, { LAKEWRIGHT_MODEL: 'm1' })).model).toBe('m2');
  });
  it('needs its key', async () => {
    await expect(choose({ provider: 'anthropic' })).rejects.toMatchObject({ problem: { kind: 'no-key', variable: 'ANTHROPIC_API_KEY' } });
    await expect(choose({ provider: 'databricks' }, { DATABRICKS_HOST: 'h' })).rejects.toMatchObject({ problem: { variable: 'DATABRICKS_TOKEN' } });
  });
  it('is never a live one in CI, not even to record', async () => {
    const ci = { CI: 'true', ANTHROPIC_API_KEY: 'k', DATABRICKS_HOST: 'h', DATABRICKS_TOKEN: 't' };
    for (const provider of ['anthropic', 'databricks', 'record', 'record:databricks'])
      await expect(choose({ provider }, ci)).rejects.toMatchObject({ problem: { kind: 'live-in-ci' } });
    expect((await choose({}, ci)).provider.name).toBe('none');
  });
  it('that does not exist is said so', async () => {
    await expect(choose({ provider: 'antropic' })).rejects.toMatchObject({ problem: { kind: 'unknown-provider', name: 'antropic' } });
  });
  it('sends keys in the clear to nobody but this machine', async () => {
    await expect(choose({ provider: 'anthropic' }, { ANTHROPIC_API_KEY: 'k', LAKEWRIGHT_ANTHROPIC_URL: 'http://example.com' })).rejects.toMatchObject({
      problem: { kind: 'not-encrypted' },
    });
    await expect(choose({}, { ANTHROPIC_API_KEY: 'k', ANTHROPIC_BASE_URL: 'http://example.com' })).rejects.toMatchObject({
      problem: { kind: 'not-encrypted' },
    });
    await expect(choose({ provider: 'databricks' }, { DATABRICKS_HOST: 'http://h', DATABRICKS_TOKEN: 't' })).rejects.toMatchObject({
      problem: { kind: 'not-encrypted' },
    });
    expect((await choose({}, { ANTHROPIC_API_KEY: 'k', LAKEWRIGHT_ANTHROPIC_URL: 'http://127.0.0.1:8080' })).provider.name).toBe('anthropic');
  });
});
