import type { OutputFile } from '../utils/output-file.ts';

export interface StarterOptions {
  /** Name of the project, as the user typed it. */
  readonly name: string;
  /** What npm installs lakewright from, e.g. `^0.1.0` or `file:…/lakewright-0.1.0.tgz`. */
  readonly lakewright: string;
}

/** The files of a new project, which are the user's from then on. */
export const starterFiles = (_options: StarterOptions): readonly OutputFile[] => [];
