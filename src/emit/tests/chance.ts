/** The same draws for the same name, on all machines. */
export class Chance {
  #state = 0x811c9dc5;
  constructor(name: string) {
    for (let i = 0; i < name.length; i++) this.#state = Math.imul(this.#state ^ name.charCodeAt(i), 0x01000193) >>> 0;
  }
  /** From 0 to below 1: mulberry32. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let z = this.#state;
    z = Math.imul(z ^ (z >>> 15), z | 1);
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
    return ((z ^ (z >>> 14)) >>> 0) / 4_294_967_296;
  }
  pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.next() * items.length)] as T;
  }
  /** Two items in either order. */
  either<T>([a, b]: readonly [T, T]): readonly [T, T] {
    return this.next() < 0.5 ? [a, b] : [b, a];
  }
}
