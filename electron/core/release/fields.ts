/** Reads plain data field by field: each wrong or unknown field is one problem, and reading goes on. */
import { parseDuration } from './duration.ts';
import { parseExpression } from './expression.ts';
import type { Path, Problems } from './problems.ts';
import { didYouMean, suggest } from './suggest.ts';

/** What reading needs besides the data. */
export interface Reading {
  readonly problems: Problems;
  /** How a value was written, when it is a plain word. */
  plainWord(path: Path): string | null;
}

const ID = /^[a-z][a-z0-9-]*$/;
const TIME =
  /^\d{4}-\d{2}-\d{2}T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)$/;
const DATE_LIKE = /^\d{4}-\d{2}-\d{2}/;

type Data = Readonly<Record<string, unknown>>;

/** Data with its place in the file's data. */
export interface Placed {
  readonly value: unknown;
  readonly path: Path;
}

/** The fields of one mapping. */
export class Fields {
  readonly path: Path;
  readonly #data: Data;
  readonly #reading: Reading;

  private constructor(data: Data, path: Path, reading: Reading) {
    this.#data = data;
    this.path = path;
    this.#reading = reading;
  }

  /** Null, with a problem, when the value is no mapping. Keys not in `known` are problems; null allows any. */
  static of({ value, path }: Placed, reading: Reading, known: readonly string[] | null): Fields | null {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      reading.problems.error(
        path,
        'not-a-mapping',
        `${nameOf(path)} is a mapping${known === null ? '' : ` of fields (${known.join(', ')})`}, not ${kindOf(value)}`,
      );
      return null;
    }
    const fields = new Fields(value as Data, path, reading);
    if (known) fields.#refuseUnknown(known);
    return fields;
  }

  #refuseUnknown(known: readonly string[]): void {
    for (const key of Object.keys(this.#data)) {
      if (known.includes(key)) continue;
      const meant = key.length > 60 ? null : suggest(key, known);
      if (meant !== null) this.#reading.problems.noteMisspelt([...this.path, meant]);
      const hint = meant === null ? `; known here: ${known.join(', ')}` : `; did you mean "${meant}"?`;
      const at = { path: [...this.path, key], atKey: true };
      this.#reading.problems.error(at, 'unknown-key', `"${key}" is not known here${hint}`);
    }
  }

  get keys(): readonly string[] {
    return Object.keys(this.#data);
  }

  has(key: string): boolean {
    return Object.hasOwn(this.#data, key) && this.#data[key] !== null;
  }

  raw(key: string): unknown {
    return Object.hasOwn(this.#data, key) ? this.#data[key] : undefined;
  }

  error(key: string, code: string, message: string): void {
    this.#reading.problems.error([...this.path, key], code, message);
  }

  /** A key that stands there without a value is pointed at; one that was misspelt has been reported already. */
  missing(key: string, hint = ''): void {
    const path = [...this.path, key];
    if (this.#reading.problems.isMisspelt(path)) return;
    const isThere = Object.hasOwn(this.#data, key);
    const at = { path: isThere ? path : this.path, atKey: true };
    this.#reading.problems.error(at, 'missing', `"${key}" ${isThere ? 'has no value' : 'is missing'}${hint}`);
  }

  /** A text that must be there. */
  text(key: string): string {
    const found = this.optionalText(key);
    if (found === null && !this.has(key) && !this.#isWrittenNull(key)) this.missing(key);
    return found ?? '';
  }

  /** Null where the key is missing or has no value; `null` and `~` are words that want quotes. */
  optionalText(key: string): string | null {
    return this.has(key) || this.#isWrittenNull(key)
      ? readText(this.raw(key), [...this.path, key], this.#reading)
      : null;
  }

  #isWrittenNull(key: string): boolean {
    return this.raw(key) === null && (this.#reading.plainWord([...this.path, key]) ?? '') !== '';
  }

  /** A text that other YAML readers would take for a date is refused too: versions and commands must not depend on the reader. */
  strictText(key: string): string {
    const found = this.text(key);
    const plain = this.#reading.plainWord([...this.path, key]);
    if (plain !== null && DATE_LIKE.test(plain))
      this.error(key, 'quote-it', `some readers of YAML take ${plain} for a date: quote it, "${plain}"`);
    return found;
  }

  id(key: string): string {
    const found = this.strictText(key);
    if (found !== '' && !ID.test(found))
      this.error(
        key,
        'bad-id',
        `"${found}" is no id: small letters, digits and "-", beginning with a letter`,
      );
    return found;
  }

  oneOf<W extends string>(key: string, words: readonly W[]): W | null {
    const value = this.raw(key);
    if (this.has(key) && typeof value !== 'string') {
      this.error(key, 'bad-word', `"${key}" is ${words.join(' or ')}, not ${kindOf(value)}`);
      return null;
    }
    const found = this.optionalText(key);
    if (found === null) return null;
    const word = words.find((candidate) => candidate === found);
    if (!word)
      this.error(key, 'bad-word', `"${found}" is not one of ${words.join(', ')}${didYouMean(found, words)}`);
    return word ?? null;
  }

  flag(key: string): boolean {
    const value = this.raw(key);
    if (value === undefined || value === null) return false;
    if (typeof value !== 'boolean')
      this.error(key, 'not-a-flag', `"${key}" is true or false, not ${kindOf(value)}`);
    return value === true;
  }

  wholeNumber(key: string, least: number, most: number): number | null {
    if (!this.has(key)) return null;
    const value = this.raw(key);
    if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
    this.error(key, 'bad-number', `"${key}" is a whole number from ${least} to ${most}`);
    return null;
  }

  durationMs(key: string): number | null {
    const value = this.raw(key);
    if (typeof value === 'number') {
      this.error(
        key,
        'bad-duration',
        `${value} is no duration without a unit; write it as ${value}s or ${value}m`,
      );
      return null;
    }
    const found = this.optionalText(key);
    if (found === null) return null;
    const ms = parseDuration(found);
    if (ms === null)
      this.error(key, 'bad-duration', `"${found}" is no duration; write it as 90s, 10m or 1h30m`);
    return ms;
  }

  time(key: string): string | null {
    const found = this.optionalText(key);
    if (found === null) return null;
    if (TIME.test(found) && isRealTime(found)) return found;
    this.error(
      key,
      'bad-time',
      `"${found}" is no time with an offset; write it as 2026-12-05T22:00:00+01:00`,
    );
    return null;
  }

  regex(key: string): string | null {
    const found = this.optionalText(key);
    if (found !== null) checkRegex(found, [...this.path, key], this.#reading.problems);
    return found;
  }

  texts(key: string): readonly string[] {
    return this.list(key, (value, path) => readText(value, path, this.#reading) ?? '');
  }

  /** Empty where the key is missing. */
  list<T>(key: string, read: (value: unknown, path: Path) => T | null): readonly T[] {
    if (!this.has(key)) return [];
    const value = this.raw(key);
    const path = [...this.path, key];
    if (!Array.isArray(value)) {
      this.error(key, 'not-a-list', `"${key}" is a list, not ${kindOf(value)}`);
      return [];
    }
    return value.flatMap((item, i) => {
      const found = read(item, [...path, i]);
      if (typeof found === 'object' && found !== null) this.#reading.problems.notePath(found, [...path, i]);
      return found ?? [];
    });
  }

  /** Name to text; whole numbers and flags are taken as they are written. */
  textsByName(key: string): Readonly<Record<string, string>> {
    return this.record(key, (value, path) => readScalar(value, path, this.#reading));
  }

  record<T>(key: string, read: (value: unknown, path: Path) => T | null): Readonly<Record<string, T>> {
    if (!this.has(key)) return {};
    const inner = Fields.of({ value: this.raw(key), path: [...this.path, key] }, this.#reading, null);
    const entries = (inner?.keys ?? []).flatMap((name) => {
      if (name === '__proto__') {
        const at = { path: [...this.path, key, name], atKey: true };
        this.#reading.problems.error(at, 'bad-name', `"${name}" cannot be a name`);
        return [];
      }
      const found = read(inner?.raw(name), [...this.path, key, name]);
      return found === null ? [] : [[name, found] as const];
    });
    return Object.fromEntries(entries);
  }

  /** The fields of a mapping under a key; null where it is missing or wrong. */
  inner(key: string, known: readonly string[] | null): Fields | null {
    return this.has(key)
      ? Fields.of({ value: this.raw(key), path: [...this.path, key] }, this.#reading, known)
      : null;
  }

  get reading(): Reading {
    return this.#reading;
  }
}

export function readText(value: unknown, path: Path, reading: Reading): string | null {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) {
    const written = reading.plainWord(path) ?? String(value);
    reading.problems.error(
      path,
      'quote-it',
      `YAML reads ${written || 'this'} as ${kindOf(value)}: quote it, "${written}"`,
    );
  } else reading.problems.error(path, 'not-a-text', `${nameOf(path)} is a text, not ${kindOf(value)}`);
  return null;
}

function readScalar(value: unknown, path: Path, reading: Reading): string | null {
  const written = reading.plainWord(path);
  const isFaithful = (typeof value === 'number' || typeof value === 'boolean') && String(value) === written;
  return isFaithful ? written : readText(value, path, reading);
}

export function checkRegex(pattern: string, path: Path, problems: Problems): void {
  const parsed = parseExpression(pattern);
  if (!parsed.ok) problems.error(path, 'bad-regex', parsed.message);
}

/** `Date.parse` rolls the 31st of February over; a real time comes back as it was written. */
function isRealTime(text: string): boolean {
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) return false;
  const [date = ''] = text.split('T');
  return new Date(`${date}T00:00:00Z`).toISOString().startsWith(date);
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return (
    { number: 'a number', boolean: 'true or false', string: 'a text' }[typeof value as string] ?? 'a mapping'
  );
}

function nameOf(path: Path): string {
  const last = path.at(-1);
  return typeof last === 'string' ? `"${last}"` : last === undefined ? 'the file' : 'each entry here';
}
