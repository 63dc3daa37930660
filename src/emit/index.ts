import type { Model } from '../model/model.ts';
import type { OutputFile } from '../utils/output-file.ts';

/** All files of a project, from its model alone. */
export const emitProject = (model: Model): readonly OutputFile[] => {
  void model;
  return [];
};
