/**
 * Where a file is wrong that V8 refuses although its types could be removed: a name declared twice, most often. Node gives such an error
 * no place when it is caught, so the files are looked at one by one. Costs 40 ms a file, and only once something is wrong.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { dirname, resolve } from 'node:path';
import type { Place } from '../query/place.ts';

const MOST_FILES = 100;
const IMPORT = /(?:from|import)\s*\(?\s*(['"])(\.{1,2}\/.+?)\1/g;
const HEADER = /^\[stdin\]:(\d+)\n(?:.*\n){1,5}?( *)\^[\s\S]*?\n(\w*Error: .*)$/m;

/** Positions stay: blanks replace types. */
const withoutTypes = (text: string): string => {
  const warn = process.emitWarning;
  process.emitWarning = () => undefined;
  try {
    return stripTypeScriptTypes(text);
  } finally {
    process.emitWarning = warn;
  }
};

const placeIn = (file: string, text: string, message: string): Place | undefined => {
  const { stderr } = spawnSync(process.execPath, ['--input-type=module', '--check', '-'], { input: withoutTypes(text), encoding: 'utf8' });
  const match = HEADER.exec(stderr);
  return match?.[3]?.endsWith(`: ${message}`) ? { file, line: Number(match[1]), column: (match[2] ?? '').length + 1 } : undefined;
};

/** Looks in a file and in those that it imports by a relative path. */
export const syntaxPlace = (file: string, message: string): Place | undefined => {
  const files = new Set([file]);
  for (const each of files) {
    try {
      const text = readFileSync(each, 'utf8');
      const place = placeIn(each, text, message);
      if (place) return place;
      for (const [, , path = ''] of text.matchAll(IMPORT)) if (files.size < MOST_FILES) files.add(resolve(dirname(each), path));
    } catch {
      // A file that cannot be read or has another mistake is not the one that is looked for.
    }
  }
  return undefined;
};
