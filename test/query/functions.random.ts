/** Random expressions over the columns of all types. The seed is in the test's title; LAKEWRIGHT_SEED repeats a run, LAKEWRIGHT_TREES searches longer. */
import { F } from '../../src/query/index.ts';
import { type Expression, nodeOf } from '../../src/query/expression.ts';
import type { ExprNode } from '../../src/query/node.ts';
import { TYPES, column } from './functions.cases.ts';
import type { Asked } from './spark.ts';
import { FULL, random, SEED } from '../suite.ts';

export const TREES = Number(process.env['LAKEWRIGHT_TREES'] ?? (FULL ? 300 : 100));

type Kind = 'number' | 'boolean' | 'text' | 'time' | 'array';
const LEAVES: Readonly<Record<Kind, readonly string[]>> = {
  number: ['ti', 'si', 'i', 'l', 'f', 'd', 'dc', 'd5', 'dd', 'd38'], boolean: ['b'], text: ['s'], time: ['dt', 'ts', 'tn'], array: ['ai', 'ax', 'al', 'ac'],
};
const any = (value: unknown): never => value as never;

class Generator {
  readonly #next: () => number;
  constructor(seed: number) {
    this.#next = random(seed);
  }
  pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.#next() * items.length)] as T;
  }
  #leaf(kind: Kind): Expression {
    if (kind === 'number' && this.#next() < 0.2) return any(F.lit(any(this.pick([0, 7, -3, 2.5, 100_000, 12_345_678_901n]))));
    return column(`${this.#next() < 0.5 ? 'n' : ''}${this.pick(LEAVES[kind])}`);
  }
  #of(kind: Kind, depth: number): Expression {
    if (depth <= 0 || this.#next() < 0.15) return this.#leaf(kind);
    const sub = (k: Kind = kind): Expression => this.#of(k, depth - 1);
    const common = [
      () => any(F.coalesce(any(sub()), any(sub()), any(sub()))),
      () => any(F.when(any(sub('boolean')), any(sub())).when(any(sub('boolean')), any(sub())).otherwise(any(sub()))),
      () => any(F.nullIf(any(sub()), any(sub()))),
      () => any(F.ifNull(any(sub()), any(sub()))),
    ] as readonly (() => Expression)[];
    const own: Readonly<Record<Kind, readonly (() => Expression)[]>> = {
      number: [
        () => sub().add(sub()), () => sub().sub(sub()), () => sub().mul(sub()), () => sub().div(sub()), () => sub().mod(sub()),
        () => sub().add(2), () => sub().mul(10), () => sub().div(3), () => sub().sub(0.5),
        () => any(F.greatest(any(sub()), any(sub()))), () => any(F.least(any(sub()), any(sub()), any(sub()))), () => any(F.abs(any(sub()))),
        () => any(F.round(any(sub()), this.pick([0, 2, -2]))), () => any(F.ceil(any(sub()))), () => any(F.tryDivide(any(sub()), any(sub()))),
        () => sub().cast(TYPES[this.pick(LEAVES.number)]), () => sub().tryCast(TYPES[this.pick(LEAVES.number)]), () => sub('text').cast(TYPES[this.pick(LEAVES.number)]),
        () => any(F.size(any(sub('array')))), () => sub('array').getItem(any(this.pick([0, 1, 7]))), () => any(F.tryElementAt(any(sub('array')), this.pick([1, 2, -1, -9]))), () => any(F.year(any(sub('time')))), () => any(F.length(any(sub('text')))),
        () => any(F.aggregate(any(sub('array')), any(F.lit(0)), any((total: Expression) => total.add(1)))),
      ],
      boolean: [
        ...(['eq', 'ne', 'lt', 'le', 'gt', 'ge', 'eqNullSafe'] as const).map((name) => () => {
          const k = this.pick<Kind>(['number', 'text', 'time']);
          return sub(k)[name](sub(k));
        }),
        () => sub().and(sub()), () => sub().or(sub(), sub()), () => sub().not(), () => sub('number').isNull(), () => sub('text').isNotNull(),
        () => sub('number').between(sub('number'), sub('number')), () => sub('time').between(sub('time'), sub('time')), () => sub('text').isIn(['a', 'b']),
        () => sub('text').like('a%'), () => sub('text').contains(sub('text')), () => sub('array').contains(sub('number')),
        () => any(F.exists(any(sub('array')), any((x: Expression) => x.gt(0)))),
      ],
      text: [() => any(F.concat(any(sub()), '-', any(sub()))), () => any(F.upper(any(sub()))), () => sub('number').cast(TYPES['s']), () => any(F.lpad(any(sub()), 3, 'x'))],
      time: [() => sub().cast(TYPES[this.pick(LEAVES.time)]), () => any(F.dateTrunc('day', any(sub()))), () => any(F.lastDay(any(sub()))), () => sub().addDays(1)],
      array: [
        () => any(F.array(any(sub('number')), any(sub('number')))), () => any(F.transform(any(sub()), any((x: Expression) => x.mul(sub('number'))))),
        () => any(F.filter(any(sub()), any((x: Expression) => x.isNotNull()))), () => any(F.arrayUnion(any(sub()), any(sub()))), () => any(F.arrayAppend(any(sub()), any(sub('number')))),
      ],
    };
    return this.pick([...own[kind], ...own[kind], ...common])();
  }
  tree(): ExprNode | undefined {
    const made = nodeOf(this.#of(this.pick<Kind>(['number', 'number', 'boolean', 'text', 'time', 'array']), 4)) as ExprNode;
    // Types that do not meet, such as array<int> and array<date>, are the model's to refuse.
    return made.kind === 'error' || made.kind === 'column' || made.kind === 'literal' ? undefined : made;
  }
}

export const randomTrees = (): readonly Asked[] => {
  const generator = new Generator(SEED);
  const trees: Asked[] = [];
  while (trees.length < TREES) {
    const node = generator.tree();
    if (node) trees.push({ id: `tree#${trees.length}`, node });
  }
  return trees;
};
