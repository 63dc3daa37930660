/** Names of tables of others, `catalog.schema.table`, with parts in backticks where they need them. The runtime's `naming.py` reads them alike. */

/** In place of a catalog: that of the project in each environment. */
export const OWN_CATALOG = '{catalog}';
const PART = '(?:`(?:[^`]|``)+`|[^.`]+)';
const NAME = new RegExp(`^${PART}(?:\\.${PART}){2}$`);

/** `` a.`b.c`.d `` as its parts. */
export const nameParts = (name: string): readonly string[] =>
  [...name.matchAll(/`((?:[^`]|``)*)`|[^.`]+/g)].map(([whole, quoted]) => (quoted === undefined ? whole : quoted.replaceAll('``', '`')));

/** Whether a text names a table: three parts, and `{catalog}` nowhere but as the first. */
export const isExternalName = (name: string): boolean => {
  const [catalog = '', ...rest] = nameParts(name);
  return NAME.test(name) && (catalog === OWN_CATALOG || !catalog.includes(OWN_CATALOG)) && !rest.some((part) => part.includes(OWN_CATALOG));
};
