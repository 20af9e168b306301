/** Texts, figures and flags. */
import { parseDuration } from '../duration.ts';
import { parseExpression } from '../expression.ts';
import { commandBehind } from '../pasted-prompts.ts';
import { isPlaceholder, isWithoutCommand } from '../placeholder.ts';
import type { Path } from '../problems.ts';
import { didYouMean } from '../suggest.ts';
import {
  type JsonSchema,
  kindOf,
  type Naming,
  nameOf,
  type Reading,
  type RequirableType,
  type Shape,
  type ValueType,
} from './value-type.ts';

const ID_FORM = /^[a-z][a-z0-9-]*$/;
const TIME_FORM =
  /^\d{4}-\d{2}-\d{2}T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)$/;
const DATE_LIKE = /^\d{4}-\d{2}-\d{2}/;

function readText(value: unknown, path: Path, reading: Reading): string | null {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) {
    const written = reading.plainWord(path) ?? String(value);
    reading.problems.error(
      path,
      'quote-it',
      `YAML reads ${written || 'this'} as ${kindOf(value)}: quote it, "${written}"`,
    );
  } else reading.problems.error(path, 'not-a-text', `${nameOf(path)} must be text, not ${kindOf(value)}`);
  return null;
}

/** Other YAML readers would take it for a date; versions and commands must not depend on the reader. */
function refuseDate(path: Path, reading: Reading): void {
  const plain = reading.plainWord(path);
  if (plain !== null && DATE_LIKE.test(plain))
    reading.problems.error(
      path,
      'quote-it',
      `some readers of YAML take ${plain} for a date: quote it, "${plain}"`,
    );
}

type ReadScalar<T> = ValueType<T>['read'];

function textType<T extends string>(
  schema: JsonSchema,
  read: ReadScalar<T>,
): RequirableType<T> & { readonly standIn: T } {
  const shape = { kind: 'scalar', schema: { type: 'string', ...schema } } as const;
  return { read, absent: null, standIn: '' as T, isText: true, shape };
}

/** A text with something to check; it is read as it is, even where it is wrong. */
export function checkedText(
  check: (text: string, path: Path, reading: Reading) => void,
  schema: JsonSchema = {},
): RequirableType<string> {
  return textType(schema, (value, path, reading) => {
    const text = readText(value, path, reading);
    if (text !== null) check(text, path, reading);
    return text;
  });
}

const LINE_SCHEMA: JsonSchema = { pattern: '^[^\\r\\n]*$' };

export function hasLineBreak(text: string): boolean {
  return /[\r\n]/.test(text);
}

function checkLine(text: string, path: Path, { problems }: Reading): void {
  if (hasLineBreak(text))
    problems.error(
      path,
      'line-break',
      `${nameOf(path)} is one line: write it without line breaks, and without "|" or ">" in front of it`,
    );
}

interface Form {
  readonly form: RegExp;
  readonly code: string;
  describe(text: string): string;
}

/** A text of one form. */
export function textOfForm({ form, code, describe }: Form): RequirableType<string> {
  return checkedText(
    (text, path, { problems }) => {
      if (!form.test(text)) problems.error(path, code, describe(text));
    },
    { pattern: form.source },
  );
}

export const TEXT: RequirableType<string> = textType({}, readText);

/** Of texts that say something. */
export const NOT_BLANK: JsonSchema = { pattern: '\\S' };

/** A text that names something: an empty one would pass for a name. */
export const NAME = checkedText((text, path, { problems }) => {
  if (text.trim() === '')
    problems.error(
      path,
      'empty',
      `${typeof path.at(-1) === 'number' ? 'an entry' : nameOf(path)} is empty: write it, or leave it out`,
    );
}, NOT_BLANK);

export const PERSON = naming('person', NAME);

/** Of hosts. */
export const SELECTOR = naming('hosts', TEXT);

export function naming<T extends string>(names: Naming, type: RequirableType<T>): RequirableType<T> {
  return { ...type, shape: { ...type.shape, names } as Shape };
}

/** A name or a title: with more than one line it could pass for further lines of a plan. */
export const LINE = checkedText(checkLine, LINE_SCHEMA);

export const STRICT_LINE = checkedText((text, path, reading) => {
  refuseDate(path, reading);
  checkLine(text, path, reading);
}, LINE_SCHEMA);

export const ID = checkedText(
  (text, path, reading) => {
    refuseDate(path, reading);
    if (text !== '' && !ID_FORM.test(text))
      reading.problems.error(
        path,
        'bad-id',
        `"${text}" is not an id: lowercase letters, digits and "-", beginning with a letter`,
      );
  },
  { pattern: ID_FORM.source },
);

/** Whole numbers and flags are taken as they are written. */
export const FAITHFUL_TEXT: RequirableType<string> = {
  ...TEXT,
  read: (value, path, reading) => {
    const isOther = typeof value === 'number' || typeof value === 'boolean';
    return isOther && String(value) === reading.plainWord(path)
      ? String(value)
      : readText(value, path, reading);
  },
  shape: { kind: 'scalar', schema: { type: ['string', 'number', 'boolean'] } },
};

