/** Generated Python as text: what holds for every definition. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EXTRAS } from '../../../scripts/requirements.mjs';
import { emitPipelines } from '../../../src/emit/pipelines/index.ts';
import { emitTests } from '../../../src/emit/tests/index.ts';
import { emitTransformations } from '../../../src/emit/transformations/index.ts';
import { emitValidation } from '../../../src/emit/validation/index.ts';
import type { Model } from '../../../src/model/model.ts';
import { F, from, seed, t, Window } from '../../../src/query/index.ts';
import { ensurePython } from '../../../src/run/environment/index.ts';
import type { OutputFile } from '../../../src/utils/output-file.ts';
import { FULL, SPARK, turn } from '../../suite.ts';
import { HOSTILE, anyText, python as run } from '../../utils/hostile.ts';
import { typeCases } from '../../query/functions.cases.ts';
import { randomTrees } from '../../query/functions.random.ts';
import { modelWith } from '../hostile-model.ts';
import { planCases, planOfCase } from '../plan-cases.ts';
import { randomPlans } from '../random-plans.ts';
import { makeSample, sampleModel } from '../sample.ts';
import { planOfRelation, table } from '../sources.ts';
import { moduleOf } from './module-of.ts';

const emitAll = (model: Model): readonly OutputFile[] => [emitTransformations, emitValidation, emitPipelines, emitTests].flatMap((emit) => emit(model));
const contentOf = (files: readonly OutputFile[], path: string): string => {
  const found = files.find((file) => file.path === path);
  if (!found) throw new Error(`${path} is not there, but ${files.map((file) => file.path).join(', ')}`);
  return found.content as string;
};
/** The mistakes that Python finds in each text. */
const COMPILE = `
import json, sys
def mistake(text):
    try: compile(text, "generated.py", "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error: return f"{error}: {text[:3000]}"
print(json.dumps([m for m in map(mistake, json.load(sys.stdin)) if m]))
`;

describe('generated Python', () => {
  test('is the same bytes for the same definition', () => {
    expect(emitAll(makeSample())).toEqual(emitAll(makeSample()));
  });
  test('compiles, whatever texts the definition holds', () => {
    const texts = [...HOSTILE, ...fc.sample(anyText, { numRuns: 60, seed: 11 })];
    expect(
      run(
        COMPILE,
        texts.flatMap((text) => emitAll(modelWith(text)).map((file) => file.content)),
      ),
    ).toEqual([]);
  }, 60_000);
  test('holds no invisible character of the definition', () => {
    for (const { path, content } of emitAll(modelWith('a\u202eb\u0000c\u200bd\ufeffe\ud800f'))) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
      expect(content, path).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\ufeff\ud800-\udfff]/);
    }
  });
  test('keeps every column name as it is', () => {
    const found = emitAll(modelWith(' "x" \\ ${y} {{z}}\n')).filter(({ path }) => path.startsWith('src/') && !path.endsWith('__init__.py'));
    const names =
      'import ast, json, sys\nprint(json.dumps([[c.args[0].value for c in ast.walk(ast.parse(t)) if isinstance(c, ast.Call) and getattr(c.func, "attr", "") == "StructField"] for t in json.load(sys.stdin)]))';
    const read = run(
      names,
      found.map((file) => file.content),
    ) as readonly (readonly string[])[];
    expect(read.flat().length).toBeGreaterThan(5);
    expect(read.flat().every((name) => name.endsWith(' "x" \\ ${y} {{z}}\n'))).toBe(true);
  });
});

