/** The namespace `F`: everything that makes an expression, named as in PySpark, in camelCase. */
export * from './aggregate.ts';
export * from './array.ts';
export * from './calendar.ts';
export * from './conditional.ts';
export * from './date-time.ts';
export * from './hash.ts';
export * from './higher-order.ts';
export * from './json.ts';
export * from './map.ts';
export * from './numeric.ts';
export * from './other.ts';
export * from './statistics.ts';
export * from './string-search.ts';
export * from './string.ts';
export * from './values.ts';
export * from './window.ts';
