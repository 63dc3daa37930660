import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { dependenciesOf } from '../model/graph.ts';
import type { Model, TableModel } from '../model/model.ts';

/** More source files than this are not looked at one by one: such a table counts as changed. */
const MOST_FILES = 20_000;

/**
 * A hash for each table that changes with its declaration, its hand-written body, its source files, and with everything it
 * reads; places in the source do not count. Source paths are relative to `storage`.
 */
export function fingerprints(model: Model, root: string, storage: string = root): ReadonlyMap<string, string> {
  const result = new Map<string, string>();
  for (const table of model.tables) {
    const hash = createHash('sha256').update(JSON.stringify(table, withoutPlaces));
    for (const text of outside(table, root, storage)) hash.update('\0').update(text);
    for (const read of dependenciesOf(table)) hash.update('\0').update(result.get(read) ?? '');
    result.set(table.key, hash.digest('hex').slice(0, 24));
  }
  return result;
}

function withoutPlaces(key: string, value: unknown): unknown {
  return key === 'at' && typeof value === 'object' && value !== null && 'file' in value && 'line' in value ? undefined : value;
}

/** What the table depends on that is not in the model. */
function outside({ body }: TableModel, root: string, storage: string): Iterable<string> {
  switch (body.kind) {
    case 'python':
      return [contentOf(join(root, body.file))];
    case 'files':
      return filesIn(resolve(storage, body.source.path));
    case 'kafka':
    case 'jdbc':
    case 'relation':
    case 'sql':
    case 'unwritten':
    case 'external':
      return [];
    default:
      return body satisfies never;
  }
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** Name, size and time of each file; nothing if the place is not on this disk. */
function filesIn(path: string): readonly string[] {
  const found: string[] = [];
  // Of a pattern, all that is in the folder which holds what it may match.
  const pattern = path.search(/[*?[{]/);
  const start = pattern === -1 ? path : dirname(path.slice(0, pattern + 1));
  const pending = [start];
  for (let item = pending.pop(); item !== undefined; item = pending.pop()) {
    const state = statSync(item, { throwIfNoEntry: false });
    if (state?.isDirectory()) {
      pending.push(...readdirSync(item).map((name) => join(item, name)));
      if (pending.length + found.length > MOST_FILES) return [String(performance.timeOrigin + performance.now())];
    } else if (state) {
      found.push(`${item.slice(start.length)} ${state.size} ${state.mtimeMs}`);
    }
  }
  return found.sort();
}
