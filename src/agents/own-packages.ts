/** A project outside a user's folder needs packages: this very lakewright, and what it is installed with. */
import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const OWN = fileURLToPath(new URL('../../', import.meta.url));

/** Where one of our packages is. */
export const packageFolder = (name: string): string | undefined => {
  try {
    return dirname(createRequire(join(OWN, 'package.json')).resolve(`${name}/package.json`));
  } catch {
    return undefined;
  }
};
/** Links packages into a project's `node_modules`: those of `targets` by name, besides lakewright. What already exists is left. */
export const linkPackages = (root: string, targets: Readonly<Record<string, string | undefined>>): void => {
  for (const [name, target] of Object.entries({ lakewright: OWN, ...targets })) {
    const path = join(root, 'node_modules', name);
    if (target === undefined || existsSync(path)) continue;
    mkdirSync(dirname(path), { recursive: true });
    symlinkSync(target, path, 'junction');
  }
};
