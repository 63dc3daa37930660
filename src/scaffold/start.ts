import { lakewrightSpec } from './lakewright-spec.ts';
import { placeStarter } from './place-files.ts';
import type { StarterOptions } from './starter.ts';
import { firstSynth, hasPackages } from './steps.ts';

/**
 * `projen new --from lakewright`: puts the starter where projen has installed the packages, and synthesizes it in a process of its own,
 * because this one has loaded the package from somewhere else. What is there already is not written over.
 */
export const startProject = (root: string, name: string, details: Pick<StarterOptions, 'package' | 'ownerTeam' | 'description'> = {}): void => {
  placeStarter(root, { ...details, name, lakewright: lakewrightSpec() });
  const ready = hasPackages(root);
  if (ready && !firstSynth(root)) process.exitCode = 1;
  process.stderr.write(`\n${name} is ready. Next:\n  npm install${ready ? '' : ' && npm run synth'}\n  npm run run\n`);
};
