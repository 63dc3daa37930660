/** `npm run bench`, see bench/run.ts for its options. */
import '../bench/run.ts';
