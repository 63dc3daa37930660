import type { EnvironmentModel } from '../../model/model.ts';

/** The branch whose pushes are deployed to an environment: `main` for the one called production, else the environment's own name. */
export const branchOf = (environment: EnvironmentModel): string => (/^(?:prod|production|prd|live)$/.test(environment.name) ? 'main' : environment.name);
