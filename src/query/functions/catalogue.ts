import { callNode, make, over } from '../expression.ts';
import type { ExprNode } from '../node.ts';
import { OPERATORS } from './operators.ts';
import type { FunctionRecord } from './record.ts';
import { TIME_WINDOWS } from './time-window.ts';

const records = new Map<string, FunctionRecord>();

/** A window function that waits for its window. */
class Waiting {
  readonly #node: ExprNode;
  constructor(node: ExprNode) {
    this.#node = node;
    Object.freeze(this);
  }
  over(window: unknown): unknown {
    return over(this.#node, window);
  }
}

/**
 * Makes the function of a record and enters the record into the catalogue. The signature is what the editor shows;
 * the record's rules are what the model computes, and the tests hold both against Spark.
 */
export const fn = <Signature extends (...args: never) => unknown>(record: FunctionRecord): Signature => {
  if (records.has(record.name)) throw new Error(`function "${record.name}" has two records`);
  records.set(record.name, Object.freeze(record));
  const waits = record.kind === 'ranking' || record.kind === 'offset';
  const call = (...args: readonly unknown[]): unknown => {
    const node = callNode(record, args);
    return waits ? new Waiting(node) : make(node);
  };
  return call as unknown as Signature;
};

/** All functions by name, in order of their names. */
export const functionRecords = (): readonly FunctionRecord[] => [...records.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));

/** The record of a function or operator; emitters look up its names in Spark and PySpark here. */
export const recordOf = (name: string): Omit<FunctionRecord, 'example'> | undefined =>
  records.get(name) ?? WITHOUT_EXAMPLE[name];
const WITHOUT_EXAMPLE: Readonly<Record<string, Omit<FunctionRecord, 'example'>>> = { ...OPERATORS, ...TIME_WINDOWS };
