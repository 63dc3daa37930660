/** What a definition as a whole can get wrong, and its wording. */
import { type DiagnosticRecord, closest, didYouMean, quoted } from './diagnostic.ts';

export type DefinitionProblem =
  | { readonly kind: 'unknown-option'; readonly option: string; readonly known: readonly string[] }
  | { readonly kind: 'missing-option'; readonly option: string; readonly expected: string }
  | { readonly kind: 'option-value'; readonly option: string; readonly expected: string; readonly actual: string }
  | { readonly kind: 'duplicate-name'; readonly what: string; readonly names: readonly string[]; readonly why: string }
  | { readonly kind: 'invalid-name'; readonly what: string; readonly name: string; readonly why: string }
  | { readonly kind: 'reserved-name'; readonly what: string; readonly name: string; readonly language: string }
  | { readonly kind: 'unknown-table'; readonly table: string; readonly known: readonly string[] }
  | { readonly kind: 'cycle'; readonly tables: readonly string[] }
  | { readonly kind: 'layer-order'; readonly layer: string; readonly reads: string; readonly readsLayer: string }
  | { readonly kind: 'no-table-columns' }
  | { readonly kind: 'version-column'; readonly column: string }
  | { readonly kind: 'sequence-in-keys'; readonly column: string }
  | { readonly kind: 'ignored-key'; readonly column: string }
  | { readonly kind: 'version-rule'; readonly rule: string; readonly column: string }
  | { readonly kind: 'unknown-key'; readonly option: string; readonly column: string; readonly available: readonly string[] }
  | { readonly kind: 'key-type'; readonly option: string; readonly column: string; readonly type: string }
  | { readonly kind: 'clustering'; readonly why: string; readonly cure: string }
  | { readonly kind: 'refused-tag'; readonly of: string; readonly tag: string; readonly why: string }
  | { readonly kind: 'too-many-tags'; readonly of: string; readonly tags: number; readonly most: number }
  | { readonly kind: 'contract-mismatch'; readonly missing: readonly string[]; readonly extra: readonly string[]; readonly types: readonly string[] }
  | { readonly kind: 'unsaid-null'; readonly rule: string; readonly columns: readonly string[] }
  | { readonly kind: 'no-environment' }
  | { readonly kind: 'environment-without-catalog'; readonly environment: string }
  | { readonly kind: 'environment-without-host'; readonly environment: string }
  | { readonly kind: 'foreign-environment'; readonly environment: string; readonly option: string }
  | { readonly kind: 'foreign-catalog'; readonly environment: string; readonly name: string; readonly owner: string }
  | { readonly kind: 'widget-column'; readonly widget: string; readonly column: string; readonly table: string; readonly available: readonly string[] }
  | { readonly kind: 'widget-column-type'; readonly widget: string; readonly column: string; readonly expected: string; readonly actual: string }
  | { readonly kind: 'monitor-column'; readonly column: string; readonly table: string; readonly available: readonly string[] }
  | { readonly kind: 'monitor-column-type'; readonly metric: string; readonly column: string; readonly expected: string; readonly actual: string }
  | { readonly kind: 'secret-literal'; readonly what: string; readonly option: string }
  | { readonly kind: 'body-file'; readonly file: string; readonly why: string }
  | { readonly kind: 'no-tables' }
  | { readonly kind: 'unwritten-body'; readonly table: string }
  | { readonly kind: 'stale-intent'; readonly table: string; readonly date: string; readonly by: string }
  | { readonly kind: 'stale-inputs'; readonly table: string; readonly date: string; readonly by: string; readonly inputs: readonly string[] }
  | { readonly kind: 'bodies-lock'; readonly why: string }
  | { readonly kind: 'wrong-scope'; readonly construct: string; readonly expected: string; readonly actual: string }
  | { readonly kind: 'definition-threw'; readonly error: string }
  | { readonly kind: 'nothing-synthesized'; readonly file: string }
  | { readonly kind: 'unknown-acknowledgement'; readonly code: string; readonly known: readonly string[] };
export type DefinitionProblemKind = DefinitionProblem['kind'];

