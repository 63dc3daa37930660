/**
 * Workload W(N): N sources of 20 columns, each with a bronze ingest, a silver table (cast, rename, filter, deduplicate, merge, 3 rules)
 * and one gold aggregate per 5 silver tables. Written as text, so that the type checkers and the synthesis see the same definition.
 */
const COLUMNS = Array.from({ length: 18 }, (_, i) => `c${String(i + 1).padStart(2, '0')}`);
const CASTS = ['t.int()', 't.bigint()', 't.double()', 't.decimal(12, 2)', 't.date()', 't.boolean()'];

const source = (i: number): string => {
  const declared = [...COLUMNS.map((c) => `${c}: t.string()`), 'id: t.string().notNull()', 'updated_at: t.timestamp()'];
  const casts = COLUMNS.map((c, n) => `${n === 0 ? 'renamed' : c}: r.${c}.tryCast(${CASTS[n % CASTS.length]})`);
  return `
const raw${i} = new Table(bronze, 'source_${i}_raw', {
  source: files('landing/source_${i}', { format: 'csv', header: true }),
  columns: { ${declared.join(', ')} },
});
const clean${i} = new Table(silver, 'source_${i}', {
  query: from(raw${i})
    .select((r) => ({ id: r.id, ${casts.join(', ')}, updated_at: r.updated_at }))
    .where((r) => r.renamed.isNotNull())
    .dropDuplicates({ by: ['id'], keepFirst: (r) => [r.updated_at.desc()] }),
  write: { strategy: 'merge', keys: ['id'] },
});
new QualityRule(clean${i}, 'positive', { check: (r) => r.c02.gt(0), onViolation: 'quarantine', nulls: 'pass' });
new QualityRule(clean${i}, 'small', { check: (r) => r.c03.lt(1000000), onViolation: 'drop', nulls: 'pass' });
new QualityRule(clean${i}, 'dated', { check: (r) => r.c05.isNotNull(), onViolation: 'warn' });`;
};
const aggregate = (g: number): string => `
const gold${g} = new Table(gold, 'summary_${g}', {
  query: from(clean${g * 5}).groupBy('c06').agg((r) => ({ rows: F.count(), total: F.sum(r.c03), most: F.max(r.c02), mean: F.avg(r.c04) })),
});`;

const HEAD = (from: string): string => `import { Environment, F, files, from, Layer, Project, QualityRule, t, Table } from '${from}';
`;
const SHARED = `
export const project = new Project({ name: 'workload' });
new Environment(project, 'prod', { host: 'https://workspace.example', catalog: 'main' });
export const bronze = new Layer(project, 'bronze'), silver = new Layer(project, 'silver'), gold = new Layer(project, 'gold');
`;

/** The definition as files: shared constructs, one file per 100 sources, and the entry point. */
export const workload = (n: number, from: string, change = ''): ReadonlyMap<string, string> => {
  const files = new Map<string, string>([['shared.ts', `import { Environment, Layer, Project } from '${from}';\n${SHARED}`]]);
  const parts: string[] = [];
  for (let start = 0; start < n; start += 100) {
    const end = Math.min(n, start + 100);
    const body = [`${HEAD(from).replace('Environment, ', '').replace('Layer, Project, ', '')}import { bronze, gold, silver } from './shared.ts';\n`];
    for (let i = start; i < end; i++) body.push(source(i));
    for (let g = start / 5; g * 5 < end; g++) body.push(aggregate(g));
    const name = `part_${start / 100}.ts`;
    parts.push(name);
    files.set(name, `${body.join('\n')}\n`);
  }
  if (change !== '') files.set('part_0.ts', (files.get('part_0.ts') ?? '').replace("'renamed'", "'renamed'").replace('r.c02.gt(0)', `r.c02.gt(${change})`));
  files.set('.projenrc.ts', `${parts.map((p) => `import './${p}';`).join('\n')}\nimport { project } from './shared.ts';\nproject.synth();\n`);
  return files;
};
