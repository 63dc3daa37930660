import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSensitive, redactKeys, redactRows, redactText } from '../../src/agents/redact.ts';

describe('what leaves the machine', () => {
  it('has no values of columns that are tagged as personal', () => {
    const columns = [{ name: 'id' }, { name: 'name', tags: { pii: 'true' } }, { name: 'mail', tags: { class: 'PII' } }, { name: 'api_key' }];
    const rows = [
      { id: 1, name: 'Ada', mail: 'a@b.c', api_key: 'k' },
      { id: 2, name: 'Ada', mail: null, api_key: 'k2' },
      { id: 3, name: 'Bob', mail: 'x', api_key: 'k' },
    ];
    const sent = redactRows(rows, columns as never);
    expect(sent.map(({ id }) => id)).toEqual([1, 2, 3]);
    expect(JSON.stringify(sent)).not.toMatch(/Ada|Bob|a@b|"k/);
    expect(sent[0]?.['name']).toBe(sent[1]?.['name']);
    expect(sent[0]?.['name']).not.toBe(sent[2]?.['name']);
    expect(sent[1]?.['mail']).toBeNull();
  });
  it.each([
    ['mail ada.lovelace+x@example.co.uk now', 'mail [e-mail] now'],
    ['call +49 (30) 123 456-78', 'call [phone]'],
    ['card 4111 1111 1111 1111', 'card [card]'],
    ['iban DE89 3704 0044 0532 0130 00', 'iban [iban]'],
    [`token dapi${'a1'.repeat(16)}`, 'token [key]'],
    ['key AKIAIOSFODNN7EXAMPLE', 'key [key]'],
    ['github ghp_0123456789abcdefghijABCDEFGHIJ012345', 'github [key]'],
  ])('has no %s', (text, redacted) => {
    expect(redactText(text)).toBe(redacted);
  });
  it('has no numbers that look like cards, and no values of columns that are named like secrets in any spelling', () => {
    const columns = ['userPassword', 'secret key', 'accessToken', 'card', 'tokens_used'].map((name) => ({ name }));
    const row = { userPassword: 'hunter2', 'secret key': 'k', accessToken: 'abc', card: 4111111111111111, tokens_used: 12 };
    const [sent] = redactRows([row], columns);
    expect(JSON.stringify(sent)).not.toMatch(/hunter2|"k"|abc|4111/);
    expect(sent).toMatchObject({ card: expect.stringMatching(/^\[card \d+\]$/), tokens_used: 12 });
  });
  it('shows which values are equal and which differ', () => {
    fc.assert(
      fc.property(fc.array(fc.emailAddress(), { minLength: 1, maxLength: 12 }), (mails) => {
        const rows = [...mails, ...mails].map((mail) => ({ note: `from ${mail}`, secret: mail, nested: [{ mail }] }));
        const sent = redactRows(rows, []);
        const whole = (each: unknown): string => JSON.stringify(each);
        for (const [a, one] of rows.entries())
          for (const [b, other] of rows.entries()) expect(whole(sent[a]) === whole(sent[b])).toBe(whole(one) === whole(other));
      }),
      { numRuns: 30 },
    );
  });
  it('keeps what only looks like it from afar', () => {
    for (const text of ['2026-11-29 05:00:00', 'order 12345678', '10.5', 'a-b_c', 'version 1.2.3', 'café', '1732860000000', '4111111111111112'])
      expect(redactText(text)).toBe(text);
  });
  it('is kept on this machine without keys, and with the rest', () => {
    expect(redactKeys('ada@example.com AKIAIOSFODNN7EXAMPLE')).toBe('ada@example.com [key]');
  });
  it('is told by the tag or by the name of a column', () => {
    expect(isSensitive({ name: 'customer_ssn' } as never)).toBe(true);
    expect(isSensitive({ name: 'token' } as never)).toBe(true);
    expect(isSensitive({ name: 'tokens_used' } as never)).toBe(false);
  });
});
