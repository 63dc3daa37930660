// Mistakes that must not compile, with the message of TypeScript 6.
import { from, Table, t, python } from '../../../src/index.ts';
import { flights, gold } from './00-project.ts';
import { scores } from './11-python.ts';

// TS2322 Type '"score.txt"' is not assignable to type '`${string}.py`'.
// mistake
new Table(gold, 'x', { columns: { a: t.int() }, query: python({ file: 'score.txt', function: 'score', inputs: { flights } }) });
// TS2551 Property 'p_lat' does not exist on type 'Row<{ carrier: "string"; flight: "int"; p_late: "double"; }>'. Did you mean 'p_late'?
// mistake
from(scores).where((s) => s.p_lat.gt(1));
// TS2322 Type 'string' is not assignable to type 'Source<Columns>'.
// mistake
new Table(gold, 'x', { columns: { a: t.int() }, query: python({ file: 'score.py', function: 'score', inputs: { flights: 'flights' } }) });
