import { readFileSync } from 'node:fs';

/** The packages of requirements.txt, for `ensurePython({ extras })`. */
export const EXTRAS = readFileSync(new URL('requirements.txt', import.meta.url), 'utf8')
  .split('\n')
  .map((line) => line.trim())
  .filter((line) => line !== '' && !line.startsWith('#'));
