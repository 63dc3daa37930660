/** The namespace `F`: everything that makes an expression, named as in PySpark, in camelCase. */
export * from './aggregate.ts';
export * from './string.ts';
export * from './values.ts';
