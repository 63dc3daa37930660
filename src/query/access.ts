/** Whether a callback of a mask or row filter is running: only there does a question about the reader make sense. */
let depth = 0;

export const inAccess = <R>(run: () => R): R => {
  depth += 1;
  try {
    return run();
  } finally {
    depth -= 1;
  }
};
export const isInAccess = (): boolean => depth > 0;
