import { Construct } from 'constructs';
import { z } from 'zod';
import { trace } from '../query/place.ts';
import { readableOf, type Source } from '../query/source.ts';
import type { Layer } from './layer.ts';
import { optionProblems, text } from './options.ts';
import type { Project } from './project.ts';
import { freeId, kindOf, registryOf, report, requireScope } from './registry.ts';
import type { Secret, Setting } from './setting.ts';
import type { AnyTable } from './table.ts';
import { variables, variablesModel } from './variables.ts';

/** Where an app is, and what it uses. */
export interface AppProps {
  /** A folder of your own, relative to the project: what Databricks Apps runs, `app.yaml` included. */
  readonly sourceDirectory: string;
  /** Tables that it reads; their names are given to it as variables such as `TABLE_GOLD_DAILY`. @default none */
  // biome-ignore lint/suspicious/noExplicitAny: a list of tables of any columns has no narrower type
  readonly reads?: readonly Source<any>[];
  /** Tables of the project that it writes. @default none */
  readonly writes?: readonly AnyTable[];
  /** Variables; a secret is handed over by Databricks. @default none */
  readonly environment?: Readonly<Record<string, Setting<string> | Secret>>;
}

const source = z.custom((v) => readableOf(v) !== undefined, 'a table');
const written = z.custom((v) => kindOf(v)?.kind === 'table', 'a table of this project');
const SCHEMA = z.strictObject({
  sourceDirectory: text,
  reads: z.array(source).optional(),
  writes: z.array(written).optional(),
  environment: variables.optional(),
});
const keys = (sources: readonly unknown[] = []): readonly string[] => [...new Set(sources.flatMap((one) => readableOf(one)?.table ?? []))];

/** A web application of your own, deployed with the project, with rights on the tables that it names. */
export class App extends Construct {
  constructor(scope: Project | Layer, id: string, props: AppProps) {
    requireScope('App', scope, ['project', 'layer']);
    super(scope, freeId(scope, `app.${id}`));
    const registry = registryOf(this);
    const taken = trace();
    const outer = kindOf(scope);
    const path = outer?.kind === 'layer' ? `${registry.project.name}/${outer.name}/${id}` : `${registry.project.name}/${id}`;
    const problems = optionProblems(SCHEMA, props);
    report(registry, path, taken, problems);
    if (problems.length > 0) return;
    const environment = variablesModel(props.environment, registry);
    report(registry, path, taken, environment.problems);
    registry.apps.push({
      name: String(id),
      sourceDirectory: props.sourceDirectory.replace(/^(?:\.\/)+/, '').replace(/\/+$/, ''),
      reads: keys(props.reads),
      writes: keys(props.writes),
      environment: environment.model,
      path,
      trace: taken,
    });
  }
}
