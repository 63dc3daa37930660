/** Where rows come from outside the lakehouse: files, messages, databases. Data, as the rest of the model. */
import type { NewBy } from '../query/plan.ts';
import type { SettingModel } from './model.ts';
import type { SecretModel } from './operations.ts';

export const FILE_FORMATS = ['csv', 'json', 'xml', 'text', 'binary', 'parquet', 'avro', 'delta'] as const;
/** What is known about the file that a row was in, by Spark's names. */
export const FILE_METADATA = ['file_path', 'file_name', 'file_size', 'file_modification_time'] as const;
export type OnBadValue = 'fail' | 'null' | 'rescue' | 'quarantine';

export interface FilesSource {
  /** Relative to the storage root of the environment, or absolute. */
  readonly path: string;
  readonly format: (typeof FILE_FORMATS)[number];
  /** Files that no run has read yet, instead of all. */
  readonly read?: 'new';
  readonly onBadValue: OnBadValue;
  readonly onNewColumns?: 'fail' | 'rescue';
  readonly header?: boolean;
  readonly separator?: string;
  readonly quote?: string;
  readonly escape?: string;
  readonly encoding?: string;
  readonly nullValues?: readonly string[];
  readonly dateFormats?: readonly string[];
  readonly timestampFormats?: readonly string[];
  readonly multiLine?: boolean;
  readonly rowTag?: string;
  /** Names of files, with `*`. */
  readonly pattern?: string;
  readonly recursive?: boolean;
  /** Column to what it holds of the file. */
  readonly metadata?: Readonly<Record<string, (typeof FILE_METADATA)[number]>>;
}

/** A setting of a client, or where it is kept as a secret. */
export type ClientOption = { readonly kind: 'value'; readonly value: SettingModel<string> } | { readonly kind: 'secret'; readonly secret: SecretModel };
export type ClientOptions = Readonly<Record<string, ClientOption>>;

/** Columns that a message has besides its value. */
export const KAFKA_COLUMNS = ['key', 'value', 'topic', 'partition', 'offset', 'timestamp'] as const;
export interface KafkaSource {
  readonly servers: SettingModel<string>;
  readonly topic: SettingModel<string>;
  readonly startingOffsets: 'earliest' | 'latest';
  readonly onBadValue: OnBadValue;
  /** As Kafka's client names them, without `kafka.`. */
  readonly options: ClientOptions;
}

export interface JdbcSource {
  readonly url: SettingModel<string>;
  readonly from: { readonly kind: 'table'; readonly table: string } | { readonly kind: 'query'; readonly query: string };
  readonly driver?: string;
  readonly fetchSize?: number;
  /** Several connections, each of which reads a range of a column. */
  readonly split?: { readonly column: string; readonly from: string; readonly to: string; readonly parts: number };
  /** Rows that are new by a column, instead of all. */
  readonly newBy?: NewBy;
  readonly options: ClientOptions;
}

export type SourceBody =
  | { readonly kind: 'files'; readonly source: FilesSource }
  | { readonly kind: 'kafka'; readonly source: KafkaSource }
  | { readonly kind: 'jdbc'; readonly source: JdbcSource };
const SOURCES: ReadonlySet<string> = new Set(['files', 'kafka', 'jdbc'] satisfies readonly SourceBody['kind'][]);
/** Whether a body reads from outside the lakehouse. */
export const isSource = (body: { readonly kind: string }): body is SourceBody => SOURCES.has(body.kind);
/** Whether a run takes only what no earlier run took. */
export const readsNew = (body: { readonly kind: string }): boolean =>
  isSource(body) && (body.kind === 'kafka' || (body.kind === 'files' && body.source.read === 'new'));
/** Whether values that do not fit are kept next to the columns. */
export const keepsRescued = (body: { readonly kind: string }): boolean => {
  if (!isSource(body) || body.kind === 'jdbc') return false;
  const { onBadValue } = body.source;
  return onBadValue === 'rescue' || onBadValue === 'quarantine' || (body.kind === 'files' && body.source.onNewColumns === 'rescue');
};
/** The column that keeps values which did not fit, as Databricks names it. */
export const RESCUED_DATA = '_rescued_data';
/** The rule that sets rows with such values aside. */
export const VALUES_FIT = 'values_fit';
