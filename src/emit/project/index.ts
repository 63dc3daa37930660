import type { Model } from '../../model/model.ts';
import type { OutputFile } from '../../utils/output-file.ts';
import { deployScript } from './deploy-script.ts';
import { guides } from './guides.ts';
import { pythonFiles } from './python.ts';
import { workflow } from './workflow.ts';

/** What surrounds the code: guides, Python's metadata, the deployment script and the workflow. */
export const emitProjectFiles = (model: Model): readonly OutputFile[] => [...guides(model), ...pythonFiles(model), deployScript(model), workflow(model)];
