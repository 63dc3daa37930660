/** Names of columns and variables in Python. */
import { inBackticks } from '../../utils/sql-text.ts';

/** A column's name as `F.col` reads it: in backticks if a part of it would mean something else. */
export const columnPath = (...parts: readonly string[]): string =>
  parts.map((part) => (/[.`]/.test(part) || part === '*' || part === '' ? inBackticks(part) : part)).join('.');

/** Words that a local name, a parameter or a function must not be, because modules use them for something else. */
const TAKEN = new Set(
  'bytes dict dt float import_module int isinstance join_as_of join_one keep_first len list map max min names object pytest range repr set sorted str sum tuple type zip'.split(
    ' ',
  ),
);

/** Hands out names in a function, each once. */
export class Names {
  readonly #taken: Set<string>;
  readonly #last = new Map<string, number>();
  constructor(taken: Iterable<string> = []) {
    this.#taken = new Set([...TAKEN, ...taken]);
  }
  /** The first free one, else the last one with a number. */
  free(...wishes: readonly [string, ...string[]]): string {
    const wish = wishes.find((name) => !this.#taken.has(name)) ?? this.#numbered(wishes.at(-1) ?? wishes[0]);
    this.#taken.add(wish);
    return wish;
  }
  #numbered(name: string): string {
    let i = this.#last.get(name) ?? 1;
    do i += 1;
    while (this.#taken.has(`${name}_${i}`));
    this.#last.set(name, i);
    return `${name}_${i}`;
  }
}

/** The function of a table; also the name of its module. */
export const functionName = (module: string): string => (TAKEN.has(module) ? `${module}_` : module);
