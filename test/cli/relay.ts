/** What a command asks with files is answered, as a person with an editor would. */
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

/** Gives every question in a folder the same answer until the command ends. */
export const answering = async <R>(folder: string, answer: object, command: Promise<R>): Promise<R> => {
  let isDone = false;
  const ended = command.finally(() => {
    isDone = true;
  });
  while (!isDone) {
    for (const name of existsSync(folder) ? readdirSync(folder) : []) {
      const file = join(folder, name.replace('.request.json', '.answer.json'));
      if (name.endsWith('.request.json') && !existsSync(file)) writeFileSync(file, JSON.stringify(answer));
    }
    await setTimeout(100);
  }
  return await ended;
};
