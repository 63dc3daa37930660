import { type Layer, Table, type TableProps } from 'lakewright';
import type { AcmeEnvironments } from './environments.ts';

/** A table's options, and what Acme asks of each. */
export type AcmeTableProps<S> = TableProps<S> & {
  /** Who pays, as in the company's books. */
  readonly costCentre: string;
  /** The company's environments. */
  readonly acme: AcmeEnvironments;
};

/** A table as Acme has them: it has an owner and says who pays. */
export class AcmeTable<S> extends Table<S> {
  constructor(scope: Layer, id: string, { costCentre, acme, ...props }: AcmeTableProps<S>) {
    super(scope, id, { owner: acme.owner, ...props, tags: { cost_centre: costCentre, ...props.tags } } as TableProps<S>);
  }
}
