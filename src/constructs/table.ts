import { Construct } from 'constructs';
import type { ColumnName, Columns, IntegerKind, TimeKind } from '../query/kinds.ts';
import { trace } from '../query/place.ts';
import type { Query, Source } from '../query/source.ts';
import type { DataType, Declared } from '../query/types.ts';
import type { External, OpaqueBody } from './body.ts';
import type { Decision } from './decision.ts';
import type { Layer } from './layer.ts';
import type { Project } from './project.ts';
import { freeId, requireScope } from './registry.ts';
import type { Setting } from './setting.ts';
import { defineExternal, defineTable, defineView } from './table-draft.ts';
import type { Write } from './write.ts';

/** What a column can have besides its type. */
export interface ColumnOptions {
  /** What the column means, its unit included. @default none */
  readonly comment?: string;
  /** Catalog tags, by name or with values. @default none */
  readonly tags?: readonly string[] | Readonly<Record<string, string>>;
  /** The table enforces NOT NULL. @default false */
  readonly notNull?: boolean;
}
/** Options of all tables, whatever their body. */
export interface TableOptions<S> {
  /** What the table is, in plain language. It stays when the body changes. @default none */
  readonly intent?: string;
  /** Which meanings of an ambiguous intent are right, each with an example that becomes a test. @default none */
  readonly decisions?: readonly Decision<S>[];
  /** How the rows of a run reach the table. @default 'overwrite'; 'append' where a run reads only what is new */
  readonly write?: Write<S>;
  /** Informational constraint; also the default key of tests and docs. @default the merge keys */
  readonly primaryKey?: readonly ColumnName<S>[];
  /** Liquid clustering. @default none */
  readonly clusterBy?: readonly ColumnName<S>[] | 'auto';
  /** Properties of the stored table, e.g. `{ 'delta.enableChangeDataFeed': 'true' }`. @default none */
  readonly properties?: Readonly<Record<string, string>>;
  /** Hive-style partitions; prefer `clusterBy`. @default none */
  readonly partitionBy?: readonly ColumnName<S>[];
  /** The column by which `lakewright run --backfill from..to` recomputes an interval of the table. @default none: no interval can be recomputed */
  readonly backfillBy?: ColumnName<S, TimeKind | IntegerKind | 'decimal'>;
  /** For new columns; a column passed through keeps its comment and tags. */
  readonly describe?: { readonly [N in keyof S]?: string | ColumnOptions };
  /** Catalog tags of the table. @default none */
  readonly tags?: Readonly<Record<string, string>>;
  /** Owner in the catalog. @default whoever deploys */
  readonly owner?: Setting<string>;
  /**
   * Changes of columns that a run may make although they lose something: `drop` removes stored columns that are no longer
   * declared, `nullability` gives up NOT NULL. @default none: the run stops and says what would be lost
   */
  readonly allowSchemaChanges?: readonly ('drop' | 'nullability')[];
  /** Codes of warnings about this table that are known and accepted, e.g. `['LW3002']`. @default none */
  readonly acknowledge?: readonly string[];
}
/** A typed body: columns are inferred. If `columns` are given too, they are a contract that the body must meet. */
export interface InferredBody<S> {
  /** Where rows come from, e.g. `from(orders).where(…)`. */
  readonly query: Query<S>;
  /** What the query must give, exact to precision and scale. @default what it gives */
  readonly columns?: Declared<S>;
  /** Not with a query, which names its own sources. */
  readonly source?: never;
}
/** Columns are declared where they cannot be inferred: files, SQL, Python, or a body that is still to be written from `intent`. */
export interface DeclaredBody<S> {
  /** Name to type, in order. */
  readonly columns: Declared<S>;
  /** A body in SQL or Python. @default none: still to be written */
  readonly query?: OpaqueBody;
  /** Where rows come from outside the lakehouse. @default none */
  readonly source?: External;
}
/** Options of a table: what all can have, and one kind of body. */
export type TableProps<S> = TableOptions<NoInfer<S>> & (InferredBody<S> | DeclaredBody<S>);

