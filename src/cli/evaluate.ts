/** Evaluates a definition and sends what it says to the process that asked: node evaluate.ts APP. Node keeps modules for good, so each time takes a process of its own. */
import { statSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { CliFailure } from './diagnostics.ts';
import { loadDefinition } from './definition.ts';
import { thrownDiagnostics } from './failure.ts';
import type { Diagnostic } from '../model/diagnostics/index.ts';
import { writeManifest } from '../model/manifest.ts';
import { type Evaluated, stampOf } from '../agents/trial/evaluated.ts';

/** What the definition was read from, as it was when it was read. */
const read = new Map<string, string>();
registerHooks({
  load: (url, context, next) => {
    if (url.startsWith('file:') && !/[\\/]node_modules[\\/]/.test(url)) {
      const file = fileURLToPath(url);
      if (!read.has(file)) read.set(file, stampOf(statSync(file, { throwIfNoEntry: false })));
    }
    return next(url, context);
  },
});

const evaluated = async (app: string): Promise<Pick<Evaluated, 'projects' | 'diagnostics'>> => {
  try {
    const projects = await loadDefinition(app, process.cwd());
    return {
      projects: projects.map((project) => {
        const { model, diagnostics } = project.build();
        return { name: project.name, root: project.root, diagnostics, ...(model ? { manifest: writeManifest(model) } : {}) };
      }),
      diagnostics: [],
    };
  } catch (error) {
    const diagnostics: readonly Diagnostic[] = error instanceof CliFailure ? error.diagnostics : thrownDiagnostics(error);
    return { projects: [], diagnostics };
  }
};

// Nobody waits for an answer when the server has ended. Listening must not keep a definition alive that has come to its end.
process.once('disconnect', () => process.exit());
process.channel?.unref();

const result: Evaluated = { ...(await evaluated(process.argv[2] ?? '')), files: Object.fromEntries(read) };
// A definition may have left something open that would keep the process alive.
process.send?.(result, () => process.exit());
