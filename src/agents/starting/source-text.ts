/** Where rows of a source come from, as an option of its table. What the words do not say has a name that leads nowhere until somebody puts the right one. */
import { typescriptString } from '../../utils/typescript-text.ts';
import type { StartingDatabase, StartingSource } from './answer.ts';

const literal = typescriptString;
/** In the domain that nobody can have. */
const NOWHERE = { servers: 'kafka.example:9092', host: 'database.example', database: 'database' } as const;

/** The parts of a source that a definition needs, each with whether the words lack it. */
interface Part {
  readonly what: string;
  readonly value: string;
  readonly isMissing: boolean;
}
const part = (what: string, said: string | null, otherwise: string): Part => ({ what, value: said ?? otherwise, isMissing: said === null });
const partsOf = ({ name, from }: StartingSource): Readonly<Record<string, Part>> => {
  switch (from.kind) {
    case 'files':
      return {};
    case 'kafka':
      return { servers: part('servers of Kafka', from.servers, NOWHERE.servers), topic: part('topic', from.topic, name) };
    case 'jdbc':
      return {
        host: part('host of the database', from.host, NOWHERE.host),
        database: part('database', from.database, NOWHERE.database),
        table: part('table in the database', from.table, name),
      };
    case 'table':
      return { name: part('full name of the table', from.name, `catalog.schema.${name}`) };
    default:
      return from satisfies never;
  }
};
/** What somebody has to put in, in sentences. */
export const missingParts = (source: StartingSource): readonly string[] =>
  Object.values(partsOf(source)).flatMap(({ what, value, isMissing }) => (isMissing ? [`the ${what} is not said, and "${value}" stands for it`] : []));

const URLS: Readonly<Record<StartingDatabase, (host: string, database: string) => string>> = {
  postgresql: (host, database) => `jdbc:postgresql://${host}/${database}`,
  mysql: (host, database) => `jdbc:mysql://${host}/${database}`,
  mariadb: (host, database) => `jdbc:mariadb://${host}/${database}`,
  sqlserver: (host, database) => `jdbc:sqlserver://${host};databaseName=${database}`,
  oracle: (host, database) => `jdbc:oracle:thin:@//${host}/${database}`,
};

/** Keys of the secrets that a source needs, in the scope of the project: values are stored nowhere. */
export const secretsOf = ({ from }: StartingSource): readonly string[] => {
  if (from.kind === 'jdbc') return [`${from.system}-user`, `${from.system}-password`];
  return from.kind === 'kafka' && from.login ? ['kafka-jaas'] : [];
};

const filesText = ({ name, from }: StartingSource & { readonly from: { readonly kind: 'files' } }): string => {
  const { format, separator, read } = from;
  const options = [
    `format: ${literal(format)}`,
    ...(format === 'csv' ? ['header: true'] : []),
    ...(separator === null || separator === ',' ? [] : [`separator: ${literal(separator)}`]),
    ...(read === 'new' ? ["read: 'new'"] : []),
  ];
  return `files(${literal(`landing/${name}`)}, { ${options.join(', ')} })`;
};
/** Options of the table that a source is; `scope` is that of its secrets. */
export const sourceLines = (source: StartingSource, scope: string): readonly string[] => {
  const { from, key } = source;
  const parts = partsOf(source);
  const value = (name: string): string => parts[name]?.value ?? '';
  const secret = (name: string | undefined): string => `new Secret(${literal(scope)}, ${literal(name ?? '')})`;
  const [first, second] = secretsOf(source);
  switch (from.kind) {
    case 'files':
      return [`  source: ${filesText({ ...source, from })},`];
    case 'kafka': {
      const login = `{ 'security.protocol': 'SASL_SSL', 'sasl.mechanism': 'PLAIN', 'sasl.jaas.config': ${secret(first)} }`;
      const options = [`servers: ${literal(value('servers'))}`, `topic: ${literal(value('topic'))}`, ...(from.login ? [`options: ${login}`] : [])];
      return ['  source: kafka({', ...options.map((option) => `    ${option},`), '  }),'];
    }
    case 'jdbc': {
      const options = [
        `url: ${literal(URLS[from.system](value('host'), value('database')))}`,
        `table: ${literal(value('table'))}`,
        `user: ${secret(first)}`,
        `password: ${secret(second)}`,
        ...(from.new_by === null ? [] : [`newBy: ${literal(from.new_by)}`]),
      ];
      const write = from.new_by === null ? [] : [`  write: { strategy: 'merge', keys: [${key.map(literal).join(', ')}] },`];
      return ['  source: jdbc({', ...options.map((option) => `    ${option},`), '  }),', ...write];
    }
    case 'table':
      return [`  name: ${literal(value('name'))},`];
    default:
      return from satisfies never;
  }
};
/** What a definition imports for a source. */
export const sourceImports = (source: StartingSource): readonly string[] => {
  const { kind } = source.from;
  return [kind === 'table' ? 'ExternalTable' : kind, ...(kind === 'table' ? [] : ['Table']), ...(secretsOf(source).length > 0 ? ['Secret'] : [])];
};
