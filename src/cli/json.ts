import type { Diagnostic } from '../model/diagnostics/index.ts';
import { diagnosticsJson } from '../synth/render.ts';

/** Diagnostics as a part of a larger JSON document. */
export const asData = (diagnostics: readonly Diagnostic[], cwd: string): unknown => JSON.parse(diagnosticsJson(diagnostics, cwd));
export const document = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
