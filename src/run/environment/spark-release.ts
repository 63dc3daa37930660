/** The versions of Spark that a local run can use, each with the matching Delta Lake. */
import { RunFailure } from '../problem.ts';

export interface Jar {
  readonly group: string;
  readonly artifact: string;
  readonly version: string;
  readonly sha256: string;
}

export interface SparkRelease {
  readonly pyspark: string;
  /** Of Delta Lake's package for Python, and of its JARs. */
  readonly delta: string;
  /** Of the JARs that Delta's Maven module names, a Spark session with Delta tables loads classes from these two only. */
  readonly jars: readonly Jar[];
  /** What Spark also needs to read Kafka; only for projects that do. */
  readonly kafkaJars: readonly Jar[];
}

const delta = (artifact: string, version: string, sha256: string): Jar => ({ group: 'io.delta', artifact, version, sha256 });
const spark = (artifact: string, version: string, sha256: string): Jar => ({ group: 'org.apache.spark', artifact: `${artifact}_2.13`, version, sha256 });
const kafka = (version: string, sha256: string): Jar => ({ group: 'org.apache.kafka', artifact: 'kafka-clients', version, sha256 });
const pool = (version: string, sha256: string): Jar => ({ group: 'org.apache.commons', artifact: 'commons-pool2', version, sha256 });

/** An early patch of 4.0 and 4.1: later ones keep what it has. Maven Central lacked one of Kafka's JARs for 4.0.1, so they are those of 4.0.0. */
export const SPARK_RELEASES = {
  '4.0': {
    pyspark: '4.0.1',
    delta: '4.0.1',
    jars: [
      delta('delta-spark_2.13', '4.0.1', 'a1e76860b19fe1e6b205a4ea7a9099a2f9575d39bb71d49b3e679b299d0efb91'),
      delta('delta-storage', '4.0.1', 'ecc42c5aaa51c423312d9e4e48aa4a12b34740bf2c37de0e8f279277ec3d12e4'),
    ],
    kafkaJars: [
      spark('spark-sql-kafka-0-10', '4.0.0', '33a3b8b04df4a2e43c9d5bf8ca5972936a1ac662f2714e014d00ef6f27468bf3'),
      spark('spark-token-provider-kafka-0-10', '4.0.0', 'f2be3b76f9e6cbe63379d4e4e0dc14f59dbf056ae2ad16ff15ac108004c86767'),
      kafka('3.9.0', '15c1e137f2c2c94398e27abc4060a03b6bde10bf9fac15e8f70c02320b202f18'),
      pool('2.12.0', '6d3bd18df8410f3e31b031aca582cc109342358a62a2759ebd0c4cdf30d06f8b'),
    ],
  },
  '4.1': {
    pyspark: '4.1.1',
    delta: '4.1.0',
    jars: [
      delta('delta-spark_2.13', '4.1.0', '9b05d7a82196ee1f1073733a45a2faae59161e52b86ae918fe6742fad6eaf036'),
      delta('delta-storage', '4.1.0', '6d0520ffcc35b582369f92c23fa24e14a5bb935cf6e31ed7f47c5046ae17cb25'),
    ],
    kafkaJars: [
      spark('spark-sql-kafka-0-10', '4.1.1', '9c1ce986f548e6b1dcb0e2dfe2f253a0bc58f2232a32a0c9c6c674dd25a8570c'),
      spark('spark-token-provider-kafka-0-10', '4.1.1', 'e510adc37b03d01d0a190d0dab472b5538e05eaa77454f7e9477156d7a6820ae'),
      kafka('3.9.1', '7568b998572d256f0b7bc0afdc1b7a2588b8b08415c62ce314c864a6851ae9d9'),
      pool('2.12.1', '5273c8bc8c0dca2211175c0d27efbd7228efae99689aac001a8e1ef8e872e9ef'),
    ],
  },
  '4.2': {
    pyspark: '4.2.0',
    delta: '4.4.0',
    jars: [
      delta('delta-spark_4.2_2.13', '4.4.0', '27d4fd8b1f879535c573ed1c718177d6a27f24d3e626ba02e216369725721ead'),
      delta('delta-storage', '4.4.0', 'c46735481fa8e326b0957be02b4420cbcab4b325bb08009b7f2045a95133f1cc'),
    ],
    kafkaJars: [
      spark('spark-sql-kafka-0-10', '4.2.0', '64539c45e5d39f7ddb747312c239f38f5208d08c1a0ddf7d70beb2fbd9373705'),
      spark('spark-token-provider-kafka-0-10', '4.2.0', '641c7947afc8aa1189e433b7c2d305293993c8691bc1c2062d6d4f513b12518c'),
      kafka('3.9.2', '014b4ef36884478a932641818b080c36a8f8e2e92dc771e800c9d2694f4f83d8'),
      pool('2.13.1', 'f77a5060d6936a9144023584232f9de3f2248f1abfe156e9d31795f18770674f'),
    ],
  },
} as const satisfies Readonly<Record<string, SparkRelease>>;

export const SPARK_VARIABLE = 'LAKEWRIGHT_SPARK';
const DEFAULT: keyof typeof SPARK_RELEASES = '4.2';

const isRelease = (version: string): version is keyof typeof SPARK_RELEASES => Object.hasOwn(SPARK_RELEASES, version);

/** What LAKEWRIGHT_SPARK asks for, e.g. `4.0`; the newest by default. */
export function sparkRelease(env: NodeJS.ProcessEnv): SparkRelease {
  const asked = env[SPARK_VARIABLE] || DEFAULT;
  if (!isRelease(asked)) throw new RunFailure({ kind: 'unknown-spark', asked, known: Object.keys(SPARK_RELEASES) });
  return SPARK_RELEASES[asked];
}
