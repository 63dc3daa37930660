import { Construct } from 'constructs';
import { z } from 'zod';
import { trace } from '../query/place.ts';
import { optionProblems, tags, text } from './options.ts';
import type { Project } from './project.ts';
import { freeId, kindOf, mark, registryOf, report, requireScope } from './registry.ts';
import { type Setting, settingModel, settingOf } from './setting.ts';

/** Options of a layer, about its schema. */
export interface LayerProps {
  /** A catalog other than the environment's. @default the environment's */
  readonly catalog?: Setting<string>;
  /** Stored with the schema. */
  readonly comment?: string;
  /** Tags of the schema. */
  readonly tags?: Readonly<Record<string, string>>;
}

const SCHEMA = z.strictObject({ catalog: settingOf(text, 'text or perEnvironment(…)').optional(), comment: text.optional(), tags: tags.optional() });

/** A schema of tables. Layers are declared in the order in which data flows through them. */
export class Layer extends Construct {
  constructor(scope: Project | Layer, id: string, props: LayerProps = {}) {
    requireScope('Layer', scope, ['project', 'layer']);
    super(scope, freeId(scope, id));
    const registry = registryOf(this);
    const taken = trace();
    const outer = kindOf(scope);
    const name = outer?.kind === 'layer' ? `${outer.name}_${id}` : String(id);
    mark(this, 'layer', name);
    const path = `${registry.project.name}/${name}`;
    const problems = optionProblems(SCHEMA, props);
    report(registry, path, taken, problems);
    if (problems.length > 0) {
      registry.layers.push({ name, trace: taken });
      return;
    }
    const catalog = props.catalog === undefined ? undefined : settingModel(props.catalog, 'catalog', registry);
    report(registry, path, taken, catalog?.problems ?? []);
    registry.layers.push({
      name,
      trace: taken,
      ...(catalog ? { catalog: catalog.setting } : {}),
      ...(props.comment === undefined ? {} : { comment: props.comment }),
      ...(props.tags === undefined ? {} : { tags: props.tags }),
    });
  }
}
