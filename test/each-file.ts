/** Vitest runs this before each test file, in the worker of the file. */
import { afterAll, afterEach } from 'vitest';
import { endAll } from './leftovers.ts';

afterEach(() => endAll('test'));
afterAll(() => endAll('file'), 120_000);