type Records = { readonly [K in DefinitionProblemKind]: DiagnosticRecord<Extract<DefinitionProblem, { kind: K }>> };

export const DEFINITION_DIAGNOSTICS: Records = {
  'unknown-option': {
    code: 'LW1001',
    severity: 'error',
    title: 'Unknown option',
    message: (p) => `unknown option "${p.option}"`,
    hint: (p) => didYouMean(p.option, p.known),
    cause: 'The construct has no such option; it would have been ignored.',
    cure: 'Correct the name or remove the option.',
  },
  'missing-option': {
    code: 'LW1002',
    severity: 'error',
    title: 'Missing option',
    message: (p) => `option "${p.option}" is missing`,
    hint: (p) => `add ${p.expected}`,
    cause: 'The construct cannot be made without it.',
    cure: 'Add the option.',
  },
  'option-value': {
    code: 'LW1003',
    severity: 'error',
    title: 'Option with a wrong value',
    message: (p) => `option "${p.option}" must be ${p.expected}, not ${p.actual}`,
    cause: 'The value has the wrong type or is not among those allowed.',
    cure: 'Set a value that the message allows.',
  },
  'duplicate-name': {
    code: 'LW1004',
    severity: 'error',
    title: 'Duplicate name',
    message: (p) => `${p.what} ${quoted(p.names)} ${p.names.length > 1 ? 'collide' : 'is declared twice'}${p.why === '' ? '' : `: ${p.why}`}`,
    cause: 'Names must differ in more than case, and in more than characters that Python or Unity Catalog replaces.',
    cure: 'Rename one of them.',
  },
  'invalid-name': {
    code: 'LW1005',
    severity: 'error',
    title: 'Name that cannot be used',
    message: (p) => `${p.what} name ${JSON.stringify(p.name.length > 60 ? `${p.name.slice(0, 60)}…` : p.name)} ${p.why}`,
    cause: 'The name must work in Unity Catalog, in Python and in file names.',
    cure: 'Use letters, digits and "_", at most 255 characters.',
  },
  'reserved-name': {
    code: 'LW1006',
    severity: 'error',
    title: 'Reserved word',
    message: (p) => `${p.what} name "${p.name}" is a reserved word of ${p.language}`,
    cause: 'The word cannot be used as a bare name in generated code or in ANSI SQL.',
    cure: 'Choose another name.',
  },
  'unknown-table': {
    code: 'LW1007',
    severity: 'error',
    title: 'Unknown table',
    message: (p) => `table "${p.table}" is not part of this project`,
    hint: (p) => didYouMean(p.table, p.known),
    cause: 'The body reads a table of another project or one that was never declared here.',
    cure: 'Declare it in this project, or read it as an ExternalTable.',
  },
  cycle: {
    code: 'LW1008',
    severity: 'error',
    title: 'Tables that read each other',
    message: (p) => `tables read each other: ${p.tables.join(' => ')}`,
    cause: 'No order exists in which these tables could be built.',
    cure: 'Break the cycle: split a table, or read an earlier layer.',
  },
  'layer-order': {
    code: 'LW1009',
    severity: 'error',
    title: 'Layer order broken',
    message: (p) => `layer "${p.layer}" reads "${p.reads}" of the later layer "${p.readsLayer}"`,
    hint: (p) => `move the table to layer "${p.readsLayer}" or later, or read an earlier table`,
    cause: 'Data flows through the layers in the order in which they are declared.',
    cure: 'Read from the same or an earlier layer, or change the order of the layers.',
  },
  'no-table-columns': {
    code: 'LW1010',
    severity: 'error',
    title: 'Table without columns',
    message: () => 'the table has no columns',
    hint: () => 'declare `columns`, or give a `query` that selects some',
    cause: 'Nothing could be stored or read.',
    cure: 'Declare columns or write a query.',
  },
  'unknown-key': {
    code: 'LW1011',
    severity: 'error',
    title: 'Key that is not a column',
    message: (p) => `${p.option} names "${p.column}", which is not a column of the table`,
    hint: (p) => didYouMean(p.column, p.available),
    cause: 'Keys, clustering and partition columns must be columns of the table.',
    cure: 'Name one of the columns.',
  },
  'key-type': {
    code: 'LW1012',
    severity: 'error',
    title: 'Key of an unsupported type',
    message: (p) => `${p.option} names "${p.column}", but ${p.type} cannot be used there`,
    cause: 'Nested, variant and binary values cannot be compared as keys, and Delta keeps no statistics of booleans by which it could cluster.',
    cure: 'Choose another column or a field of it.',
  },
  clustering: {
    code: 'LW1031',
    severity: 'error',
    title: 'Clustering that Delta refuses',
    message: (p) => p.why,
    hint: (p) => p.cure,
    cause: 'A table is either clustered, by at most four columns, or partitioned.',
    cure: 'Do as the hint says.',
  },
  'refused-tag': {
    code: 'LW1032',
    severity: 'error',
    title: 'Tag that Unity Catalog refuses',
    message: (p) => `tag ${JSON.stringify(p.tag.length > 60 ? `${p.tag.slice(0, 60)}…` : p.tag)} of ${p.of} ${p.why}`,
    cause:
      'The name of a tag has 1 to 255 characters, none of which is one of `. , - = / :`, and a value at most 1000; neither begins or ends with a space. Only tags that Databricks itself defines have a dot, such as `system.certification_status`.',
    cure: 'Write the name with letters, digits and "_", and shorten what is too long.',
  },
  'too-many-tags': {
    code: 'LW1033',
    severity: 'error',
    title: 'Too many tags',
    message: (p) => `${p.of} has ${p.tags} tags, and at most ${p.most} are allowed`,
    cause: 'Unity Catalog refuses more; a column also has the tags of the column that it is taken from.',
    cure: 'Remove some of them.',
  },
  'contract-mismatch': {
    code: 'LW1013',
    severity: 'error',
    title: 'Query does not meet the declared columns',
    message: (p) =>
      [
        p.missing.length > 0 ? `the query lacks ${quoted(p.missing)}` : '',
        p.extra.length > 0 ? `the query also gives ${quoted(p.extra)}` : '',
        p.types.length > 0 ? p.types.join('; ') : '',
      ]
        .filter((part) => part !== '')
        .join('; '),
    hint: () => 'change the query or the declaration so that they match',
    cause: '`columns` alongside `query` is a contract, exact to precision and scale.',
    cure: 'Cast in the query, or declare what it gives.',
  },
  'version-column': {
    code: 'LW1050',
    severity: 'error',
    title: 'Column that a versioned table adds itself',
    message: (p) => `the query gives "${p.column}", which an Scd2Table adds itself`,
    hint: () => `drop it: query.drop('__START_AT', '__END_AT')`,
    cause: '`__START_AT` and `__END_AT` hold the period in which a version is valid.',
    cure: 'Drop or rename the column in the query.',
  },
  'sequence-in-keys': {
    code: 'LW1051',
    severity: 'error',
    title: 'Sequence that is also a key',
    message: (p) => `"${p.column}" is in both keys and sequenceBy`,
    hint: () => 'keys identify the row, sequenceBy says when it changed',
    cause: 'Each change would be a row of its own, with a single version.',
    cure: 'Remove the column from keys.',
  },
  'ignored-key': {
    code: 'LW1052',
    severity: 'error',
    title: 'Key whose changes are to be ignored',
    message: (p) => `ignoreChangesIn names "${p.column}", which is a key`,
    hint: () => 'a different key is a different row',
    cause: 'A key never changes: it identifies the row.',
    cure: 'Remove the column from ignoreChangesIn.',
  },
  'version-rule': {
    code: 'LW1053',
    severity: 'error',
    title: 'Rule about row versions',
    message: (p) => `rule "${p.rule}" tests "${p.column}", but rules run before rows become versions`,
    hint: () => 'test the columns of the query, or put the rule on a table that reads this one',
    cause: 'An Scd2Table adds `__START_AT` and `__END_AT` when it writes, after its rules.',
    cure: 'Test other columns, or check the versions in a table of their own.',
  },
  'unsaid-null': {
    code: 'LW3001',
    severity: 'warning',
    title: 'Rule that does not say what NULL means',
    message: (p) => `rule "${p.rule}" tests ${quoted(p.columns)}, which may be NULL; a NULL violates the rule`,
    hint: () => "set nulls: 'violate' or nulls: 'pass'",
    cause: 'A comparison with NULL is neither true nor false.',
    cure: "Set nulls: 'violate' (the default) or nulls: 'pass'.",
  },
  'no-environment': {
    code: 'LW1014',
    severity: 'warning',
    title: 'No environment',
    message: () => 'no environment is declared: the project runs locally, but cannot be deployed',
    hint: () => "new Environment(project, 'prod', { host, catalog })",
    cause: 'A deployment needs a workspace and a catalog.',
    cure: 'Declare at least one Environment, or acknowledge the warning.',
  },
  'environment-without-catalog': {
    code: 'LW1015',
    severity: 'error',
    title: 'Environment without catalog',
    message: (p) => `environment "${p.environment}" has no catalog`,
    hint: () => "set catalog, e.g. catalog: 'ops'",
    cause: 'Table names are {env}_{catalog}.{project}_{layer}.{table}.',
    cure: 'Give the environment a catalog.',
  },
  'environment-without-host': {
    code: 'LW1016',
    severity: 'error',
    title: 'Environment without workspace',
    message: (p) => `environment "${p.environment}" has no valid host`,
    hint: () => "set host, e.g. host: 'https://adb-1.azuredatabricks.net'",
    cause: 'The bundle needs the URL of a workspace.',
    cure: 'Give an https URL.',
  },
  'foreign-environment': {
    code: 'LW1017',
    severity: 'error',
    title: 'Environment of another project',
    message: (p) => `option "${p.option}" has a value for environment "${p.environment}", which is not part of this project`,
    cause: 'perEnvironment(…).in(…) takes environments of the same project.',
    cure: 'Use an environment that is declared in this project.',
  },
  'foreign-catalog': {
    code: 'LW1018',
    severity: 'error',
    title: 'Table in a catalog of another environment',
    message: (p) => `in environment "${p.environment}" this is ${p.name}, a table in a catalog of environment "${p.owner}"`,
    hint: () => 'name it per environment: perEnvironment(…).in(…), or write {catalog} for the catalog of each',
    cause: 'Environments of a project are isolated: a run in one that read the catalog of another would mix their data, and the runtime refuses it.',
    cure: 'Give the external table a name for each environment, or write its catalog as {catalog}.',
  },
  'widget-column': {
    code: 'LW1020',
    severity: 'error',
    title: 'Widget over a missing column',
    message: (p) => `${p.widget} shows "${p.column}", which is not a column of ${p.table}`,
    hint: (p) => didYouMean(p.column, p.available),
    cause: 'The widget would be empty.',
    cure: 'Show one of the columns.',
  },
  'widget-column-type': {
    code: 'LW1021',
    severity: 'error',
    title: 'Widget over a column of the wrong type',
    message: (p) => `${p.widget} needs ${p.expected}, but "${p.column}" is ${p.actual}`,
    cause: 'The axis cannot show values of this type.',
    cure: 'Show another column or cast it in the table.',
  },
  'monitor-column': {
    code: 'LW1022',
    severity: 'error',
    title: 'Monitor over a missing column',
    message: (p) => `the monitor watches "${p.column}", which is not a column of ${p.table}`,
    hint: (p) => didYouMean(p.column, p.available),
    cause: 'The monitor could not be created.',
    cure: 'Watch one of the columns.',
  },
  'monitor-column-type': {
    code: 'LW1023',
    severity: 'error',
    title: 'Monitor over a column of the wrong type',
    message: (p) => `metric ${p.metric} needs ${p.expected}, but "${p.column}" is ${p.actual}`,
    cause: 'The metric is not defined for this type.',
    cure: 'Choose another metric or column.',
  },
  'secret-literal': {
    code: 'LW1024',
    severity: 'error',
    title: 'Secret written as a literal',
    message: (p) => `${p.option} holds what looks like ${p.what}`,
    hint: () => "refer to it: new Secret('scope', 'key')",
    cause: 'What is written here ends up in files and in version control.',
    cure: 'Store it in a secret scope and refer to it by scope and key; revoke it if it was ever committed.',
  },
  'body-file': {
    code: 'LW1025',
    severity: 'error',
    title: 'Python body that cannot be used',
    message: (p) => `file ${JSON.stringify(p.file)} ${p.why}`,
    cause: 'A Python body is a function in a file of your own inside the project.',
    cure: "Give a path such as 'bodies/score.py' and the name of a function in it.",
  },
  'no-tables': {
    code: 'LW1026',
    severity: 'error',
    title: 'Project without tables',
    message: () => 'the project has no tables',
    hint: () => "declare one: new Table(bronze, 'orders_raw', { … })",
    cause: 'There is nothing to build.',
    cure: 'Declare at least one table.',
  },
  'unwritten-body': {
    code: 'LW3002',
    severity: 'warning',
    title: 'Body not written yet',
    message: (p) => `table "${p.table}" has no body yet; its function says what is missing, and a run stops there`,
    hint: () => 'add `query`: a relation, sql`…` or python({ … })',
    cause: 'Only `intent` and `columns` are given.',
    cure: 'Write the body, or acknowledge the warning while it is being written.',
  },
  'stale-intent': {
    code: 'LW3003',
    severity: 'warning',
    title: 'Intent that changed after its body was written',
    message: (p) => `the intent of "${p.table}", or what was decided about it, has changed since ${p.by} wrote its body on ${p.date}`,
    hint: (p) => `lakewright code ${p.table} --replace rewrites it; if it is still right, remove "${p.table}" from bodies.lock.json`,
    cause: 'bodies.lock.json records the intent that the body was written from, and the intent is no longer the same.',
    cure: 'Have the body rewritten and proven again, or change it yourself: a body that you changed is yours.',
  },
  'stale-inputs': {
    code: 'LW3004',
    severity: 'warning',
    title: 'Tables that changed after a body was made from them',
    message: (p) => `the columns of ${quoted(p.inputs)} have changed since ${p.by} wrote the body of "${p.table}" on ${p.date}`,
    hint: (p) => `lakewright code ${p.table} --repair reviews it; if it is still right, remove "${p.table}" from bodies.lock.json`,
    cause: 'A body may compile with other columns and mean something else, for instance where one that was never NULL may now be NULL.',
    cure: 'Review the body, or have it reviewed and proven again.',
  },
  'bodies-lock': {
    code: 'LW3005',
    severity: 'warning',
    title: 'bodies.lock.json that cannot be read',
    message: (p) => `bodies.lock.json cannot be read: ${p.why}`,
    hint: () => 'restore it from the last commit, or remove it: bodies then count as written by hand',
    cause: 'It was edited by hand, merged incorrectly, or written by a later version.',
    cure: 'Correct or remove the file.',
  },
  'wrong-scope': {
    code: 'LW1027',
    severity: 'error',
    title: 'Construct in the wrong place',
    message: (p) => `${p.construct} must be made in ${p.expected}, not in ${p.actual}`,
    cause: 'The first argument of a construct says where it belongs.',
    cure: 'Pass the project, layer or table that it belongs to.',
  },
  'definition-threw': {
    code: 'LW1028',
    severity: 'error',
    title: 'Definition that throws',
    message: (p) => p.error,
    hint: () => 'nothing was written',
    cause: 'The definition itself stopped with an error before it was complete.',
    cure: 'Correct the named line.',
  },
  'nothing-synthesized': {
    code: 'LW1029',
    severity: 'error',
    title: 'Definition without synth',
    message: (p) => `${p.file} makes no project, or never calls project.synth()`,
    hint: () => 'end it with project.synth()',
    cause: 'Nothing asks for the files to be written.',
    cure: 'Call synth() on the project at the end of the definition.',
  },
  'unknown-acknowledgement': {
    code: 'LW1030',
    severity: 'error',
    title: 'Unknown code acknowledged',
    message: (p) => `"${p.code}" is not the code of a warning`,
    hint: (p) => {
      const guess = closest(p.code, p.known);
      return guess ? `did you mean "${guess}"?` : `warnings are ${p.known.join(', ')}`;
    },
    cause: 'Only warnings can be acknowledged, by their code.',
    cure: 'Use the code that the warning shows.',
  },
};
