import type { AgentFlags } from '../agent-flags.ts';
import type { Context } from '../context.ts';
import { CliFailure, cliDiagnostic } from '../diagnostics.ts';
import { thrownDiagnostics } from '../failure.ts';
import type { JsonFlag } from '../flags.ts';
import { asData, document } from '../json.ts';
import { finishProject, newProject, nextText, placeProject, STARTER_STEPS } from '../new-project.ts';
import { areWords } from '../words.ts';

export interface InitFlags extends AgentFlags, JsonFlag {
  readonly install: boolean;
  readonly lakewright?: string;
  readonly yes?: boolean;
}

export default async function init(this: Context, flags: InitFlags, given: string, name?: string): Promise<void> {
  if (areWords(given)) {
    const { default: initFromWords } = await import('./init-from-words.ts');
    return initFromWords.call(this, flags, given, name);
  }
  const { install, lakewright, json } = flags;
  try {
    if (name !== undefined) {
      const message = `give one name, or quoted words and a name: "${given}" is not a description of a project`;
      throw new CliFailure(cliDiagnostic({ kind: 'usage', message, command: 'lakewright init' }, 'lakewright init'));
    }
    const project = newProject(this.cwd, given);
    const files = placeProject(project, lakewright);
    await finishProject(this, project, 'definition, sample data and settings', install);
    if (json) this.out(document({ ok: true, name: project.name, folder: project.folder, files, diagnostics: [] }));
    else this.out(nextText(project, install, STARTER_STEPS));
  } catch (error) {
    if (!json) throw error;
    this.fail();
    this.out(document({ ok: false, diagnostics: asData(thrownDiagnostics(error), this.cwd) }));
  }
}
