import type { Diagnostic } from '../../model/diagnostics/index.ts';
import { ensureLocal, selectTables } from '../../run/index.ts';
import { Interruption } from '../../run/interruption.ts';
import type { Review } from '../../agents/quality/review.ts';
import type { Context } from '../context.ts';
import { thrownDiagnostics } from '../failure.ts';
import type { AppFlag, JsonFlag } from '../flags.ts';
import { asData, document } from '../json.ts';
import { load } from '../load.ts';
import { progress } from '../prepare.ts';

export interface QualityFlags extends AppFlag, JsonFlag {
  readonly exclude?: readonly string[];
  readonly failUnder?: number;
}

/** What is acknowledged in the definition is known, and costs nothing. */
const accepted = (review: Review, isAcknowledged: (found: Diagnostic) => boolean): Review => ({
  ...review,
  findings: review.findings.filter(({ diagnostic }) => !isAcknowledged(diagnostic)),
});

export default async function quality(this: Context, flags: QualityFlags, ...select: readonly string[]): Promise<void> {
  const { projects, diagnostics, ok } = await load(this, flags.app);
  if (!ok) {
    this.fail();
    return flags.json ? this.out(document({ ok, reviews: [], diagnostics: asData(diagnostics, this.cwd) })) : this.report(diagnostics);
  }
  const { review } = await import('../../agents/quality/review.ts');
  const { pythonProblems } = await import('../../agents/quality/python-review.ts');
  const reviews: { readonly project: string; readonly review: Review }[] = [];
  const found: Diagnostic[] = [];
  const interruption = new Interruption(undefined);
  try {
    for (const project of projects) {
      const { model, isAcknowledged } = project.build();
      if (!model) continue;
      const tables = selectTables(model, { select, exclude: flags.exclude ?? [] });
      const readsPython = model.tables.some(({ key, body }) => body.kind === 'python' && tables.includes(key));
      const python = readsPython
        ? await pythonProblems({
            root: project.root,
            model,
            tables,
            prepared: await ensureLocal({ root: project.root, signal: interruption.signal, report: progress() }),
            interruption,
          })
        : [];
      reviews.push({ project: project.name, review: accepted(review({ root: project.root, model, tables, python }), isAcknowledged) });
    }
  } catch (error) {
    this.fail();
    found.push(...thrownDiagnostics(error));
  } finally {
    interruption.dispose();
  }
  const below = reviews.filter(({ review: { score } }) => flags.failUnder !== undefined && score.all < flags.failUnder);
  if (below.length > 0) this.fail();
  const all = [...found, ...reviews.flatMap(({ review: { findings } }) => findings.map(({ diagnostic }) => diagnostic))];
  if (flags.json) {
    const data = reviews.map(({ project, review: { score, findings } }) => ({
      project,
      score,
      findings: findings.map(({ table, aspect, costs, diagnostic }) => ({ table, aspect, costs, code: diagnostic.code })),
    }));
    return this.out(document({ ok: found.length === 0 && below.length === 0, reviews: data, diagnostics: asData(all, this.cwd) }));
  }
  this.report(all);
  for (const {
    project,
    review: { score },
  } of reviews) {
    const parts = Object.entries(score.aspects).map(([aspect, points]) => `${aspect} ${points}`);
    this.out(`${project}: ${score.all} of 100 points (${parts.join(', ')})\n`);
  }
}
