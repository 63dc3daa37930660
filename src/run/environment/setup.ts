/** What is prepared before a run; each is done once per machine and version. */
export type SetupStep = 'python' | 'java' | 'jars' | 'classes';

/** Reports preparation; nothing is reported if everything is already there. */
export type SetupEvent =
  | { readonly kind: 'setup-started'; readonly step: SetupStep; readonly what: string }
  | { readonly kind: 'setup-progress'; readonly step: SetupStep; readonly detail: string }
  /** Another process prepares the same. */
  | { readonly kind: 'setup-waiting'; readonly step: SetupStep; readonly pid: number }
  | { readonly kind: 'setup-finished'; readonly step: SetupStep; readonly seconds: number };

export interface SetupOptions {
  /** Where prepared things are kept. @default `$LAKEWRIGHT_CACHE`, or `lakewright` in the user's cache folder */
  readonly cache?: string;
  /** The variables that decide: PATH, LAKEWRIGHT_*, JAVA_HOME, proxies. @default those of this process */
  readonly env?: NodeJS.ProcessEnv;
  /** Spark's connector for Kafka, too. @default false */
  readonly kafka?: boolean;
  /** Ends the preparation; nothing half-done is kept. */
  readonly signal?: AbortSignal | undefined;
  /** Hears what is done. @default nobody */
  readonly report?: (event: SetupEvent) => void;
}

export interface SetupContext {
  readonly cache: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal | undefined;
  readonly report: (event: SetupEvent) => void;
}
