/** Names in the languages they must work in. */
import type { LayerModel, Model, TableModel } from './model.ts';

const PYTHON_WORDS = new Set(
  'False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield match case type'.split(
    ' ',
  ),
);
/** Reserved in Spark SQL's ANSI mode: as bare table or column names they fail in hand-written SQL. */
const SQL_WORDS = new Set(
  'all alter and anti any array as asc at authorization between both by case cast check collate column commit constraint create cross cube current current_date current_time current_timestamp current_user delete describe distinct drop else end escape except exists external extract false fetch filter for foreign from full function global grant group grouping having in inner insert intersect interval into is join lateral leading left like local minus natural no not null of on only or order outer overlaps partition position primary range references revoke right rollback rollup row rows select semi session_user set some start table tablesample then to trailing true truncate union unique unknown update user using values when where window with within without'.split(
    ' ',
  ),
);

/** Names in lower case, words joined by `_`; every other character becomes `_`. */
export const identifier = (name: string): string => {
  const snake = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, '_')
    .replace(/_+/g, '_')
    .replace(/^_|_$/g, '');
  const started = /^[a-z_]/.test(snake) ? snake : `t_${snake}`;
  return PYTHON_WORDS.has(started) ? `${started}_` : started;
};
/** The table of the rows that the rules of a table keep out, in the same schema. */
export const quarantineOf = ({ name }: Pick<TableModel, 'name'>): string => `${name}_quarantine`;
/** The schema of a layer, in every environment. */
export const schemaOf = (model: Model, layer: LayerModel): string => `${model.project.package}_${layer.name}`;
export const isSqlReserved = (name: string): boolean => SQL_WORDS.has(name.toLowerCase());
export const isPythonReserved = (name: string): boolean => PYTHON_WORDS.has(name);

const MAX_NAME = 255;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const CONTROL = /[\u0000-\u001f\u007f]/;
/** What is wrong with the name of a catalog object, or undefined. Unity Catalog: at most 255 characters, no `.`, `/`, space or control character. */
export const objectNameProblem = (name: string): string | undefined => {
  if (name === '') return 'is empty';
  if (name.length > MAX_NAME) return `has ${name.length} characters, at most ${MAX_NAME} are allowed`;
  if (CONTROL.test(name)) return 'holds a control character';
  if (/[./\s]/.test(name)) return 'holds ".", "/" or a space';
  // A bundle would take it for a reference of its own, and has no escape.
  if (name.includes('${')) return 'holds "${"';
  if (!/[\p{L}\p{N}]/u.test(name)) return 'holds no letter or digit';
  return undefined;
};
/** What is wrong with a column name, or undefined. Delta without column mapping refuses ` ,;{}()\n\t=`. */
export const columnNameProblem = (name: string): string | undefined => {
  if (name === '') return 'is empty';
  if (name.length > MAX_NAME) return `has ${name.length} characters, at most ${MAX_NAME} are allowed`;
  if (CONTROL.test(name)) return 'holds a control character';
  if (/[ ,;{}()=]/.test(name)) return 'holds one of the characters " ,;{}()=" that Delta refuses';
  return undefined;
};

/** Packages that a project's own package of the same name would hide, or that would hide it: all are on one Python path. */
const TAKEN = new Set(
  'config dashboards data_validation databricks databricks_apps databricks_utils delta docs landing lakewright local monte_carlo numpy pandas pipelines project py4j pyarrow pydantic pyspark pytest scripts site src test tests typing_extensions yaml'.split(
    ' ',
  ),
);
/** Those of Python's own modules that Spark, pytest or generated code import, and that could be the name of a project. */
const PYTHON_MODULES = new Set(
  'abc array ast asyncio base64 calendar cmd code codecs collections concurrent contextlib copy csv dataclasses datetime decimal email enum errno fractions functools glob hashlib heapq html http importlib inspect io itertools json keyword locale logging math multiprocessing numbers operator os pathlib pickle platform profile queue random re resource secrets select selectors shutil signal site socket sqlite3 ssl stat statistics string struct subprocess symbol sys tempfile threading time token trace traceback types typing unittest uuid warnings weakref xml zipfile'.split(
    ' ',
  ),
);
/** What is wrong with the name of the project's Python package, or undefined. */
export const packageProblem = (name: string): string | undefined => {
  if (TAKEN.has(name)) return 'is the name of a folder or package that the project itself uses';
  if (/^(?:con|prn|aux|nul|(?:com|lpt)[0-9])$/.test(name)) return 'is no name for a folder on Windows';
  return PYTHON_MODULES.has(name) ? 'is a Python module that the project would hide' : undefined;
};
