/** What generated modules know of each other: where a table's module is, what it is called, and what its function takes. */
import type { LayerModel, Model, TableModel } from '../../model/model.ts';
import { keepsRescued } from '../../model/sources.ts';
import { layerModule } from '../physical.ts';
import { functionName, Names } from './names.ts';

export interface TableInput {
  /** The function's parameter. */
  readonly argument: string;
  /** The key of the table. */
  readonly table: string;
}
/** The frame that a table of files gets. */
export const LANDING = 'landing';

/** The tables of a model by key, and the names that Python gives them. */
export class Tables {
  readonly model: Model;
  readonly #byKey: ReadonlyMap<string, TableModel>;
  readonly #layers: ReadonlyMap<string, string>;
  constructor(model: Model) {
    this.model = model;
    this.#byKey = new Map(model.tables.map((table) => [table.key, table]));
    this.#layers = new Map(model.layers.map((layer) => [layer.name, layerModule(layer)]));
  }
  get(key: string): TableModel {
    const table = this.#byKey.get(key);
    if (!table) throw new Error(`${key} is read but not in the model`);
    return table;
  }
  /** The Python name of a table's layer. */
  layer({ layer }: TableModel): string {
    return this.#layers.get(layer) ?? layer;
  }
  /** The package of a layer's modules, e.g. `flights.silver`. */
  package(table: TableModel): string {
    return `${this.model.project.package}.${this.layer(table)}`;
  }
  /** The parameters of a table's function. */
  inputs(table: TableModel): readonly TableInput[] {
    const { body } = table;
    if (body.kind === 'python') return body.inputs;
    const read = [...new Set(table.reads)].map((key) => this.get(key));
    const counts = new Map<string, number>();
    for (const { module } of read) counts.set(module, (counts.get(module) ?? 0) + 1);
    const names = new Names([functionName(table.module)]);
    return read.map((other) => {
      const long = `${this.layer(other)}_${other.module}`;
      const alone = counts.get(other.module) === 1 && other.module !== functionName(table.module);
      return { argument: alone ? names.free(other.module, long) : names.free(long), table: other.key };
    });
  }
  /** Whether a frame of the table may have columns that the model does not know. */
  isOpen(key: string): boolean {
    const { kind, body } = this.get(key);
    return kind === 'external' || keepsRescued(body);
  }
  /** The tables of a layer that have a module, in an order in which they can be made. */
  in(layer: LayerModel): readonly TableModel[] {
    return this.model.tables.filter((table) => table.layer === layer.name && table.kind !== 'external');
  }
}
