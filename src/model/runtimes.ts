/** What Databricks runs jobs on, and the version of Spark in it: https://docs.databricks.com/release-notes/runtime */

/** The environment of serverless compute that is asked for: Python 3.12 with the functions of Spark 4.0. */
export const SERVERLESS = { environment: '4', spark: '4.0' } as const;

/** By the major version of the runtime. */
const SPARK: Readonly<Record<string, string>> = { 17: '4.0', 18: '4.1' };

/** The Spark of a runtime such as `17.3.x-scala2.13`; undefined where it is not known. */
export const sparkOfRuntime = (runtime: string): string | undefined => SPARK[/^(\d+)\./.exec(runtime)?.[1] ?? ''];
