// Mistakes that must not compile, with the message of TypeScript 6.
import { perEnvironment, Job, Secret } from '../../../src/index.ts';
import { gold, prod, project } from './00-project.ts';

// TS2345 Argument of type 'string' is not assignable to parameter of type 'number'.
// @ts-expect-error
perEnvironment(2).in(prod, 'x');
// TS2345 Argument of type 'string' is not assignable to parameter of type 'Environment'.
// @ts-expect-error
perEnvironment(2).in('prod', 3);
// TS2322 Type 'string' is not assignable to type 'Secret'.
// @ts-expect-error
new Job(project, 'x', { refreshes: [gold], onFailure: { webhook: 'https://x' } });
