/** What is wrong with where a source gets its rows, in words for whoever said it. None of it may be made up: what is not in the words is null. */
import { KAFKA_COLUMNS } from '../../model/sources.ts';
import type { StartingInput, StartingSource } from './answer.ts';
import { type TypeKind, typeOf } from './column-type.ts';

const HOST = /^[A-Za-z0-9][A-Za-z0-9.-]*(:\d{1,5})?$/;
const SERVERS = /^[A-Za-z0-9][A-Za-z0-9.-]*:\d{1,5}(,[A-Za-z0-9][A-Za-z0-9.-]*:\d{1,5})*$/;
const TOPIC = /^[A-Za-z0-9._-]{1,249}$/;
const DATABASE = /^[A-Za-z0-9_][A-Za-z0-9_$-]*$/;
/** A query would be code. */
const TABLE = /^[\p{L}_][\p{L}\p{N}_$]*(\.[\p{L}_][\p{L}\p{N}_$]*){0,2}$/u;
const FULL_NAME = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;

const NESTED: ReadonlySet<TypeKind> = new Set(['array', 'map', 'struct']);
/** What tells a database's new rows. */
const TELLS_NEW: ReadonlySet<TypeKind> = new Set(['int', 'bigint', 'decimal', 'date', 'timestamp', 'timestamp_ntz']);
const MESSAGE: Readonly<Record<(typeof KAFKA_COLUMNS)[number], readonly TypeKind[]>> = {
  key: ['string', 'binary'],
  value: ['string', 'binary'],
  topic: ['string'],
  partition: ['int'],
  offset: ['bigint'],
  timestamp: ['timestamp'],
};

export const wrongInSource = ({ name, from, columns, key }: StartingSource, { words }: StartingInput): readonly string[] => {
  const wrong: string[] = [];
  const said = (what: string, value: string | null, form: RegExp, wanted: string): void => {
    if (value === null) return;
    if (!form.test(value)) wrong.push(`${what} "${value}" must be ${wanted}, or null`);
    else if (!words.toLowerCase().includes(value.toLowerCase())) wrong.push(`${what} "${value}" is not in the words: null where they do not say it`);
  };
  const flat = (has: string): void => {
    for (const column of columns) {
      const kind = typeOf(column.type)?.kind;
      if (kind && NESTED.has(kind)) wrong.push(`column "${column.name}" is ${kind}, and ${has} no such values`);
    }
  };
  switch (from.kind) {
    case 'files':
      if (from.format === 'csv') flat('csv has');
      if (from.separator !== null && (from.format !== 'csv' || /["\\\r\n]/.test(from.separator)))
        wrong.push(`"${from.separator}" separates nothing in ${from.format}`);
      return wrong;
    case 'kafka':
      said('`servers`', from.servers, SERVERS, 'host:port, several with commas');
      said('`topic`', from.topic, TOPIC, 'the name of a topic');
      for (const column of columns) {
        const allowed = KAFKA_COLUMNS.find((each) => each === column.name);
        const kind = typeOf(column.type)?.kind;
        if (allowed && kind && !MESSAGE[allowed].includes(kind))
          wrong.push(`column "${allowed}" is the message's own and must be ${MESSAGE[allowed].join(' or ')}, not ${kind}`);
      }
      return wrong;
    case 'jdbc': {
      said('`host`', from.host, HOST, 'a host, with or without a port');
      said('`database`', from.database, DATABASE, 'the name of a database');
      said('`table`', from.table, TABLE, 'the name of a table');
      flat('a database gives');
      if (from.new_by === null) return wrong;
      const column = columns.find((each) => each.name === from.new_by);
      const kind = column && typeOf(column.type)?.kind;
      if (!kind || !TELLS_NEW.has(kind))
        wrong.push(`\`new_by\` must be a column that is a date, a timestamp, a whole number or a decimal: "${from.new_by}" is none`);
      if (key.length === 0) wrong.push('with `new_by` rows come again, and need a key to be found by');
      for (const own of columns)
        if (key.includes(own.name) && own.nullable) wrong.push(`"${own.name}" is of the key by which rows are found, and may not be nullable`);
      return wrong;
    }
    case 'table':
      said('`name`', from.name, FULL_NAME, 'catalog.schema.table');
      if (key.length > 0) wrong.push(`the key of ${name} is known where the table is written: leave it empty`);
      return wrong;
    default:
      return from satisfies never;
  }
};
