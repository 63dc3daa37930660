/** Definitions for tests: a small project as data, or its diagnostics. */
import { Environment, F, files, from, Layer, Project, QualityRule, t, Table } from '../src/index.ts';
import type { Built } from '../src/model/build.ts';
import type { Diagnostic } from '../src/model/diagnostics/index.ts';
import type { Model } from '../src/model/model.ts';

/** A project that is only checked: nothing of it is ever written. */
export const newProject = (name = 'flights', more: Partial<ConstructorParameters<typeof Project>[0]> = {}): Project =>
  new Project({ name, outdir: process.cwd(), acknowledge: ['LW1014'], ...more });

export interface Sample {
  readonly project: Project;
  readonly prod: Environment;
  readonly bronze: Layer;
  readonly silver: Layer;
  readonly gold: Layer;
  readonly flightsRaw: Table<{ carrier: 'string'; flight: 'int'; tailnum: 'string'; dep_delay: 'double'; time_hour: 'timestamp' }>;
}
/** Three layers, an environment and one bronze table. */
export const sample = (): Sample => {
  const project = newProject();
  const prod = new Environment(project, 'prod', { host: 'https://workspace.example', catalog: 'ops' });
  const bronze = new Layer(project, 'bronze');
  const silver = new Layer(project, 'silver');
  const gold = new Layer(project, 'gold');
  const flightsRaw = new Table(bronze, 'flights_raw', {
    source: files('landing/flights', { format: 'csv', header: true, nullValues: ['NA'] }),
    columns: {
      carrier: t.string().notNull().comment('IATA airline code'),
      flight: t.int(),
      tailnum: t.string(),
      dep_delay: t.double().comment('minutes, negative is early'),
      time_hour: t.timestamp(),
    },
  });
  return { project, prod, bronze, silver, gold, flightsRaw };
};

/** The sample with a silver table, a rule and a gold table. */
export const fullSample = (): Sample & { readonly model: Model } => {
  const made = sample();
  const flights = new Table(made.silver, 'flights', {
    intent: 'one row per flight that has a plane',
    query: from(made.flightsRaw)
      .where((f) => f.tailnum.isNotNull())
      .dropDuplicates({ by: ['carrier', 'flight', 'time_hour'], keepFirst: (f) => [f.dep_delay.desc()] }),
    write: { strategy: 'merge', keys: ['carrier', 'flight', 'time_hour'] },
  });
  new QualityRule(flights, 'delay_sane', { check: (f) => f.dep_delay.between(-120, 3000), onViolation: 'quarantine', nulls: 'pass' });
  new Table(made.gold, 'delays', {
    query: from(flights)
      .groupBy('carrier')
      .agg((f) => ({ flights: F.count(), mean: F.avg(f.dep_delay) })),
  });
  return { ...made, model: modelOf(made.project.check()) };
};

export const modelOf = ({ model, diagnostics }: Built): Model => {
  if (!model) throw new Error(diagnostics.map((d) => `${d.code} ${d.path} ${d.message}`).join('\n'));
  return model;
};
export const codes = (diagnostics: readonly Diagnostic[]): readonly string[] => diagnostics.map((d) => d.code);
