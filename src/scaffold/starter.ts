/** The files of a new project. They are the user's from then on: synthesis never touches them. */
import type { OutputFile } from '../utils/output-file.ts';
import { definition } from './definition.ts';
import { packageJson } from './package-json.ts';

export interface StarterOptions {
  /** Name of the project, as the user typed it. */
  readonly name: string;
  /** What npm installs lakewright from, e.g. `^0.1.0` or `file:…/lakewright-0.1.0.tgz`. */
  readonly lakewright: string;
  /** The Python package that synthesis makes. @default unknown, and the starter has no test of its own */
  readonly package?: string;
  /** Who is responsible for the project. @default the name of the project and `-team` */
  readonly ownerTeam?: string;
  /** What the project is for, in a sentence. @default a sentence about the sample */
  readonly description?: string;
  /** In place of the starter's own definition, sample data and test. @default the starter's own */
  readonly files?: readonly OutputFile[];
}

/** The compiler's settings of a new project. */
export const TSCONFIG = {
  compilerOptions: {
    target: 'es2024',
    lib: ['es2024'],
    module: 'nodenext',
    moduleResolution: 'nodenext',
    strict: true,
    noUncheckedIndexedAccess: true,
    noEmit: true,
    // What Node runs by removing the types.
    erasableSyntaxOnly: true,
    verbatimModuleSyntax: true,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    types: [],
  },
  include: ['.projenrc.ts', '**/*.ts'],
  exclude: ['node_modules', '.venv', '.lakewright'],
};

/**
 * What a shop exports: an order sent twice, one changed later, one without a number, one with a price below zero, a country in
 * three spellings, and a quantity that is missing.
 */
const ORDERS = `order_id,ordered_at,updated_at,country,quantity,unit_price
1001,2026-01-05 09:12:00,2026-01-05 09:12:00,SE,2,19.90
1002,2026-01-05 10:40:00,2026-01-05 10:40:00,se,1,249.00
1003,2026-01-05 11:05:00,2026-01-05 11:05:00,DE,3,12.50
1003,2026-01-05 11:05:00,2026-01-05 11:05:00,DE,3,12.50
1004,2026-01-05 18:31:00,2026-01-05 18:31:00, de ,1,89.95
1004,2026-01-05 18:31:00,2026-01-06 08:02:00,DE,2,89.95
1005,2026-01-06 07:55:00,2026-01-06 07:55:00,FR,1,-15.00
,2026-01-06 08:20:00,2026-01-06 08:20:00,FR,1,32.00
1006,2026-01-06 12:00:00,2026-01-06 12:00:00,,4,5.25
1007,2026-01-06 16:45:00,2026-01-06 16:45:00,SE,n/a,19.90
1008,2026-01-07 09:30:00,2026-01-07 09:30:00,NO,2,249.00
1009,2026-01-07 21:14:00,2026-01-07 21:14:00,SE,5,12.50
`;

const ordersTest = (name: string): string => `"""A test by hand; synthesis keeps its own in tests/generated."""

from datetime import datetime
from decimal import Decimal

from pyspark.sql import SparkSession

from ${name}.bronze import orders_raw
from ${name}.silver import orders


def test_the_latest_state_of_an_order_counts(spark: SparkSession) -> None:
    """An order that was changed is one row, with its later quantity."""
    monday, tuesday = datetime(2026, 1, 5), datetime(2026, 1, 6)
    frame = spark.createDataFrame(
        [
            (1, monday, monday, " de ", 1, Decimal("10.00")),
            (1, monday, tuesday, "DE", 2, Decimal("10.00")),
        ],
        orders_raw.SCHEMA,
    )
    rows = orders.orders(frame).collect()
    assert [(row.country, row.amount) for row in rows] == [("DE", Decimal("20.00"))]
`;

const sampleFiles = (options: StarterOptions): readonly OutputFile[] => [
  { path: '.projenrc.ts', content: definition(options) },
  { path: 'landing/orders/orders.csv', content: ORDERS },
  ...(options.package === undefined ? [] : [{ path: 'tests/test_orders.py', content: ordersTest(options.package) }]),
];

/** Each is created only if it is missing. */
export const starterFiles = (options: StarterOptions): readonly OutputFile[] => [
  { path: 'package.json', content: packageJson(options.name, options.lakewright) },
  { path: 'tsconfig.json', content: `${JSON.stringify(TSCONFIG, null, 2)}\n` },
  ...(options.files ?? sampleFiles(options)),
];
