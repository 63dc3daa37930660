import type { ExprNode, FrameNode, SortNode } from './node.ts';

/** The key under which a window keeps its content; `Symbol.for`, so that two copies of the package understand each other. */
export const WINDOW = Symbol.for('lakewright.window');
/** What a window specification holds. */
export interface WindowContent {
  readonly partitionBy: readonly ExprNode[];
  readonly orderBy: readonly SortNode[];
  readonly frame?: FrameNode;
}
/** The content of a window, or undefined if the value is not a window. */
export const windowContent = (value: unknown): WindowContent | undefined =>
  typeof value === 'object' && value !== null ? (value as { [WINDOW]?: WindowContent })[WINDOW] : undefined;
