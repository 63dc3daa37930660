/** A file that synthesis wants to exist. */
export interface OutputFile {
  /** Relative to the project, with `/`. */
  readonly path: string;
  readonly content: string | Uint8Array;
  /** @default false */
  readonly executable?: boolean;
}
