import { createHash } from 'node:crypto';
import type { CompletionRequest } from './provider.ts';

/** A request by all that a model is told: the same question has the same key on every machine, whoever asks. */
export const requestKey = ({ about: _, ...request }: CompletionRequest): string => createHash('sha256').update(JSON.stringify(request)).digest('hex');
