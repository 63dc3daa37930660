/** Tables as they were found, before they are declared. */
import type { ColumnModel } from '../model/model.ts';

export interface ImportedTable {
  readonly kind: 'table';
  /** The last part is the table's own; empty where the source has no name. */
  readonly name: readonly string[];
  readonly columns: readonly ColumnModel[];
  readonly comment?: string;
  readonly partitionBy: readonly string[];
  readonly clusterBy: readonly string[] | 'auto';
  readonly primaryKey: readonly string[];
  readonly properties: Readonly<Record<string, string>>;
  /** What was found and has no declaration. */
  readonly leftOut: readonly string[];
  /** As it was given, e.g. `tables/orders.sql`. */
  readonly source: string;
  /** Where rows are read from; absent for what only describes a table. */
  readonly files?: { readonly path: string; readonly format: 'parquet' | 'delta' };
}
/** What another project says of one of its tables. */
export interface ImportedContract {
  readonly kind: 'contract';
  readonly project: string;
  /** `layer.table`. */
  readonly name: string;
  readonly intent?: string;
  readonly columns: readonly ColumnModel[];
}
export type Imported = ImportedTable | ImportedContract;
