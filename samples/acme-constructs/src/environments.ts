import { Environment, type Project, perEnvironment, type Setting } from 'lakewright';

/** The environments that every project has, and what differs between them. */
export interface AcmeEnvironments {
  readonly dev: Environment;
  readonly prod: Environment;
  /** Who owns tables. */
  readonly owner: Setting<string>;
}

/** Adds the company's workspaces to a project. */
export const acmeEnvironments = (project: Project, catalog: string): AcmeEnvironments => {
  const dev = new Environment(project, 'dev', { host: 'https://dev.acme.example', catalog });
  const prod = new Environment(project, 'prod', { host: 'https://prod.acme.example', catalog, runAs: { servicePrincipal: 'acme-lakehouse' } });
  return { dev, prod, owner: perEnvironment('acme-developers').in(prod, 'acme-stewards') };
};
