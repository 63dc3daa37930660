import type { Model } from '../model/model.ts';
import type { OutputFile } from '../utils/output-file.ts';
import { emitApps } from './apps/index.ts';
import { emitConfig } from './config/index.ts';
import { emitDashboards } from './dashboards/index.ts';
import { emitBundle } from './databricks/index.ts';
import { emitDocs } from './docs/index.ts';
import { emitMonteCarlo } from './monte_carlo/index.ts';
import { emitPipelines } from './pipelines/index.ts';
import { emitProjectFiles } from './project/index.ts';
import { emitSql } from './sql/index.ts';
import { emitTests } from './tests/index.ts';
import { emitTransformations } from './transformations/index.ts';
import { emitValidation } from './validation/index.ts';

/** One function per output folder; each sees the model and nothing else. */
const EMITTERS: readonly ((model: Model) => readonly OutputFile[])[] = [
  emitTransformations,
  emitValidation,
  emitPipelines,
  emitTests,
  emitConfig,
  emitSql,
  emitBundle,
  emitDashboards,
  emitMonteCarlo,
  emitApps,
  emitDocs,
  emitProjectFiles,
];

/** All files of a project, from its model alone. */
export const emitProject = (model: Model): readonly OutputFile[] => EMITTERS.flatMap((emit) => emit(model));
