import { hash } from 'node:crypto';
import type { Disk } from './disk.ts';
import { byCodeUnit, INDEX_PATH } from './paths.ts';

/**
 * What we wrote: path -> record. A record is the hash of the content, `x` after it for an executable. While files are being
 * replaced it lists the hashes of old and new content, so that whichever a killed run left is known as ours.
 */
export type Records = ReadonlyMap<string, string>;

export interface FileIndex {
  readonly records: Records;
  /** The bytes on disk; empty when there is no index. */
  readonly text: string;
  /** Differs whenever another run replaced the index; undefined when there is none. */
  readonly version: string | undefined;
  readonly damaged: boolean;
}

/** The index as it will be. */
export interface WantedIndex {
  readonly records: Records;
  readonly text: string;
}

export const NO_INDEX: FileIndex = { records: new Map(), text: '', version: undefined, damaged: false };

const EXECUTABLE_MARK = 'x';
const FORMAT = 1;

export function contentHash(content: string | Uint8Array): string {
  return hash('sha256', content, 'base64url');
}

export function recordOf(contentHash: string, executable: boolean): string {
  return executable ? `${contentHash} ${EXECUTABLE_MARK}` : contentHash;
}

/** Whether content with this hash was written by us. */
export function isRecorded(record: string | undefined, contentHash: string): boolean {
  return record !== undefined && (record === contentHash || record.split(' ').includes(contentHash));
}

export function isRecordedExecutable(record: string): boolean {
  return record.endsWith(` ${EXECUTABLE_MARK}`);
}

export function indexVersion(disk: Disk, root: string): string | undefined {
  return disk.look(`${root}/${INDEX_PATH}`)?.version;
}

/** Reads the index; a missing or damaged one has no records. One that is as `wanted` already need not be parsed. */
export function readIndex(disk: Disk, root: string, wanted: WantedIndex): FileIndex {
  // The version comes first: a replacement while we read then shows as a changed version.
  const version = indexVersion(disk, root);
  if (version === undefined) return NO_INDEX;
  const text = disk.readText(`${root}/${INDEX_PATH}`);
  const records = text === wanted.text ? wanted.records : parseIndex(text);
  return { records: records ?? new Map(), text, version, damaged: records === undefined };
}

export function parseIndex(text: string): Records | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(parsed) || parsed['format'] !== FORMAT || !isRecord(parsed['files'])) return undefined;
  const records = new Map<string, string>();
  for (const [path, record] of Object.entries(parsed['files'])) {
    if (typeof record !== 'string') return undefined;
    records.set(path, record);
  }
  return records;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The index as JSON, a line per file so that version control merges it; `records` are in the order of their paths. */
export function formatIndex(records: Records): string {
  const lines: string[] = [];
  // A record needs no escaping, and most paths need none.
  for (const [path, record] of records) lines.push(`    ${quote(path)}: "${record}"`);
  const files = lines.length === 0 ? '{}' : `{\n${lines.join(',\n')}\n  }`;
  return `{\n  "format": ${FORMAT},\n  "files": ${files}\n}\n`;
}

const PLAIN = /^[\w./ -]*$/;

function quote(path: string): string {
  return PLAIN.test(path) ? `"${path}"` : JSON.stringify(path);
}

/** Records that accept old and new content; `replaced` has the hash of what is on disk where the user lets it be replaced. */
export function uniteRecords(old: Records, replaced: Records, wanted: Records): Records {
  const united = new Map(old);
  for (const records of [replaced, wanted]) {
    for (const [path, record] of records) united.set(path, uniteRecord(united.get(path) ?? record, record));
  }
  return new Map([...united].sort(([a], [b]) => byCodeUnit(a, b)));
}

function uniteRecord(old: string, wanted: string): string {
  if (old === wanted) return old;
  const tokens = new Set(`${old} ${wanted}`.split(' '));
  const executable = tokens.delete(EXECUTABLE_MARK);
  return recordOf([...tokens].join(' '), executable);
}
