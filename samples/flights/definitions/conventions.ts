import type { ExprOf } from 'lakewright';

/** Minutes since midnight of a clock reading such as 1745. */
export const minuteOfDay = (clock: ExprOf<'int'>) => clock.sub(clock.mod(100)).div(100).mul(60).add(clock.mod(100));
/** A civil registration of the United States. */
export const REGISTRATION = '^N[1-9]([0-9]{0,4}|[0-9]{0,3}[A-HJ-NP-Z]|[0-9]{0,2}[A-HJ-NP-Z]{2})$';
