/** The fields of one mapping as they are written. */
import type { Path } from '../problems.ts';
import { kindOf, nameOf, type Reading } from './value-type.ts';

type Data = Readonly<Record<string, unknown>>;

/** Data with its place in the file's data. */
interface Placed {
  readonly value: unknown;
  readonly path: Path;
}

export class Fields {
  readonly path: Path;
  readonly reading: Reading;
  readonly #data: Data;

  private constructor(data: Data, path: Path, reading: Reading) {
    this.#data = data;
    this.path = path;
    this.reading = reading;
  }

  /** Null, with a problem that names the keys that are known, when the value is no mapping. */
  static of({ value, path }: Placed, reading: Reading, known: readonly string[] | null): Fields | null {
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return new Fields(value as Data, path, reading);
    reading.problems.error(
      path,
      'not-a-mapping',
      `${nameOf(path)} must be a mapping${known === null ? '' : ` of fields (${known.join(', ')})`}, not ${kindOf(value)}`,
    );
    return null;
  }

  get keys(): readonly string[] {
    return Object.keys(this.#data);
  }

  has(key: string): boolean {
    return (this.raw(key) ?? null) !== null;
  }

  raw(key: string): unknown {
    return Object.hasOwn(this.#data, key) ? this.#data[key] : undefined;
  }

  /** At the value of a key. */
  error(key: string, code: string, message: string): void {
    this.reading.problems.error([...this.path, key], code, message);
  }

  /** At the mapping as a whole. */
  errorHere(code: string, message: string): void {
    this.reading.problems.error(this.path, code, message);
  }

  isMisspelt(key: string): boolean {
    return this.reading.problems.isMisspelt([...this.path, key]);
  }

  /** A key that stands there without a value is pointed at; one that was misspelt has been reported already. */
  missing(key: string, help: string): void {
    if (this.isMisspelt(key)) return;
    const isThere = Object.hasOwn(this.#data, key);
    const at = { path: isThere ? [...this.path, key] : this.path, atKey: true };
    this.reading.problems.error(
      at,
      'missing',
      `"${key}" ${isThere ? 'has no value' : 'is missing'}: ${help}`,
    );
  }
}
