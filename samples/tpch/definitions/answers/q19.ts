import { type ExprOf, F, from, Table } from 'lakewright';
import { lineitem, part } from '../bronze.ts';
import { discounted } from '../conventions.ts';
import { gold } from '../project.ts';

interface Line {
  readonly p_brand: ExprOf<'string'>;
  readonly p_container: ExprOf<'string'>;
  readonly p_size: ExprOf<'int'>;
  readonly l_quantity: ExprOf<'decimal'>;
}
/** Between so many pieces and ten more, of a part of a brand in one of these containers, up to a size. */
const fits = (line: Line, brand: string, containers: readonly string[], pieces: number, size: number) =>
  line.p_brand.eq(brand)
    .and(line.p_container.isIn(containers), line.l_quantity.between(pieces, pieces + 10), line.p_size.between(1, size));

export const q19 = new Table(gold, 'q19', {
  intent: 'the revenue from some parts that were handed over in person, by air',
  query: from(lineitem)
    .where((l) => l.l_shipmode.isIn(['AIR', 'AIR REG']).and(l.l_shipinstruct.eq('DELIVER IN PERSON')))
    .join(part, {
      on: (l, p) => l.l_partkey.eq(p.p_partkey),
      select: (l, p) => ({ ...l, p_brand: p.p_brand, p_container: p.p_container, p_size: p.p_size }),
    })
    .where((line) =>
      fits(line, 'Brand#12', ['SM CASE', 'SM BOX', 'SM PACK', 'SM PKG'], 1, 5).or(
        fits(line, 'Brand#23', ['MED BAG', 'MED BOX', 'MED PKG', 'MED PACK'], 10, 10),
        fits(line, 'Brand#34', ['LG CASE', 'LG BOX', 'LG PACK', 'LG PKG'], 20, 15),
      ),
    )
    .agg((line) => ({ revenue: F.sum(discounted(line)) })),
});
