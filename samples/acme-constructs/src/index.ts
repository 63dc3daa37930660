/** What all lakehouse projects of Acme have in common: environments, tables with defaults, steps, rules. */
export { acmeEnvironments, type AcmeEnvironments } from './environments.ts';
export { identified } from './rules.ts';
export { stamped, withAuditColumns } from './steps.ts';
export { AcmeTable, type AcmeTableProps } from './table.ts';