export function oneOf<W extends string>(...words: readonly W[]): ValueType<W> {
  return textType({ enum: words }, (value, path, reading) => {
    if (value !== null && typeof value !== 'string') {
      const message = `${nameOf(path)} must be ${words.join(' or ')}, not ${kindOf(value)}`;
      reading.problems.error(path, 'bad-word', message);
      return null;
    }
    const text = readText(value, path, reading);
    const word = words.find((candidate) => candidate === text);
    if (text !== null && word === undefined)
      reading.problems.error(
        path,
        'bad-word',
        `"${text}" is not one of ${words.join(', ')}${didYouMean(text, words)}`,
      );
    return word ?? null;
  });
}

export const TIME: RequirableType<string> = textType(
  { pattern: TIME_FORM.source },
  (value, path, reading) => {
    const text = readText(value, path, reading);
    if (text === null || (TIME_FORM.test(text) && isRealTime(text))) return text;
    reading.problems.error(
      path,
      'bad-time',
      `"${text}" is not a time with an offset; write it as 2026-12-05T22:00:00+01:00`,
    );
    return null;
  },
);

/** `Date.parse` rolls the 31st of February over; a real time comes back as it was written. */
function isRealTime(text: string): boolean {
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) return false;
  const [date = ''] = text.split('T');
  return new Date(`${date}T00:00:00Z`).toISOString().startsWith(date);
}

/** A regular expression. */
export const REGEX = checkedText((text, path, { problems }) => {
  const parsed = parseExpression(text);
  if (!parsed.ok) problems.error(path, 'bad-regex', parsed.message);
});

const DURATION_FORM = '(\\d{1,6}h)?(\\d{1,7}m)?(\\d{1,9}s)?';

/** In milliseconds. */
export const DURATION: ValueType<number> = {
  read: (value, path, reading) => {
    const refuse = (message: string): null => {
      reading.problems.error(path, 'bad-duration', message);
      return null;
    };
    if (typeof value === 'number') return refuse(`${value} needs a unit; write it as ${value}s or ${value}m`);
    const text = readText(value, path, reading);
    if (text === null) return null;
    return parseDuration(text) ?? refuse(`"${text}" is not a duration; write it as 90s, 10m or 1h30m`);
  },
  absent: null,
  isText: true,
  shape: {
    kind: 'scalar',
    schema: { type: 'string', pattern: `^(?=.)${DURATION_FORM}$` },
  },
};

/** The same, of what takes time: none at all would end it as it begins. */
export const LASTING: ValueType<number> = {
  ...DURATION,
  read: (value, path, reading) => {
    const ms = DURATION.read(value, path, reading);
    if (ms === 0)
      reading.problems.error(
        path,
        'bad-duration',
        `${nameOf(path)} is 0, which leaves no time; write it as 90s, 10m or 1h30m, or leave it out`,
      );
    return ms;
  },
  shape: { kind: 'scalar', schema: { type: 'string', pattern: `^(?=.*[1-9])${DURATION_FORM}$` } },
};

export function wholeNumber(least: number, most: number): RequirableType<number> {
  return {
    read: (value, path, { problems }) => {
      if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most)
        return value;
      problems.error(path, 'bad-number', `${nameOf(path)} must be a whole number from ${least} to ${most}`);
      return null;
    },
    absent: null,
    standIn: least,
    isText: false,
    shape: { kind: 'scalar', schema: { type: 'integer', minimum: least, maximum: most } },
  };
}

/** False where nothing is said. */
export const FLAG: ValueType<boolean, boolean> = {
  read: (value, path, { problems }) => {
    if (typeof value !== 'boolean')
      problems.error(path, 'not-a-flag', `${nameOf(path)} must be true or false, not ${kindOf(value)}`);
    return value === true;
  },
  absent: false,
  isText: false,
  shape: { kind: 'scalar', schema: { type: 'boolean' } },
};

/** Text that a shell runs. */
export const COMMAND: RequirableType<string> = {
  ...checkedText((text, path, reading) => {
    refuseDate(path, reading);
    const wrong = problemOfCommand(text, nameOf(path));
    if (wrong !== null) reading.problems.error(path, wrong.code, wrong.message);
  }, NOT_BLANK),
  isText: false,
};

function problemOfCommand(
  text: string,
  key: string,
): { readonly code: string; readonly message: string } | null {
  if (text.trim() === '') return { code: 'empty', message: `${key} is empty; write the command` };
  if (isWithoutCommand(text))
    return {
      code: 'empty',
      message: `${key} holds comments only, which does nothing and succeeds; ${commandBehind(text.trim()) === null ? 'write the command' : 'leave out the "# ", if it is the prompt of a terminal'}`,
    };
  if (!isPlaceholder(text)) return null;
  return {
    code: 'placeholder',
    message: `"${text.trim()}" would be run as a command; write the command, or remove the step or key`,
  };
}
