/** A file that synthesis wants to exist. */
export interface OutputFile {
  /** Relative to the project, with `/`. */
  readonly path: string;
  /** Text in UTF-8, or bytes. */
  readonly content: string | Uint8Array;
  /** @default false */
  readonly executable?: boolean;
}
