/** The repository manages itself: `npx projen` writes package.json, the compiler and linter settings, the licence and CI. */
import { JsonFile, License, Project, TextFile } from 'projen';
import { GitHub } from 'projen/lib/github/index.js';
import { JobPermission } from 'projen/lib/github/workflows-model.js';
import { ProjenrcFile } from 'projen/lib/projenrc.js';

const project = new Project({ name: 'lakewright', commitGenerated: true });
/** Tells the generated files what to name in their headers. */
class Definition extends ProjenrcFile {
  readonly filePath = '.projenrc.ts';
}
new Definition(project);
project.defaultTask?.exec('node .projenrc.ts');
project.tryRemoveFile('.gitattributes');

const NODE_TYPES = '22.20.5';
new JsonFile(project, 'package.json', {
  marker: false,
  readonly: false,
  obj: {
    name: 'lakewright',
    version: '0.1.0',
    description: 'Typed lakehouse projects for Databricks: change a column, and the editor names everything that breaks.',
    keywords: ['databricks', 'delta', 'lakehouse', 'projen', 'pyspark', 'typescript'],
    license: 'Apache-2.0',
    type: 'module',
    engines: { node: '>=22.18' },
    bin: { lakewright: 'bin/lakewright.mjs' },
    main: './lib/index.js',
    types: './lib/index.d.ts',
    exports: {
      '.': { types: './lib/index.d.ts', default: './lib/index.js' },
      './package.json': './package.json',
      './.jsii': './.jsii',
    },
    files: ['.jsii', 'bin', 'lib', 'CHANGELOG.md', 'API.md'],
    scripts: {
      demo: 'node scripts/bootstrap.mjs demo',
      test: 'node scripts/bootstrap.mjs test',
      'test:full': 'node scripts/bootstrap.mjs test --full',
      bench: 'node scripts/bootstrap.mjs bench',
      build: 'node scripts/bootstrap.mjs build',
      check: 'node scripts/bootstrap.mjs check',
      docs: 'node scripts/bootstrap.mjs docs',
      prepack: 'node scripts/bootstrap.mjs build',
    },
    dependencies: {
      '@anthropic-ai/sdk': '1.12.0',
      '@modelcontextprotocol/server': '2.4.0',
      '@stricli/core': '1.3.0',
      acorn: '8.19.0',
      diff: '9.0.0',
      'magic-string': '1.4.5',
      minisearch: '7.2.0',
      'oxc-parser': '0.159.0',
      yaml: '2.9.1',
      zod: '4.6.7',
    },
    peerDependencies: {
      constructs: '^10.8.1',
      projen: '>=0.103.25 <0.104',
    },
    devDependencies: {
      '@biomejs/biome': '2.6.8',
      '@modelcontextprotocol/client': '2.4.0',
      '@types/node': NODE_TYPES,
      constructs: '10.8.1',
      'fast-check': '4.10.2',
      node: '24.21.0',
      projen: '0.103.25',
      tsc7: 'npm:typescript@7.0.2',
      typedoc: '0.28.20',
      'typedoc-plugin-markdown': '4.14.1',
      typescript: '6.0.3',
      vitest: '5.1.1',
    },
  },
});

const compilerOptions = {
  target: 'es2024',
  lib: ['es2024'],
  module: 'nodenext',
  moduleResolution: 'nodenext',
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noImplicitOverride: true,
  noFallthroughCasesInSwitch: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  erasableSyntaxOnly: true,
  verbatimModuleSyntax: true,
  allowImportingTsExtensions: true,
  rewriteRelativeImportExtensions: true,
  declaration: true,
  skipLibCheck: true,
  types: ['node'],
  noEmit: true,
};
new JsonFile(project, 'tsconfig.json', {
  marker: false,
  obj: { compilerOptions, include: ['src', 'test', 'bench', 'scripts', '.projenrc.ts', 'vitest.config.ts'], exclude: ['test/types'] },
});
new JsonFile(project, 'tsconfig.build.json', {
  marker: false,
  obj: { extends: './tsconfig.json', compilerOptions: { noEmit: false, outDir: 'lib', rootDir: 'src', stripInternal: true }, include: ['src'] },
});
new JsonFile(project, 'biome.json', {
  marker: false,
  obj: {
    files: {
      includes: [
        'src/**',
        'test/**',
        'bench/**/*.ts',
        'scripts/**',
        'bin/**',
        '.projenrc.ts',
        '!biome.json',
        '!test/types/bare',
        '!test/types/pipelines',
        '!**/lib',
        '!**/node_modules',
      ],
    },
    formatter: { indentStyle: 'space', indentWidth: 2, lineWidth: 160, lineEnding: 'lf' },
    javascript: { formatter: { quoteStyle: 'single', trailingCommas: 'all' } },
    linter: {
      enabled: true,
      rules: {
        preset: 'recommended',
        complexity: { noBannedTypes: 'off', useLiteralKeys: 'off' },
        suspicious: { noUnsafeDeclarationMerging: 'off', noThenProperty: 'off', noTemplateCurlyInString: 'off' },
        correctness: { noUnusedVariables: 'error', noUnusedImports: 'error' },
      },
    },
    // A record a function, in few lines: the catalogue is read as a table.
    overrides: [{ includes: ['biome.json', 'src/query/functions/**', 'test/query/functions.*', 'test/model/checks.test.ts'], formatter: { enabled: false } }],
    assist: { actions: { source: { organizeImports: 'off' } } },
  },
});
new License(project, { spdx: 'Apache-2.0' });
new TextFile(project, '.nvmrc', { lines: ['24', ''] });

for (const pattern of [
  'lib/',
  '.jsii',
  '*.tgz',
  '.lakewright/',
  '.venv/',
  '__pycache__/',
  '*.egg-info/',
  '.pytest_cache/',
  '.mypy_cache/',
  '.ruff_cache/',
  '.hypothesis/',
  // Spark's catalog writes it where a test is run.
  'derby.log',
  'coverage/',
  'test/types/bare/',
  '/samples/*/*',
]) {
  project.gitignore.exclude(pattern);
}
// Of the samples, only what a person wrote is kept: the rest is what synthesis makes of it.
for (const own of ['.projenrc.ts', 'package.json', 'tsconfig.json', 'definitions/', 'bodies/', 'land.py', 'answers.py', 'QUERIES.md'])
  project.gitignore.include(`/samples/*/${own}`);
project.gitignore.include('/samples/minimal/landing/');
// A package, of which nothing is synthesized.
project.gitignore.include('/samples/acme-constructs/*');

const github = new GitHub(project, { mergify: false, pullRequestLint: false });
const ci = github.addWorkflow('ci');
ci.on({ push: { branches: ['main'] }, pullRequest: {} });
ci.addJob('test', {
  runsOn: ['ubuntu-latest'],
  permissions: { contents: JobPermission.READ },
  steps: [
    { uses: 'actions/checkout@v5', name: 'Check out' },
    { uses: 'actions/setup-node@v5', with: { 'node-version': '24' }, name: 'Node' },
    { uses: 'actions/setup-python@v6', with: { 'python-version': '3.11' }, name: 'Python' },
    { run: 'npm run check', name: 'Check' },
    { run: '.ci/run', name: 'Test' },
  ],
});

project.synth();
