/** A process of its own that makes the archive of classes while nobody waits for it. */
import { setPriority } from 'node:os';
import { makeClassArchive, REQUEST_VARIABLE } from './class-archive.ts';

const { [REQUEST_VARIABLE]: request = '', ...env } = process.env;
setPriority(15);
await makeClassArchive({ ...JSON.parse(request), env });
