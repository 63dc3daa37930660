import type { OutputFile } from '../../utils/output-file.ts';

/** The runtime's wheel as the generated project refers to it, by file. */
export const RUNTIME_WHEEL = 'databricks_utils-0.1.0-py3-none-any.whl';
export const WHEELS_FOLDER = 'databricks/wheels';

/** databricks/wheels/: the runtime travels with the project, because we do not own its name in a public registry. */
export const emitWheel = (bytes: Uint8Array, fileName: string = RUNTIME_WHEEL): readonly OutputFile[] => [
  { path: `${WHEELS_FOLDER}/${fileName}`, content: bytes },
];
