/** What a step prints in a drill where its release does not say: a text that its own expressions match. */
import type { Shell } from '#core/plan/model.ts';
import { parseExpression } from '#core/release/expression.ts';

/** Null where no text was found that fits; an author then writes it under `drill`. */
export function printedFor({ expect, capture }: Pick<Shell, 'expect' | 'capture'>): string | null {
  const wanted = [...(expect.stdout === null ? [] : [expect.stdout]), ...Object.values(capture)];
  const lines = wanted.map(textFor);
  if (lines.includes(null)) return null;
  const text = lines.map((line) => `${line}\n`).join('');
  const isRefused = expect.stdoutNot !== null && matches(expect.stdoutNot, text);
  return isRefused || !wanted.every((pattern) => matches(pattern, text)) ? null : text;
}

function matches(pattern: string, text: string): boolean {
  const parsed = parseExpression(pattern);
  return parsed.ok && parsed.expression.test(text) === true;
}

/** A text that the expression matches, by its plain parts: classes give a sign of theirs, choices their first. Null where that fails. */
export function textFor(pattern: string): string | null {
  const reader = { pattern, at: 0 };
  const text = readChoice(reader);
  return text !== null && reader.at >= pattern.length && matches(pattern, text) ? text : null;
}

interface Reader {
  readonly pattern: string;
  at: number;
}

function readChoice(reader: Reader): string | null {
  const first = readSequence(reader);
  while (reader.pattern[reader.at] === '|') {
    reader.at += 1;
    if (readSequence(reader) === null) return null;
  }
  return first;
}

function readSequence(reader: Reader): string | null {
  let text = '';
  while (reader.at < reader.pattern.length && !'|)'.includes(reader.pattern.charAt(reader.at))) {
    const piece = readPiece(reader);
    if (piece === null) return null;
    text += piece.repeat(readCount(reader));
  }
  return text;
}

/** Nothing for what matches a place and no sign. */
function readPiece(reader: Reader): string | null {
  const sign = reader.pattern.charAt(reader.at);
  reader.at += 1;
  switch (sign) {
    case '^':
    case '$':
      return '';
    case '.':
      return 'x';
    case '(':
      return readGroup(reader);
    case '[':
      return readClass(reader);
    case '\\':
      return readEscape(reader);
    default:
      return sign;
  }
}

function readGroup(reader: Reader): string | null {
  const [opening = ''] = /^\?(?:P?<\w+>|[a-zA-Z]*:)/.exec(reader.pattern.slice(reader.at)) ?? [];
  reader.at += opening.length;
  const text = readChoice(reader);
  if (reader.pattern[reader.at] !== ')') return null;
  reader.at += 1;
  return text;
}

const ESCAPED: Readonly<Record<string, string>> = {
  d: '1',
  w: 'a',
  s: ' ',
  D: 'x',
  W: '-',
  S: 'x',
  b: '',
  B: '',
  A: '',
  z: '',
  n: '\n',
  t: '\t',
};

function readEscape(reader: Reader): string | null {
  const sign = reader.pattern.charAt(reader.at);
  reader.at += 1;
  const known = ESCAPED[sign];
  if (known !== undefined) return known;
  return /[A-Za-z0-9]/.test(sign) || sign === '' ? null : sign;
}

const CANDIDATES = 'a1AxX0z9 _-./:,;=+*#@%&!?"\'()[]{}<>|~^$\t\n';

/** The first usual sign that the class takes. */
function readClass(reader: Reader): string | null {
  const [whole = null] = /^\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\]/.exec(reader.pattern.slice(reader.at)) ?? [];
  if (whole === null) return null;
  reader.at += whole.length;
  const parsed = parseExpression(`\\A[${whole}\\z`);
  if (!parsed.ok) return null;
  return [...CANDIDATES].find((sign) => parsed.expression.test(sign) === true) ?? null;
}

/** How often what stands before it comes: as seldom as it may, and once at least where it may. */
function readCount(reader: Reader): number {
  const [whole = '', least] = /^(?:[*+?]|\{(\d+)(?:,\d*)?\})\??/.exec(reader.pattern.slice(reader.at)) ?? [];
  reader.at += whole.length;
  return least === undefined ? 1 : Number(least);
}
