/** The text of a construct in the user's source, by its place in the model. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ConstructRef } from './change.ts';

/** What is written there; undefined if the file is gone or nothing is made there. */
export const sourceText = async (root: string, ref: ConstructRef): Promise<string | undefined> => {
  const file = resolve(root, ref.at.file);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  // Loaded when a construct is first looked at: the parser is a native module.
  const [{ locate }, { sourceFiles }, { NotApplied }] = await Promise.all([
    import('./apply/locate.ts'),
    import('./apply/sources.ts'),
    import('./apply/diagnostics.ts'),
  ]);
  try {
    const { node, source } = locate(sourceFiles(root, new Map([[file, text]])), ref);
    return source.text.slice(node.start, node.end);
  } catch (error) {
    if (error instanceof NotApplied) return undefined;
    throw error;
  }
};
