/** The page of results, of which one section can be made anew. */
import { cpus, loadavg } from 'node:os';

const HEAD = `# Benchmark results

Made by \`npm run bench\`, or section by section with \`npm run bench -- --only NAME\`. CPU seconds are user and system time of the whole process, as the operating
system counts it. Absolute times depend on the machine and what else runs on it (a load above the number of cores can double CPU seconds): read the ratios.
`;

const titleOf = (section: string): string => section.slice(0, section.indexOf('\n'));

/** Which machine a section was measured on, as its last paragraph. */
export const measuredOn = (section: string, quick: boolean): string =>
  `${section.trimEnd()}\n\nMeasured${quick ? ' with `--quick`' : ''} on Node ${process.version}, ${cpus().length} cores, load average ${loadavg()[0]?.toFixed(0)} at the end.\n`;

/** The page with these sections in place of those of the same title; `order` has the titles of all. */
export const withSections = (page: string, sections: readonly string[], order: readonly string[]): string => {
  const known = new Map(
    page
      .split(/^(?=## )/m)
      .slice(1)
      .map((section) => [titleOf(section), section.trimEnd()]),
  );
  for (const section of sections) known.set(titleOf(section), section.trimEnd());
  const present = order.flatMap((title) => known.get(`## ${title}`) ?? []);
  return `${[HEAD.trimEnd(), ...present].join('\n\n')}\n`;
};
