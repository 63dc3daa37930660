/** The command line from its sources, to which its pipes are a terminal. */
for (const stream of [process.stdin, process.stderr]) Object.defineProperty(stream, 'isTTY', { value: true });
await import('./entry.ts');
