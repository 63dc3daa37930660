/** Where rows come from outside the lakehouse: files, messages, databases. */
import type { Duration } from '../query/duration.ts';
import type { BodyModel } from '../model/model.ts';
import type { FilesSource } from '../model/sources.ts';
import { body, type External } from './body.ts';
import type { Secret, Setting } from './setting.ts';
import { jdbcModel, kafkaModel } from './source-options.ts';

interface BadValues {
  /**
   * Values that do not fit their column: stop the run, become NULL, become NULL and are kept as JSON in `_rescued_data`, or put their
   * row into the quarantine table. @default 'fail'
   */
  readonly onBadValue?: 'fail' | 'null' | 'rescue' | 'quarantine';
}
interface Files {
  /**
   * All files in each run, or those that no run has read yet: Auto Loader on Databricks, Spark's file stream locally. What is new is
   * appended unless `write` says otherwise. @default 'all'
   */
  readonly read?: 'all' | 'new';
  /** Only files whose name matches, with `*`: `'orders_*.csv'`. @default all */
  readonly pattern?: string;
  /** Also reads subfolders. @default false */
  readonly recursive?: boolean;
  /** Columns about the file that a row was in: `{ source_file: 'file_path' }`. @default none */
  readonly metadata?: { readonly [column: string]: 'file_path' | 'file_name' | 'file_size' | 'file_modification_time' };
}
interface NewColumns {
  /** Columns of the files, keys of JSON and elements of XML that the table does not declare: leave out, stop the run, or keep as JSON in `_rescued_data`. @default 'ignore' */
  readonly onNewColumns?: 'ignore' | 'fail' | 'rescue';
}
/** How files are read: what each format needs. */
export type FileOptions = Files &
  (
    | (BadValues &
        NewColumns & {
          /** Text with separators. */
          readonly format: 'csv';
          /** The first line of each file holds the names of the columns. @default false */
          readonly header?: boolean;
          /** One character. @default ',' */
          readonly separator?: string;
          /** The character around values that hold a separator. @default '"' */
          readonly quote?: string;
          /** The character before a quote inside quotes. @default '"' */
          readonly escape?: string;
          /** E.g. `'ISO-8859-1'`. @default 'UTF-8' */
          readonly encoding?: string;
          /** Values in quotes may hold line ends. @default false */
          readonly multiLine?: boolean;
          /** Texts that stand for NULL, e.g. `['NA']`. @default none */
          readonly nullValues?: readonly string[];
          /** Spark patterns, the first that matches wins, e.g. `['yyyy-MM-dd', 'd.M.yyyy']`. @default as in ISO 8601 */
          readonly dateFormats?: readonly string[];
          /** Spark patterns, the first that matches wins. @default as in ISO 8601 */
          readonly timestampFormats?: readonly string[];
        })
    | (BadValues &
        NewColumns & {
          /** One JSON object a line. */
          readonly format: 'json';
          /** A file is one JSON document instead of one object a line. @default false */
          readonly multiLine?: boolean;
          /** E.g. `'ISO-8859-1'`. @default 'UTF-8' */
          readonly encoding?: string;
        })
    | (BadValues &
        NewColumns & {
          /** Elements of XML documents. */
          readonly format: 'xml';
          /** The element that is a row. */
          readonly rowTag: string;
          /** E.g. `'ISO-8859-1'`. @default 'UTF-8' */
          readonly encoding?: string;
        })
    | {
        /** Lines, or whole files, with one column for their text or bytes. */
        readonly format: 'text' | 'binary';
      }
    | (BadValues &
        NewColumns & {
          /** Formats that bring their types with them. */
          readonly format: 'parquet' | 'avro' | 'delta';
        })
  );
/** Files under the storage root of an environment; `path` is a folder or a glob. */
export const files = (path: string, o: FileOptions): External => {
  const { onBadValue = 'fail', read, onNewColumns, ...rest } = (o ?? {}) as FileOptions & { onBadValue?: FilesSource['onBadValue']; onNewColumns?: string };
  const source = {
    path,
    ...rest,
    onBadValue,
    ...(read === 'new' ? { read } : {}),
    ...(onNewColumns === undefined || onNewColumns === 'ignore' ? {} : { onNewColumns }),
  } as FilesSource;
  return body({ body: { kind: 'files', source }, reads: [], options: { path, ...o } });
};

/** Settings of a client: text, one per environment, or a secret, which is looked up when a run needs it and is in no file. */
export type ClientSettings = { readonly [option: string]: Setting<string> | Secret };
/** Which messages of a Kafka cluster are read. */
export interface KafkaOptions extends BadValues {
  /** `host:port`, several with commas. */
  readonly servers: Setting<string>;
  /** The topic. */
  readonly topic: Setting<string>;
  /** Where the first run begins: with the oldest message that is kept, or with those that come after it. @default 'earliest' */
  readonly startingOffsets?: 'earliest' | 'latest';
  /** Settings of Kafka's client by its names, e.g. `{ 'security.protocol': 'SASL_SSL' }`. @default none */
  readonly options?: ClientSettings;
}
/**
 * Messages of a Kafka topic that no run has read yet. Columns called `key`, `value`, `topic`, `partition`, `offset` and `timestamp` are
 * the message's; all others are fields of the JSON in its value.
 */
export const kafka = (o: KafkaOptions): External => body({ body: { kind: 'unwritten' }, reads: [], options: o, settle: (registry) => kafkaModel(o, registry) });

/** Which rows of another database are read. */
export type JdbcOptions = {
  /** E.g. `'jdbc:postgresql://db.example:5432/shop'`. Without user and password. */
  readonly url: Setting<string>;
  /** User name. @default none */
  readonly user?: Setting<string> | Secret;
  /** Password, only as a secret. @default none */
  readonly password?: Secret;
  /** The class of the driver. @default as the URL says */
  readonly driver?: string;
  /** Rows fetched at a time. @default the driver's */
  readonly fetchSize?: number;
  /** Reads with several connections, each a range of a column; rows outside the bounds are read too. @default one connection */
  readonly split?: {
    /** A column of numbers, dates or timestamps. */
    readonly column: string;
    /** Where the first range begins, as text. */
    readonly from: string;
    /** Where the last range ends, as text. */
    readonly to: string;
    /** How many ranges. */
    readonly parts: number;
  };
  /**
   * Each run reads the rows that are new by this column: dates, timestamps, whole numbers or decimals. Those at the highest value of the run
   * before come again, so that the table is written by keys. @default none: all rows
   */
  readonly newBy?: string;
  /** How far below the highest value of the previous run rows are read again: a Duration for times, a number for numbers. @default 0 */
  readonly lookBack?: Duration | number;
  /** Other settings of Spark's JDBC source, e.g. `{ sessionInitStatement: '…' }`. @default none */
  readonly options?: ClientSettings;
} & (
  | {
      /** A table, as the database names it. */
      readonly table: string;
      /** A table has no query. */
      readonly query?: never;
    }
  | {
      /** A query in the database's SQL. */
      readonly query: string;
      /** A query has no table. */
      readonly table?: never;
    }
);
/** Rows of another database: all of them in each run, or with `newBy` those that are new. */
export const jdbc = (o: JdbcOptions): External => body({ body: { kind: 'unwritten' }, reads: [], options: o, settle: (registry) => jdbcModel(o, registry) });

/** @internal Whether a body of a table is a source. */
export const isExternal = (content: { readonly body: BodyModel; readonly settle?: unknown } | undefined): boolean =>
  content !== undefined && (content.body.kind === 'files' || content.settle !== undefined);
