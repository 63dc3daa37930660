/** What the constructs of a project have said so far. Kept next to the construct tree, so that users' classes keep a clean namespace. */
import type { IConstruct } from 'constructs';
import type {
  AppDraft,
  DashboardDraft,
  Definition,
  EnvironmentDraft,
  Finding,
  GrantDraft,
  JobDraft,
  LayerDraft,
  MaskDraft,
  MonitorDraft,
  OverrideDraft,
  RowFilterDraft,
  RuleDraft,
  TableDraft,
} from '../model/definition.ts';
import type { DefinitionProblem } from '../model/diagnostics/definition.ts';
import type { Trace } from '../query/place.ts';

export interface Registry {
  readonly root: string;
  readonly project: Definition['project'];
  readonly environments: EnvironmentDraft[];
  readonly layers: LayerDraft[];
  readonly tables: TableDraft[];
  readonly rules: RuleDraft[];
  readonly dashboards: DashboardDraft[];
  readonly monitors: MonitorDraft[];
  readonly jobs: JobDraft[];
  readonly grants: GrantDraft[];
  readonly masks: MaskDraft[];
  readonly rowFilters: RowFilterDraft[];
  readonly apps: AppDraft[];
  readonly overrides: OverrideDraft[];
  readonly findings: Finding[];
}

/** `Symbol.for`, not `instanceof`: two copies of the package must not break a check. */
const REGISTRY = Symbol.for('lakewright.registry');
const KIND = Symbol.for('lakewright.construct');
export type ConstructKind = 'project' | 'environment' | 'layer' | 'table' | 'view' | 'external table';
interface Marked {
  [REGISTRY]?: Registry;
  [KIND]?: { readonly kind: ConstructKind; readonly name: string };
}

/** States what a construct is and what it is called. */
export const mark = (construct: object, kind: ConstructKind, name: string, registry?: Registry): void => {
  Object.defineProperty(construct, KIND, { value: Object.freeze({ kind, name }) });
  if (registry) Object.defineProperty(construct, REGISTRY, { value: registry });
};
export const kindOf = (value: unknown): { readonly kind: ConstructKind; readonly name: string } | undefined =>
  typeof value === 'object' && value !== null ? (value as Marked)[KIND] : undefined;

/** Stops a definition that cannot go on: there is no place to put the construct. */
export class DefinitionError extends Error {
  readonly problem: DefinitionProblem;
  constructor(problem: DefinitionProblem, message: string) {
    super(message);
    this.name = 'DefinitionError';
    this.problem = problem;
  }
}

const describe = (value: unknown): string => kindOf(value)?.kind ?? (value === null ? 'null' : typeof value);
/** Checks the first argument of a construct. */
export const requireScope = (construct: string, scope: unknown, allowed: readonly ConstructKind[]): void => {
  const kind = kindOf(scope)?.kind;
  if (kind && allowed.includes(kind)) return;
  const expected = allowed.map((k) => `a ${k}`).join(' or ');
  throw new DefinitionError(
    { kind: 'wrong-scope', construct, expected, actual: describe(scope) },
    `${construct} must be made in ${expected}, not in ${describe(scope)}`,
  );
};
/** The registry of the project to which a construct belongs. */
export const registryOf = (construct: IConstruct): Registry => {
  const registry = (construct.node.root as IConstruct & Marked)[REGISTRY];
  if (!registry)
    throw new DefinitionError(
      { kind: 'wrong-scope', construct: 'a construct', expected: 'a project', actual: 'another tree' },
      'the construct does not belong to a lakewright project',
    );
  return registry;
};

/** An id that the construct tree accepts; a name that already exists gets a finding of its own from the checks. */
export const freeId = (scope: IConstruct, id: unknown): string => {
  const wanted = typeof id === 'string' && id !== '' ? id : 'unnamed';
  if (!scope.node.tryFindChild(wanted)) return wanted;
  for (let n = 2; ; n++) if (!scope.node.tryFindChild(`${wanted}#${n}`)) return `${wanted}#${n}`;
};

/** Adds problems at one place. */
export const report = (registry: Registry, path: string, trace: Trace, problems: readonly Finding['problem'][], key: readonly string[] = []): void => {
  for (const problem of problems) registry.findings.push({ problem, path, trace, key });
};
