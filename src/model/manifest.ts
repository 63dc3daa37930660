/**
 * The model as text and back. Types and schemas stand once each in pools and are referred to by number: a 20-column table
 * repeats its few types hundreds of times.
 */
import type { DataTypeNode } from '../query/datatype.ts';
import type { Schema } from '../query/plan.ts';
import { MODEL_FORMAT, type Model } from './model.ts';
import { modelSchema } from './manifest-schema.ts';

export const MANIFEST_PATH = '.lakewright/manifest.json';

interface Manifest {
  readonly format: number;
  readonly types: readonly DataTypeNode[];
  readonly schemas: readonly unknown[];
  readonly model: unknown;
}

/** Gives equal values one number. */
const pool = <V>(encode: (value: V) => unknown) => {
  const byIdentity = new Map<V, number>();
  const byText = new Map<string, number>();
  const values: unknown[] = [];
  const indexOf = (value: V): number => {
    const known = byIdentity.get(value);
    if (known !== undefined) return known;
    const encoded = encode(value);
    const text = JSON.stringify(encoded);
    const index = byText.get(text) ?? values.push(encoded) - 1;
    byText.set(text, index);
    byIdentity.set(value, index);
    return index;
  };
  return { indexOf, values };
};

/** Settings may have names of the user's choice, such as an environment that is called schema. */
const areObjectsWith = (value: unknown, ...keys: readonly string[]): boolean =>
  Array.isArray(value) && value.every((item: unknown) => typeof item === 'object' && item !== null && keys.every((key) => key in item));
const isSchema = (value: unknown): value is Schema => areObjectsWith(value, 'name', 'type', 'nullable');
const isProblems = (value: unknown): boolean => areObjectsWith(value, 'kind');

/** The model as deterministic JSON. */
export const writeManifest = (model: Model): string => {
  const types = pool<DataTypeNode>((type) => type);
  const schemas = pool<Schema>((schema) => schema.map((column) => ({ ...column, type: types.indexOf(column.type) })));
  const replace = (key: string, value: unknown): unknown => {
    if (key === 'type' && typeof value === 'object') return types.indexOf(value as DataTypeNode);
    if (key === 'schema' && isSchema(value)) return schemas.indexOf(value);
    // Warnings of a step: they are told when the definition is checked.
    return key === 'problems' && isProblems(value) ? undefined : value;
  };
  const body = JSON.stringify(model, replace);
  return `{"format":${MODEL_FORMAT},\n"types":${JSON.stringify(types.values)},\n"schemas":${JSON.stringify(schemas.values)},\n"model":${body}}\n`;
};

/** Why a manifest cannot be read. */
export class ManifestError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ManifestError';
  }
}

const frozen = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null) Object.freeze(value);
  return value;
};

/** The model of a manifest, checked against its schema and frozen. */
export const readManifest = (text: string): Model => {
  let manifest: Manifest;
  try {
    manifest = JSON.parse(text) as Manifest;
  } catch {
    throw new ManifestError('the manifest is not JSON');
  }
  if (manifest?.format !== MODEL_FORMAT) throw new ManifestError(`the manifest has format ${String(manifest?.format)}, this version reads ${MODEL_FORMAT}`);
  const types = manifest.types.map((type) => deepFrozen(type));
  const linkTypes = (key: string, value: unknown): unknown => (key === 'type' && typeof value === 'number' ? types[value] : frozen(value));
  const schemas = manifest.schemas.map((schema) => JSON.parse(JSON.stringify(schema), linkTypes) as Schema);
  const linked: unknown = JSON.parse(JSON.stringify(manifest.model), (key, value) =>
    key === 'schema' && typeof value === 'number' ? schemas[value] : linkTypes(key, value),
  );
  const checked = modelSchema.safeParse(linked);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    throw new ManifestError(`the manifest does not fit its schema: ${issue?.path.join('.')}: ${issue?.message}`);
  }
  return linked as Model;
};

const deepFrozen = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null) for (const item of Object.values(value)) deepFrozen(item);
  return frozen(value);
};
