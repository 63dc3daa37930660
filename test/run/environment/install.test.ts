import { describe, expect, it } from 'vitest';
import { contextOf } from '../../../src/run/environment/cache.ts';
import { failureOf } from '../../../src/run/environment/install.ts';
import { proxyProperties } from '../../../src/run/environment/jars.ts';

const failure = (output: string, code: number | null = 1) => failureOf({ code, stdout: '', output }, 'PySpark', contextOf({ cache: '/cache', env: {} }));

describe('what an installer says went wrong', () => {
  const cases: readonly (readonly [title: string, output: string, expected: object])[] = [
    [
      'pip without a network',
      'WARNING: Retrying (Retry(total=0)) after connection broken by \'NewConnectionError("Failed to establish a new connection: [Errno -2] Name or service not known")\': /simple/uv/\nERROR: Could not find a version that satisfies the requirement uv',
      { kind: 'no-network', what: 'PySpark' },
    ],
    [
      'uv without a network',
      'error: Request failed after 3 retries in 11.7s\n  cause: dns error\n  cause: failed to lookup address information: Name or service not known',
      { kind: 'no-network', reason: 'failed to lookup address information: Name or service not known' },
    ],
    ['a proxy that refuses', "ERROR: ProxyError('Cannot connect to proxy.', OSError('Tunnel connection failed: 403 Forbidden'))", { kind: 'no-network' }],
    ['a certificate that is not trusted', 'error: invalid peer certificate: UnknownIssuer', { kind: 'no-network' }],
    ['a full disk', 'ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device', { kind: 'no-space', folder: '/cache' }],
    [
      'a closed folder',
      "ERROR: Could not install packages due to an OSError: [Errno 30] Read-only file system: '/cache/x'",
      { kind: 'not-writable', folder: '/cache' },
    ],
    [
      'a package that there is not',
      'Collecting x\nERROR: Could not find a version that satisfies the requirement x==9\nERROR: No matching distribution found for x==9',
      { kind: 'install-failed', reason: 'No matching distribution found for x==9' },
    ],
    ['nothing at all', '', { kind: 'install-failed', reason: 'exit status 1' }],
  ];
  for (const [title, output, expected] of cases) it(`is understood: ${title}`, () => expect(failure(output)).toMatchObject(expected));

  it('never shows the password of a mirror', () => {
    expect(JSON.stringify(failure('ERROR: 401 Client Error for url https://ada:secret@mirror.example.com/simple/'))).not.toContain('secret');
  });
});

describe('the proxy for Java', () => {
  it('is that of the environment', () => {
    expect(proxyProperties({ HTTPS_PROXY: 'http://proxy.example.com:8080', no_proxy: 'localhost,.example.com' })).toEqual([
      '-Dhttps.proxyHost=proxy.example.com',
      '-Dhttps.proxyPort=8080',
      '-Dhttp.nonProxyHosts=localhost|*.example.com',
    ]);
    expect(proxyProperties({ http_proxy: 'proxy:3128' })).toEqual(['-Dhttp.proxyHost=proxy', '-Dhttp.proxyPort=3128']);
  });
  it('is none where none is set', () => expect(proxyProperties({ NO_PROXY: 'localhost' })).toEqual([]));
});
