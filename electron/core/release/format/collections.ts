/** Lists, and mappings from names of the author's own. */
import type { Path } from '../problems.ts';
import { isValueName } from '../template.ts';
import { Fields } from './fields.ts';
import { kindOf, nameOf, type Reading, type RequirableType, type ValueType } from './value-type.ts';

type ListType<T> = ValueType<readonly T[], readonly T[]>;

/** An item that cannot be read keeps its place where something can stand in for it. */
export function listOf<T>(item: ValueType<T> | RequirableType<T>): ListType<T> {
  const standIn = 'standIn' in item ? item.standIn : null;
  return {
    read: (value, path, reading) => {
      if (!Array.isArray(value)) {
        reading.problems.error(path, 'not-a-list', `${nameOf(path)} must be a list, not ${kindOf(value)}`);
        return null;
      }
      return value.flatMap((written: unknown, i) => {
        const found = item.read(written, [...path, i], reading) ?? standIn;
        if (typeof found === 'object' && found !== null) reading.problems.notePath(found, [...path, i]);
        return found ?? [];
      });
    },
    absent: [],
    isText: false,
    shape: { kind: 'list', of: item.shape },
  };
}

/** A list of what has an id, each of its own. */
export function uniqueListOf<T extends { readonly id: string }>(item: ValueType<T>): ListType<T> {
  const list = listOf(item);
  return {
    ...list,
    read: (value, path, reading) => {
      const items = list.read(value, path, reading);
      refuseTwins(items ?? [], reading);
      return items;
    },
  };
}

function refuseTwins(items: readonly { readonly id: string }[], { problems }: Reading): void {
  const seen = new Set<string>();
  for (const item of items) {
    const { id } = item;
    if (seen.has(id) && id !== '')
      problems.error(
        [...problems.pathOf(item), 'id'],
        'duplicate-id',
        `the id "${id}" is used twice in this list`,
      );
    seen.add(id);
  }
}

/** Reports a name that is none; the path ends in it. */
export type CheckName = (name: string, path: Path, reading: Reading) => void;

/** Of values: a text has to be able to name them. */
export const checkValueName: CheckName = (name, path, { problems }) => {
  if (!isValueName(name))
    problems.error(
      { path, atKey: true },
      'bad-name',
      `no text can name the value "${name}": a name has letters, digits, "_" and "-", and begins with a letter or "_"`,
    );
};

type RecordType<T> = ValueType<Readonly<Record<string, T>>, Readonly<Record<string, T>>>;

/** Name to value. */
export function recordOf<T>(item: ValueType<T>, checkName?: CheckName): RecordType<T> {
  return {
    read: (value, path, reading) => {
      const fields = Fields.of({ value, path }, reading, null);
      return fields && Object.fromEntries(readEntries(fields, item, checkName));
    },
    absent: {},
    isText: false,
    shape: { kind: 'record', of: item.shape },
  };
}

function readEntries<T>(
  fields: Fields,
  item: ValueType<T>,
  checkName: CheckName | undefined,
): readonly (readonly [string, T])[] {
  const { reading } = fields;
  return fields.keys.flatMap((name) => {
    const at = [...fields.path, name];
    if (name === '__proto__') {
      reading.problems.error({ path: at, atKey: true }, 'bad-name', `"${name}" cannot be a name`);
      return [];
    }
    checkName?.(name, at, reading);
    const found = item.read(fields.raw(name), at, reading);
    return found === null ? [] : [[name, found] as const];
  });
}

/** Name to mapping, as a list in the order of the file. */
export function namedListOf<T extends object>(
  item: ValueType<T>,
  checkName: CheckName,
): ListType<T & { readonly name: string }> {
  const record = recordOf(item, checkName);
  return {
    ...record,
    read: (value, path, reading) => {
      const found = record.read(value, path, reading);
      return found && Object.entries(found).map(([name, entry]) => ({ ...entry, name }));
    },
    absent: [],
  };
}
