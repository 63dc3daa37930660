import { identifier } from '../model/names.ts';

/** Packages beside which a project's own would hide theirs, or the other way round: all are on one Python path. */
const TAKEN = new Set(
  'config dashboards data_validation databricks databricks_apps databricks_utils delta docs landing lakewright local monte_carlo numpy pandas pipelines project py4j pyarrow pydantic pyspark pytest scripts site src test tests typing_extensions yaml'.split(' '),
);
/** Those of Python's own modules that Spark, pytest or generated code import, and that could be the name of a project. */
const PYTHON_MODULES = new Set(
  'abc array ast asyncio base64 calendar cmd code codecs collections concurrent contextlib copy csv dataclasses datetime decimal email enum errno fractions functools glob hashlib heapq html http importlib inspect io itertools json keyword locale logging math multiprocessing numbers operator os pathlib pickle platform profile queue random re resource secrets select selectors shutil signal site socket sqlite3 ssl stat statistics string struct subprocess symbol sys tempfile threading time token trace traceback types typing unittest uuid warnings weakref xml zipfile'.split(' '),
);
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
  if (TAKEN.has(module)) return { why: 'is the name of a folder or package that the project itself uses', suggestion: `${name}-lake` };
  if (PYTHON_MODULES.has(module)) return { why: 'is a module of Python, which the project would hide', suggestion: `${name}-lake` };
  if (module !== name.replaceAll('-', '_').replace(/_+/g, '_').replace(/_$/, '')) return { why: 'is a reserved word of Python', suggestion: `${name}-lake` };
  return undefined;
};