const rows = table('code.rows', seed({ n: t.int(), s: t.string(), items: t.array(t.int()) }, []));
/** Relations as programs make them: thousands of steps, of levels, of operands. */
const DEEP: Readonly<Record<string, () => object>> = {
  steps: () => {
    let relation = from(rows);
    for (let i = 0; i < 10_000; i++) relation = i % 2 === 0 ? relation.where((r) => r.n.gt(i)) : relation.withColumns((r) => ({ n: r.n.add(1) }));
    return relation;
  },
  'nested calls': () =>
    from(rows).select((r) => {
      let text = r.s;
      for (let i = 0; i < 2000; i++) text = F.coalesce(F.upper(text), 'x');
      return { text };
    }),
  sums: () =>
    from(rows).select((r) => {
      let sum = r.n;
      for (let i = 0; i < 4000; i++) sum = sum.add(r.n);
      return { sum };
    }),
  alternatives: () =>
    from(rows).where((r) => {
      let any = r.n.eq(0);
      for (let i = 1; i < 4000; i++) any = any.or(r.n.eq(i));
      return any;
    }),
  branches: () =>
    from(rows).select((r) => {
      let branches = F.when(r.n.eq(0), 0);
      for (let i = 1; i < 2000; i++) branches = branches.when(r.n.eq(i), i);
      return { n: branches.otherwise(-1) };
    }),
  unions: () => {
    let all = from(rows);
    for (let i = 0; i < 1000; i++) all = all.unionByName(from(rows).where((r) => r.n.eq(i)));
    return all;
  },
};
describe('a relation that a program made', () => {
  test.each(Object.keys(DEEP))(
    'compiles with thousands of %s',
    (name) => {
      const { text } = moduleOf(planOfRelation((DEEP[name] as () => object)()));
      expect(run(COMPILE, [text])).toEqual([]);
    },
    60_000,
  );
});

describe('a name within an expression', () => {
  const customer = table('code.customer', seed({ id: t.int(), customer: t.struct({ id: t.int() }) }, []));
  test('of a field is never that of a table or side, which Spark would look for first', () => {
    const { text } = moduleOf(planOfRelation(from(customer).select((c) => ({ inner: c.customer.fields.id }))));
    expect(text).toContain('F.col("customer").getField("id").alias("inner")');
  });
  test('of a type is one that frames have', () => {
    const sized = seed({ code: t.varchar(2).notNull(), kind: t.char(1) }, [{ code: 'ab', kind: 'x' }]);
    expect(moduleOf(planOfRelation(sized)).text).toContain('"code string NOT NULL, kind string"');
  });
  test('of a window stays that of its side', () => {
    const relation = from(rows).join(from(customer), {
      on: (l, r) => l.n.eq(r.id),
      how: 'left',
      select: (l, r) => ({
        left: F.count().over(Window.partitionBy(l.n)),
        right: F.count().over(Window.partitionBy(r.id)),
        again: F.count().over(Window.partitionBy(r.id)),
      }),
    });
    const { text } = moduleOf(planOfRelation(relation));
    expect(text).toContain('Window.partitionBy("r.n")');
    expect(text.match(/Window\.partitionBy\("c\.id"\)/g)).toHaveLength(2);
  });
});

describe('a module', () => {
  const files = emitAll(sampleModel());
  const root = 'src/on_time_flights';
  test('of a relation is a function of its tables that a person could have written', () => {
    expect(contentOf(files, `${root}/silver/flights.py`)).toContain(`def flights(flights_raw: DataFrame, airlines: DataFrame) -> DataFrame:
    """One row per flight, with the name of its airline.

    Args:
        flights_raw: \`bronze.flights_raw\`: as the airport delivers it.
        airlines: \`silver.airlines\`.

    Returns:
        A frame with the columns carrier, flight, dep_delay, seen_at, airline.
    """
    return (
        flights_raw.alias("f")
        .transform(join_one, airlines.alias("a"), on=["carrier"], how="left")
        .select("f.*", F.col("a.name").alias("airline"))
    )
`);
  });
  test('of SQL gives Spark the text and the frames in it', () => {
    expect(contentOf(files, `${root}/gold/hours.py`)).toContain(
      '    return delays.sparkSession.sql("select carrier, flights as late from {delays}", delays=delays)\n',
    );
  });
  test("of a Python body calls the function in the user's own file", () => {
    expect(contentOf(files, `${root}/silver/rotations.py`)).toContain('import bodies.rotations\n');
    expect(contentOf(files, `${root}/silver/rotations.py`)).toContain('    return bodies.rotations.rotations(flights=flights)\n');
  });
  test('of a body that is not written says so, and how to write it', () => {
    expect(contentOf(files, `${root}/gold/turnaround.py`)).toContain('"gold.turnaround is not written yet: how fast planes turn. Give the table a query in "');
  });
  test('of a view gives its query for the names of an environment', () => {
    expect(contentOf(files, `${root}/gold/busy.py`)).toContain(
      '    delays = names["gold.delays"]\n    return f"""\n    SELECT carrier, flights\n    FROM {delays}\n',
    );
  });
  test('of a layer lists its tables after those they read', () => {
    const silver = contentOf(files, 'pipelines/silver.py');
    expect(silver.indexOf('table="silver.flights"')).toBeGreaterThan(0);
    expect(silver.indexOf('table="silver.flights"')).toBeLessThan(silver.indexOf('table="silver.rotations"'));
    expect(silver).toContain('external={"silver.airlines": "main.ref.airlines"},');
  });
});

