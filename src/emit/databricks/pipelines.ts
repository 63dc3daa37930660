/** Jobs whose engine is declarative: a Lakeflow pipeline each, over the files of pipelines/declarative/. */
import type { EnvironmentModel, LayerModel, Model } from '../../model/model.ts';
import type { JobModel } from '../../model/operations.ts';
import { SERVERLESS } from '../../model/runtimes.ts';
import type { YamlMap } from '../../utils/yaml-text.ts';
import { layerModule } from '../physical.ts';
import { WHEELS } from './job.ts';
import { catalogVariable, pipelineKey, schemaKey } from './keys.ts';
import { literal, reference } from './literal.ts';
import { pipelineParts } from './pipeline-parts.ts';
import { fromResources, variable } from './resources.ts';
import { principalOf } from './run-as.ts';

const pipelineOf = (model: Model, job: JobModel, layers: readonly LayerModel[], part: number): YamlMap => {
  const [first] = layers;
  return {
    name: literal(`${model.project.package}_${job.name}${part === 0 ? '' : `_${part + 1}`}`),
    // Datasets say where they are; these are for what does not, such as the event log.
    catalog: first && variable(catalogVariable(first)),
    schema: first && reference(`resources.schemas.${schemaKey(first)}.name`),
    serverless: true,
    environment: { environment_version: SERVERLESS.environment, dependencies: WHEELS },
    configuration: { 'lakewright.environment': reference('bundle.target'), 'lakewright.config_dir': `${reference('workspace.file_path')}/config` },
    libraries: layers.map((layer) => ({ file: { path: fromResources(`pipelines/declarative/${layerModule(layer)}.py`) } })),
  };
};

export const pipelinesIn = (model: Model, environment: EnvironmentModel | undefined): YamlMap => {
  const runAs = environment?.runAs && { run_as: principalOf(environment.runAs) };
  return Object.fromEntries(
    model.jobs
      .filter(({ engine }) => engine === 'declarative')
      .flatMap((job) => pipelineParts(model, job).map((layers, part) => [pipelineKey(job, part), { ...pipelineOf(model, job, layers, part), ...runAs }])),
  );
};
