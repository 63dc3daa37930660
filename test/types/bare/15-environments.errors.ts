// Mistakes that must not compile, with the message of TypeScript 6.
import { perEnvironment } from '../../../src/index.ts';
import { prod } from './00-project.ts';

// TS2345 Argument of type 'string' is not assignable to parameter of type 'number'.
// mistake
perEnvironment(2).in(prod, 'x');
// TS2345 Argument of type 'string' is not assignable to parameter of type 'Environment'.
// mistake
perEnvironment(2).in('prod', 3);
