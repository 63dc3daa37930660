/** Work of which only so much is done at once: more processes than processors only wait for each other, and exceed their time limits. */
export const fewAtOnce = (most: number): (<R>(work: () => Promise<R>) => Promise<R>) => {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= most) await new Promise<void>((go) => void waiting.push(go));
    else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      // Whoever is next takes over the place.
      if (next) next();
      else running -= 1;
    }
  };
};
