import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as tls from 'node:tls';

/** A key store without keys needs no secret; Java wants a password for its checksum. */
export const TRUST_STORE_PASSWORD = 'changeit';

/**
 * The authorities that Node and this system trust, as a Java key store: a Java of its own does not know the certificates of a
 * company's proxy. Format JKS, version 2, as in OpenJDK's `sun.security.provider.JavaKeyStore`.
 */
export function trustStore(env: NodeJS.ProcessEnv): Uint8Array {
  const certificates = authorities(env);
  const head = Buffer.alloc(12);
  head.writeUInt32BE(0xfeedfeed, 0);
  head.writeUInt32BE(2, 4);
  head.writeUInt32BE(certificates.length, 8);
  const entries = certificates.flatMap((certificate, index) => [
    uint32(2),
    text(`authority${index}`),
    Buffer.alloc(8),
    text('X.509'),
    uint32(certificate.length),
    certificate,
  ]);
  const content = Buffer.concat([head, ...entries]);
  const password = Buffer.from(TRUST_STORE_PASSWORD, 'utf16le').swap16();
  const digest = createHash('sha1').update(password).update('Mighty Aphrodite').update(content).digest();
  return Buffer.concat([content, digest]);
}

function authorities(env: NodeJS.ProcessEnv): readonly Buffer[] {
  const system = [...tls.getCACertificates('default'), ...tls.getCACertificates('system')];
  const files = [env['SSL_CERT_FILE'], env['NODE_EXTRA_CA_CERTS'], env['PIP_CERT'], env['REQUESTS_CA_BUNDLE']].flatMap((file) =>
    file ? certificatesIn(file) : [],
  );
  const unique = new Map<string, Buffer>();
  for (const pem of new Set([...system, ...files])) {
    try {
      const { raw, fingerprint256 } = new X509Certificate(pem);
      unique.set(fingerprint256, raw);
    } catch {
      // One that cannot be read is trusted by nobody.
    }
  }
  return [...unique.values()];
}

function certificatesIn(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
  } catch {
    return [];
  }
}

function uint32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32BE(value);
  return buffer;
}

/** Two bytes of length, then the characters. */
function text(value: string): Buffer {
  const buffer = Buffer.alloc(2 + value.length, value, 'latin1');
  buffer.writeUInt16BE(value.length, 0);
  buffer.write(value, 2, 'latin1');
  return buffer;
}