export interface Table<S> extends Source<S> {}
/** A table of the lakehouse: what it holds, where that comes from, and how it is written. */
export class Table<S> extends Construct {
  constructor(scope: Layer, id: string, props: TableProps<S>) {
    requireScope('Table', scope, ['layer']);
    super(scope, freeId(scope, id));
    defineTable(this, scope, id, props, trace());
  }
}
/** For lists of tables of any columns. */
// biome-ignore lint/suspicious/noExplicitAny: a list of tables of any columns has no narrower type
export type AnyTable = Table<any>;

/** What a view holds. */
export interface ViewProps<S> {
  /** What the view is, in plain language. @default none */
  readonly intent?: string;
  /** What is computed when the view is read. */
  readonly query: Query<S>;
  /** For new columns; a column passed through keeps its comment and tags. */
  readonly describe?: { readonly [N in keyof NoInfer<S>]?: string | ColumnOptions };
  /** Catalog tags of the view. @default none */
  readonly tags?: Readonly<Record<string, string>>;
  /** Codes of warnings about this view that are known and accepted. @default none */
  readonly acknowledge?: readonly string[];
}
export interface View<S> extends Source<S> {}
/** A query with a name: stored as SQL, computed when read. */
export class View<S> extends Construct {
  constructor(scope: Layer, id: string, props: ViewProps<S>) {
    requireScope('View', scope, ['layer']);
    super(scope, freeId(scope, id));
    defineView(this, scope, id, props, trace());
  }
}

/** What a project publishes: frozen data in a package, not a construct. */
export interface TableContract<out S> extends Source<S> {
  /** `layer.table` in the project that writes it. */
  readonly name: string;
  /** The project that writes it. */
  readonly project: string;
  /** Version of the contract, as in `1.2.0`. */
  readonly version: string;
}
/** What a project promises about one of its tables. */
export interface TableContractProps<S> {
  /** The project that writes the table. */
  readonly project: string;
  /** `layer.table` in that project. */
  readonly name: string;
  /** Version of the contract, as in `1.2.0`. */
  readonly version: string;
  /** Name to type, in order. */
  readonly columns: Declared<S>;
}
/** The published columns of another project's table. */
export const tableContract = <S>(o: TableContractProps<S>): TableContract<S> => Object.freeze({ ...o }) as unknown as TableContract<S>;

/** Which table is read: one that its project has published, or any by its name. */
export type ExternalTableProps<S> =
  | {
      /** What the other project published with `tableContract`. */
      readonly contract: TableContract<S>;
      /** The catalog in which the other project's tables are. @default the environment's */
      readonly catalog?: Setting<string>;
      /** Codes of warnings that are known and accepted. @default none */
      readonly acknowledge?: readonly string[];
    }
  | {
      /** `catalog.schema.table`, special names in backticks; `{catalog}` in place of the catalog is the environment's. */
      readonly name: Setting<string>;
      /** Name to type; only those that are read. */
      readonly columns: Declared<S>;
      /** Codes of warnings that are known and accepted. @default none */
      readonly acknowledge?: readonly string[];
    };
export interface ExternalTable<S> extends Source<S> {}
/** A table that this project reads and never writes. */
export class ExternalTable<S> extends Construct {
  constructor(scope: Project | Layer, id: string, props: ExternalTableProps<S>) {
    requireScope('ExternalTable', scope, ['project', 'layer']);
    super(scope, freeId(scope, id));
    defineExternal(this, scope, id, props, trace());
  }
}

/** One table per entry, each with its own columns: `tables(bronze, feeds, (feed, name) => ({ source: … }))`. */
export const tables = <M extends { readonly [name: string]: { readonly columns: object } }>(
  scope: Layer,
  entries: M,
  props: (entry: M[keyof M], name: keyof M & string) => TableOptions<Columns> & { readonly source?: External },
): { readonly [N in keyof M]: Table<{ [C in keyof M[N]['columns']]: M[N]['columns'][C] extends DataType<infer T> ? T : never }> } =>
  Object.fromEntries(
    Object.entries(entries).map(([name, entry]) => [name, new Table(scope, name, { ...props(entry as M[keyof M], name), columns: entry.columns } as never)]),
  ) as never;
