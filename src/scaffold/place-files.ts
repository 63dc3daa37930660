import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { OutputFile } from '../utils/output-file.ts';
import { packageJson } from './package-json.ts';
import { type StarterOptions, starterFiles } from './starter.ts';

const systemCode = (error: unknown): string => (error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '');

/** Where the user has a package.json already, it is completed; what it says stays. */
const packageFile = (root: string, options: StarterOptions): OutputFile | undefined => {
  const path = 'package.json';
  let text: string;
  try {
    text = readFileSync(join(root, path), 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
  return { path, content: packageJson(options.name, options.lakewright, JSON.parse(text)) };
};

/** Creates the starter's files that are missing and gives their paths. An error leaves none of them behind. */
export const placeStarter = (root: string, options: StarterOptions): readonly string[] => {
  const made: string[] = [];
  const completed = packageFile(root, options);
  try {
    for (const { path, content } of starterFiles(options)) {
      const file = join(root, path);
      mkdirSync(dirname(file), { recursive: true });
      try {
        writeFileSync(file, content, { flag: 'wx' });
        made.push(path);
      } catch (error) {
        if (systemCode(error) !== 'EEXIST') throw error;
      }
    }
    if (completed) writeFileSync(join(root, completed.path), completed.content);
  } catch (error) {
    for (const path of made) rmSync(join(root, path), { force: true });
    throw error;
  }
  return made;
};
