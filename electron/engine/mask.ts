/**
 * Replaces secrets in what hosts print, before anything of it is stored or shown.
 * The output depends on the stream's bytes alone and not on how they were cut, so that a stream read again from its
 * start gives the same masked bytes.
 */
import { CLOSED_FIELDS } from '#core/run/reasons.ts';

/** One stream through the mask. */
export interface MaskedStream {
  /** The bytes that are safe to pass on; what could be the beginning of a secret is held back. */
  push(bytes: Uint8Array): Uint8Array;
  /** The rest, once the stream is at its end. */
  flush(): Uint8Array;
}

export interface Mask {
  /** It hides nothing: bytes pass as they are. */
  readonly isPlain: boolean;
  /** A stream of its own: stdout and stderr of one attempt take one each. */
  stream(): MaskedStream;
  /** What a host said or a command holds, with each secret replaced. */
  maskText(text: string): string;
  /**
   * What the log says of a host: every text in it but those that are Holdpoint's alone. Short values are left, since
   * ordinary words may look like them.
   */
  maskFacts<T>(facts: T): T;
}

const COVER = '•••';
/** A line of a secret with several lines is a secret of its own from this length on. */
const LINE_LENGTH = 8;
/** From this length on a value does not stand among ordinary words by chance. */
const FACT_LENGTH = 8;

const encoder = new TextEncoder();
const COVER_BYTES = encoder.encode(COVER);
const NOTHING = new Uint8Array();

/** A mask over these values. Empty values hide nothing. */
export function createMask(values: readonly string[]): Mask {
  const { isPlain, stream, maskText } = createPlainMask(values);
  const long = createPlainMask(values.filter((value) => value.length >= FACT_LENGTH));
  return { isPlain, stream, maskText, maskFacts: (facts) => maskWithin(facts, long.maskText) };
}

/** A value of the same shape: only texts are changed. */
function maskWithin<T>(facts: T, mask: (text: string) => string): T {
  const masked = (value: unknown, name = ''): unknown => {
    if (typeof value === 'string') return CLOSED_FIELDS.has(name) ? value : mask(value);
    if (Array.isArray(value)) return value.map((each) => masked(each));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, masked(each, key)]));
  };
  return masked(facts) as T;
}

function createPlainMask(values: readonly string[]): Omit<Mask, 'maskFacts'> {
  const patterns = toPatterns(values);
  const stream = () => (patterns.all.length === 0 ? PLAIN : createStream(patterns));
  return {
    isPlain: patterns.all.length === 0,
    stream,
    maskText(text) {
      if (!patterns.texts.some((secret) => text.includes(secret))) return text;
      const masked = stream();
      return decode([masked.push(encoder.encode(text)), masked.flush()]);
    },
  };
}

const PLAIN: MaskedStream = { push: (bytes) => bytes, flush: () => NOTHING };

interface Patterns {
  readonly texts: readonly string[];
  readonly all: readonly Uint8Array[];
  /** By first byte, longest first. */
  readonly byFirst: readonly (readonly Uint8Array[] | undefined)[];
  readonly longest: number;
}

function toPatterns(values: readonly string[]): Patterns {
  const texts = [...new Set(values.flatMap(spellings))].filter((text) => text !== '');
  const all = texts.map((text) => encoder.encode(text)).toSorted((a, b) => b.length - a.length);
  const byFirst: Uint8Array[][] = [];
  for (const pattern of all) {
    const first = pattern[0] ?? 0;
    byFirst[first] = [...(byFirst[first] ?? []), pattern];
  }
  return { texts, all, byFirst, longest: all[0]?.length ?? 0 };
}

/** How a value may come back: as it is, without the spaces around it, with the other line ends, and line by line. */
function spellings(value: string): readonly string[] {
  const bare = value.trim();
  const once = bare === value || bare === '' ? [value] : [value, bare];
  if (!/[\r\n]/.test(bare)) return once;
  const unix = bare.replaceAll(/\r\n?/g, '\n');
  const lines = unix.split('\n').filter((line) => line.length >= LINE_LENGTH);
  return [...once, unix, unix.replaceAll('\n', '\r\n'), ...lines];
}

function createStream(patterns: Patterns): MaskedStream {
  let pending: Uint8Array = NOTHING;
  /** How many of the pending bytes are under a cover that has been given out. */
  let covered = 0;

  function pass(bytes: Uint8Array, isEnd: boolean): Uint8Array {
    const window = concat([pending, bytes]);
    const parts: Uint8Array[] = [];
    let [plainFrom, coverTo] = [covered, covered];
    const holdFrom = isEnd ? window.length : firstOpen(window, patterns);
    for (let at = 0; at < holdFrom; at += 1) {
      const length = matchAt(window, at, patterns);
      if (length === 0) continue;
      if (at >= coverTo) parts.push(window.subarray(plainFrom, at), COVER_BYTES);
      coverTo = Math.max(coverTo, at + length);
      plainFrom = coverTo;
    }
    parts.push(window.subarray(plainFrom, Math.max(plainFrom, holdFrom)));
    pending = window.slice(holdFrom);
    covered = Math.max(0, coverTo - holdFrom);
    return concat(parts);
  }

  return {
    push: (bytes) => (bytes.length === 0 ? NOTHING : pass(bytes, false)),
    flush: () => pass(NOTHING, true),
  };
}

/** Length of the longest secret that begins here; 0 when none does. */
function matchAt(window: Uint8Array, at: number, { byFirst }: Patterns): number {
  const candidates = byFirst[window[at] ?? 0];
  if (candidates === undefined) return 0;
  return candidates.find((pattern) => agrees(window, at, pattern) === pattern.length)?.length ?? 0;
}

/** The first place from which the window's rest could continue to be a secret. */
function firstOpen(window: Uint8Array, { byFirst, longest }: Patterns): number {
  for (let at = Math.max(0, window.length - longest + 1); at < window.length; at += 1) {
    const rest = window.length - at;
    const isOpen = (pattern: Uint8Array) => pattern.length > rest && agrees(window, at, pattern) === rest;
    if (byFirst[window[at] ?? 0]?.some(isOpen) === true) return at;
  }
  return window.length;
}

/** How many bytes of the pattern stand in the window from a place on. */
function agrees(window: Uint8Array, at: number, pattern: Uint8Array): number {
  let length = 0;
  while (length < pattern.length && at + length < window.length && window[at + length] === pattern[length])
    length += 1;
  return length;
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const filled = parts.filter((part) => part.length > 0);
  if (filled.length === 1 && filled[0] !== undefined) return filled[0];
  const whole = new Uint8Array(filled.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of filled) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function decode(parts: readonly Uint8Array[]): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(concat(parts));
}