/** Files in a folder that is deleted afterwards. */
const inFolder = <R>(files: readonly OutputFile[], work: (folder: string) => R): R => {
  const folder = mkdtempSync(join(tmpdir(), 'lakewright-python-'));
  try {
    for (const { path, content } of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
/** The Python of this repository's own tests, which has ruff and mypy. */
const { python, env } = await ensurePython({ extras: EXTRAS });
const tool = (args: readonly string[], cwd: string, more: NodeJS.ProcessEnv = {}): string => {
  const done = spawnSync(python, ['-m', ...args], { cwd, env: { ...env, ...more }, encoding: 'utf8' });
  return `${done.stdout}${done.stderr}`.trim();
};
const RULES = 'E,F,W,I,UP,B,SIM,RUF,D';
const SETTINGS = ['--line-length', '100', '--target-version', 'py310'];
const BODY =
  '"""A body."""\n\nfrom pyspark.sql import DataFrame\n\n\ndef rotations(flights: DataFrame) -> DataFrame:\n    """Rotations."""\n    return flights\n';

describe.runIf(turn(2))('generated Python, for its tools (turn 2 of 3)', () => {
  /** Expressions of all kinds, twenty to a function. */
  const expressions = (): readonly OutputFile[] => {
    const nodes = [...randomTrees(), ...typeCases().flatMap((c) => c.asked.slice(0, FULL ? 8 : 2))].map((asked) => asked.node);
    const input = planOfRelation(from(rows));
    return Array.from({ length: Math.ceil(nodes.length / 20) }, (_, i) => {
      const columns = nodes.slice(i * 20, i * 20 + 20).map((expr, j) => ({ name: `c${j}`, expr }));
      return { path: `expressions_${i}.py`, content: moduleOf({ kind: 'select', input, columns, schema: [] }).text };
    });
  };
  const plans = (): readonly OutputFile[] =>
    [...planCases.map(planOfCase), ...randomPlans().slice(0, 48)].map((plan, i) => ({ path: `plan_${i}.py`, content: moduleOf(plan).text }));
  let made: readonly OutputFile[] | undefined;
  const all = (): readonly OutputFile[] => (made ??= [...emitAll(sampleModel()), { path: 'bodies/rotations.py', content: BODY }, ...expressions(), ...plans()]);

  test('is formatted already', () => {
    inFolder(all(), (folder) =>
      expect(tool(['ruff', 'format', '--check', '--diff', '--isolated', ...SETTINGS, '.'], folder)).toMatch(/^\d+ files already formatted$/),
    );
  }, 60_000);
  test('breaks no rule', () => {
    const config = ['--config', 'src = [".", "src"]', '--config', 'lint.pydocstyle.convention = "google"'];
    inFolder(all(), (folder) =>
      expect(tool(['ruff', 'check', '--isolated', '--select', RULES, ...SETTINGS, ...config, '.'], folder)).toBe('All checks passed!'),
    );
  }, 60_000);
  // PySpark 4.0 lacks the module of declarative pipelines.
  test.runIf(SPARK >= 4.1)(
    'has types that fit',
    () => {
      const runtime = fileURLToPath(new URL('../../../python/src', import.meta.url));
      const options = [
        '--strict',
        '--python-version',
        '3.10',
        '--explicit-package-bases',
        '--namespace-packages',
        '--follow-imports',
        'silent',
        '--no-incremental',
      ];
      inFolder(all(), (folder) =>
        expect(tool(['mypy', ...options, '.'], folder, { MYPYPATH: `src:.:${runtime}` })).toMatch(/^Success: no issues found in \d+ source files$/),
      );
    },
    180_000,
  );
});
