/**
 * What helpers leave behind, and what ends it. A worker runs many files, and hooks that a helper registers when it is loaded
 * would belong to the first of them: `each-file.ts` calls these for every file.
 */
type End = () => void;
const ends: Record<'test' | 'file', End[]> = { test: [], file: [] };

/** Does it after the test that is running (one that runs alone), or after the file; the newest first. */
export const atEndOf = (what: 'test' | 'file', end: End): void => void ends[what].push(end);
export const endAll = (what: 'test' | 'file'): void => {
  for (const end of ends[what].splice(0).toReversed()) end();
};
