import { identifier, packageProblem } from '../model/names.ts';

const MAX_NAME = 60;

export interface NameProblem {
  readonly why: string;
  readonly suggestion?: string;
}

/** What is wrong with the name of a new project: it becomes a folder, a Python package, an npm package and a prefix of schemas. */
export const projectNameProblem = (name: string): NameProblem | undefined => {
  if (name === '') return { why: 'is empty' };
  if (name.length > MAX_NAME) return { why: `has ${name.length} characters, at most ${MAX_NAME} are allowed` };
  if (!/^[a-z][a-z0-9_-]*$/.test(name)) {
    const suggestion = identifier(name).replaceAll('_', '-').replace(/^t-/, '').replace(/-$/, '');
    const usable = suggestion !== name && projectNameProblem(suggestion) === undefined;
    return { why: 'must be lower case letters, digits, "-" and "_", beginning with a letter', ...(usable ? { suggestion } : {}) };
  }
  const module = identifier(name);
  const why = packageProblem(module);
  if (why !== undefined) return { why, suggestion: `${name}-lake` };
  if (module !== name.replaceAll('-', '_').replace(/_+/g, '_').replace(/_$/, '')) return { why: 'is a reserved word of Python', suggestion: `${name}-lake` };
  return undefined;
};
