/** A process that asks one question at its terminal, and says what came of it. */
import { chooseOne } from '../../src/cli/ask.ts';
import { thrownDiagnostics } from '../../src/cli/failure.ts';

for (const stream of [process.stdin, process.stderr]) Object.defineProperty(stream, 'isTTY', { value: true });
// Like a command that still has an engine.
setInterval(() => undefined, 1000);
try {
  console.log(`chosen: ${await chooseOne('Which is meant?', 3)}`);
} catch (error) {
  console.log(thrownDiagnostics(error).map(({ code, message }) => `${code} ${message}`));
}
process.exit();
