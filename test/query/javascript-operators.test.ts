import { describe, expect, it } from 'vitest';
import { operatorProblems } from '../../src/query/javascript-operators.ts';

// biome-ignore lint/suspicious/noExplicitAny: these are mistakes on purpose
type Any = any;
const F: Any = {};
const limits: Any = { least: undefined, on: true };
const found = (callback: unknown): readonly string[] =>
  operatorProblems(callback).map((p) => (p.kind === 'javascript-operator' ? `${p.operator}: ${p.text}` : p.kind));

describe('an operator of JavaScript on a column is found where it', () => {
  it.each<readonly [what: string, callback: unknown, found: readonly string[]]>([
    ['is a choice between columns', (f: Any) => f.a || f.b, ['||: f.a || f.b']],
    ['stands beside the first that is not NULL', (f: Any) => ({ x: f.a ?? f.b }), ['??: f.a ?? f.b']],
    ['joins conditions', (f: Any) => f.a.gt(1) && f.b.lt(2), ['&&: f.a.gt(1) && f.b.lt(2)']],
    ['asks a column', (f: Any) => (f.a ? f.b : f.c), ['?:: f.a ? f.b : f.c']],
    ['negates', (f: Any) => !f.a, ['!: !f.a']],
    ['compares', (f: Any) => [f.a === 1, f.b > f.c], ['===: f.a === 1', '>: f.b > f.c']],
    ['adds', (f: Any) => f.a + f.b, ['+: f.a + f.b']],
    ['is a text around a column', (f: Any) => `${f.a}-x`, ['a template text: `${f.a}-x`']],
    ['stands deep inside', (f: Any) => ({ x: F.when(f.a.gt(1) || f.b, 1).otherwise(f.c) }), ['||: f.a.gt(1) || f.b']],
    ['is in a lambda over elements', (f: Any) => F.transform(f.items, (i: Any) => i.fields.a || i.fields.b), ['||: i.fields.a || i.fields.b']],
    ['uses both sides of a join', (l: Any, r: Any) => l.a.eq(r.a) || r.b.isNull(), ['||: l.a.eq(r.a) || r.b.isNull()']],
    ['begins with a function', (f: Any) => F.upper(f.a) ?? 1, ['??: F.upper(f.a) ?? 1']],
    [
      'has the name of a function before it',
      function named(f: Any) {
        return f.a || f.b;
      },
      ['||: f.a || f.b'],
    ],
    [
      'is in a method',
      {
        check(f: Any) {
          return f.a || f.b;
        },
      }.check,
      ['||: f.a || f.b'],
    ],
    ['is twice there', (f: Any) => f.a || f.b || f.c, ['||: f.a || f.b']],
  ])('%s', (_, callback, expected) => {
    expect(found(callback)).toEqual(expected);
  });
});

describe('nothing is found where', () => {
  it.each<readonly [what: string, callback: unknown]>([
    ['methods are used', (f: Any) => f.a.or(f.b).and(f.c.gt(1))],
    ['a setting chooses', (f: Any) => (limits.on ? f.a : f.b)],
    ['a setting has a default', (f: Any) => f.a.gt(limits.least ?? 1)],
    ['a plain list is worked through', (f: Any) => ['a', 'b'].filter((n) => n !== 'a').map((n) => (n === 'b' ? f[n] : f.c))],
    ['a tag takes the text', (f: Any) => F.expr`${f.a} || ${f.b}`],
    ['it is inside of a text', (f: Any) => f.a.eq('x || y ?? z')],
    ['nothing is a function', 'carrier'],
    ['the whole row is asked for', (f: Any) => (f ? f.a : undefined)],
  ])('%s', (_, callback) => {
    expect(found(callback)).toEqual([]);
  });
});

it('says where, to the column', () => {
  const [problem] = operatorProblems((f: Any) => f.somewhere.gt(1) || f.else_where);
  expect(problem?.at).toMatchObject({ file: import.meta.filename, column: expect.any(Number) });
});
