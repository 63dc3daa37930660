/** Evaluates a definition in a process of its own, without a cage: one of the user's, or one that was printed by us. */
import { fork } from 'node:child_process';
import { basename, dirname } from 'node:path';
import { EVALUATE, type Evaluated } from './evaluated.ts';

/** What the definition says, or why it could not be asked. What it prints is not an answer. */
export const evaluatePlainly = (file: string, seconds: number, signal?: AbortSignal): Promise<Evaluated | { readonly why: string }> => {
  const { promise, resolve } = Promise.withResolvers<Evaluated | { readonly why: string }>();
  const child = fork(EVALUATE, [basename(file)], {
    cwd: dirname(file),
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    ...(signal ? { signal, killSignal: 'SIGKILL' } : {}),
  });
  const timer = setTimeout(() => {
    resolve({ why: `it took longer than ${seconds} s` });
    child.kill('SIGKILL');
  }, seconds * 1_000);
  child.once('message', (message) => resolve(message as Evaluated));
  child.once('error', (error) => resolve({ why: error.message }));
  child.once('exit', (status, by) => {
    clearTimeout(timer);
    // A message that was sent arrives first.
    setImmediate(() => resolve({ why: `its process ended with ${by ?? `status ${status}`}` }));
  });
  return promise;
};
