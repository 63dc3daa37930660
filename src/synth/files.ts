import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { emitWheel } from '../emit/databricks/wheel.ts';
import { emitProject } from '../emit/index.ts';
import { MANIFEST_PATH, writeManifest } from '../model/manifest.ts';
import type { Model } from '../model/model.ts';
import type { OutputFile } from '../utils/output-file.ts';

export { ASSISTANTS, emitAssistantFiles as assistantFiles } from '../emit/assistants/index.ts';
export { missingOverrides } from '../emit/databricks/index.ts';

/** Next to the compiled package, or under `lib` where the sources run. */
const WHEELS = ['../wheels/', '../../lib/wheels/'].map((path) => fileURLToPath(new URL(path, import.meta.url)));

/** The runtime's wheel, which ships inside this package. */
export const runtimeWheel = (): { readonly name: string; readonly bytes: Uint8Array } => {
  for (const folder of WHEELS) {
    const name = existsSync(folder) ? readdirSync(folder).find((file) => file.endsWith('.whl')) : undefined;
    if (name !== undefined) return { name, bytes: readFileSync(`${folder}${name}`) };
  }
  throw new Error('the runtime wheel is missing from the package; in a checkout, build it with: npm run build');
};

/** All files of a project: what the emitters make from the model, the model itself, and the runtime's wheel. */
export const projectFiles = (model: Model): readonly OutputFile[] => {
  const wheel = runtimeWheel();
  return [...emitProject(model), ...emitWheel(wheel.bytes, wheel.name), { path: MANIFEST_PATH, content: writeManifest(model) }];
};
