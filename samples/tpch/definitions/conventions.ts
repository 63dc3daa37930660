/** What several questions share. */
import { type DateExpr, type ExprOf, F } from 'lakewright';

interface Priced {
  readonly l_extendedprice: ExprOf<'decimal'>;
  readonly l_discount: ExprOf<'decimal'>;
}
/** What a line costs after its discount. */
export const discounted = (line: Priced) => line.l_extendedprice.mul(F.lit(1).sub(line.l_discount));

/** From a day up to, but without, the day so many months later. */
export const within = (day: DateExpr, start: `${number}-${number}-${number}`, months: number) =>
  day.ge(start).and(day.lt(F.addMonths(F.date(start), months)));
