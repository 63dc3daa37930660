import { F, type Relation } from 'lakewright';

/** Adds when a row was loaded; the other columns stay as they are. */
export const withAuditColumns = <S>(rows: Relation<S>) => rows.withColumns(() => ({ loaded_at: F.currentTimestamp() }));

/** Adds the system from which rows come: `orders.pipe(stamped('sap'))`. */
export const stamped =
  (system: string) =>
  <S>(rows: Relation<S>) =>
    rows.withColumns(() => ({ source_system: F.lit(system) }));
