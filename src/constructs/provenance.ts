/** What `bodies.lock.json` says of the bodies of a definition. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from '../model/definition.ts';
import type { Model } from '../model/model.ts';
import { BODIES_LOCK, type FileTexts, readBodies, staleBodies } from '../model/provenance.ts';
import { errorCode } from '../utils/system-error.ts';

/** Files of the project, each read once however many bodies are in it. */
const filesIn = (root: string): FileTexts => {
  const known = new Map<string, string | undefined>();
  return (path) => {
    if (!known.has(path)) known.set(path, textOf(join(root, path)));
    return known.get(path);
  };
};
const textOf = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // Whether a body can run without it is not for a record to say.
    return undefined;
  }
};

/** Nothing where there is no such file: no agent wrote a body. */
export const provenanceFindings = (root: string, model: Model): readonly Omit<Finding, 'trace'>[] => {
  let content: string;
  try {
    content = readFileSync(join(root, BODIES_LOCK), 'utf8');
  } catch (error) {
    const code = errorCode(error) ?? 'ENOENT';
    return code === 'ENOENT' ? [] : [{ path: model.project.name, problem: { kind: 'bodies-lock', why: code } }];
  }
  const bodies = readBodies(content);
  return bodies instanceof Error
    ? [{ path: model.project.name, problem: { kind: 'bodies-lock', why: bodies.message } }]
    : staleBodies(model, bodies, filesIn(root));
};
