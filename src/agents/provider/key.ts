import { createHash } from 'node:crypto';
import type { CompletionRequest } from './provider.ts';

/** A request by its whole content: the same question has the same key on every machine. */
export const requestKey = (request: CompletionRequest): string => createHash('sha256').update(JSON.stringify(request)).digest('hex');
