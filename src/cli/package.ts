/** This package itself. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Two above `lib/cli` as well as `src/cli`. */
export const PACKAGE_FOLDER = fileURLToPath(new URL('../..', import.meta.url));

export const packageVersion = (): string => (JSON.parse(readFileSync(join(PACKAGE_FOLDER, 'package.json'), 'utf8')) as { readonly version: string }).version;
