import type { Place } from '../../query/place.ts';

/** An error stops everything; a warning can be acknowledged in the definition. */
export type DiagnosticSeverity = 'error' | 'warning';
/** Something wrong, as structured advice; rendered later. */
export interface Diagnostic {
  /** Stable, listed in the documentation, e.g. `LW2001`. */
  readonly code: string;
  /** Whether it stops the synthesis. */
  readonly severity: DiagnosticSeverity;
  /** `project/layer/table`, or whatever else it is about. */
  readonly path: string;
  /** Inside it, e.g. `['rules', 'delay_sane']`. */
  readonly key: readonly string[];
  /** What is wrong. */
  readonly message: string;
  /** What to do. */
  readonly hint?: string;
  /** Where in the definition, if that is known. */
  readonly at?: Place;
}

/** One kind of diagnostic: its code, its wording from a typed payload, and what the documentation says. */
export interface DiagnosticRecord<P> {
  readonly code: string;
  readonly severity: DiagnosticSeverity;
  /** The heading in the documentation. */
  readonly title: string;
  readonly message: (payload: P) => string;
  readonly hint?: (payload: P) => string | undefined;
  /** Why it is wrong. */
  readonly cause: string;
  /** How to fix it. */
  readonly cure: string;
}

/** Where a diagnostic is shown. */
export interface Whereabouts {
  readonly path: string;
  readonly key?: readonly string[];
  readonly at?: Place | undefined;
  /** If one kind of problem may be an error or a warning. @default that of the record */
  readonly severity?: DiagnosticSeverity;
}
/** Words a problem, by its record: all stages do it here. */
export const worded = <P>(record: DiagnosticRecord<P>, problem: P, { path, key = [], at, severity = record.severity }: Whereabouts): Diagnostic => {
  const hint = record.hint?.(problem);
  return Object.freeze({
    code: record.code,
    severity,
    path,
    key,
    message: record.message(problem),
    ...(hint === undefined ? {} : { hint }),
    ...(at === undefined ? {} : { at }),
  });
};

/** Letters to insert, delete, replace or swap with their neighbour. */
const distance = (a: string, b: string): number => {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY;
      next[j] = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1), swapped);
    }
    [before, row] = [row, next];
  }
  return row[b.length] ?? 0;
};

/** The known name that was probably meant. */
export const closest = (name: string, known: readonly string[]): string | undefined => {
  if (name.length > 100) return undefined;
  const ranked = known
    .filter((k) => Math.abs(k.length - name.length) <= 3)
    .map((k) => ({ k, d: distance(name.toLowerCase(), k.toLowerCase()) }))
    .toSorted((x, y) => x.d - y.d);
  const best = ranked[0];
  return best && best.d <= Math.max(1, Math.floor(name.length / 3)) ? best.k : undefined;
};
/** "did you mean …?", or the known names. */
export const didYouMean = (name: string, known: readonly string[]): string | undefined => {
  const guess = closest(name, known);
  if (guess !== undefined) return `did you mean "${guess}"?`;
  if (known.length === 0) return undefined;
  const shown = known
    .slice(0, 12)
    .map((k) => `"${k}"`)
    .join(', ');
  return `available: ${shown}${known.length > 12 ? `, and ${known.length - 12} more` : ''}`;
};
/** A piece of somebody's text in one line of a message. */
export const shortened = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text).replace(/\s+/g, ' ');
export const quoted = (names: readonly string[]): string => names.map((n) => `"${n}"`).join(', ');
