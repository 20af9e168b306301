/**
 * The evidence of a run as one file: its events, texts and outputs, a line each, with a check sum before each line and a seal
 * over all of them. What it holds is held against the chain of the events, without the library that it came from.
 */
import type { ChainRow } from '../run/chain.ts';
import type { Stream } from '../run/stream.ts';

/** The newest of the format; another is refused by name. */
export const FORMAT = 1;

export interface About {
  readonly part: 'about';
  readonly format: number;
  /** Names the run, for people. */
  readonly title: string;
  readonly run: string;
  readonly writtenAt: string;
  /** The event up to which the file tells. */
  readonly head: { readonly seq: number; readonly hash: string };
  /** Newest event of the library's own log then; null where that did not verify. */
  readonly library: { readonly seq: number; readonly hash: string } | null;
}

/** A text that an event names by its SHA-256: the plan, and the release as canonical JSON, whose hash its revision is. */
export interface TextPart {
  readonly part: 'plan' | 'release';
  readonly text: string;
}

export interface EventPart extends ChainRow {
  readonly part: 'event';
}

/** The stored bytes of one stream of one attempt. */
export interface HeldOutput {
  readonly part: 'output';
  readonly step: string;
  readonly host: string | null;
  readonly attempt: number;
  readonly stream: Stream;
  /** Null where it is too long for the file; its hash stands in the event. */
  readonly base64: string | null;
}

/** What a person reads. It is made from the rest, and is held by its sum alone. */
export interface ReportPart {
  readonly part: 'report';
  readonly html: string;
}

export type HeldPart = About | TextPart | EventPart | HeldOutput | ReportPart;

/** SHA-256, 64 hex digits. */
export interface Hashing {
  /** Of the text as UTF-8. */
  text(text: string): string;
  bytes(bytes: Uint8Array): string;
  fromBase64(text: string): Uint8Array;
}

/** So many digits of a line's hash stand before it. */
const SUM_DIGITS = 16;

/** The lines of the file; nothing in one of them can end the element that they stand in. */
export function writeParts(parts: readonly HeldPart[], hash: Hashing): string {
  const lines = parts.map((part) => {
    const json = JSON.stringify(part).replaceAll('<', '\\u003c');
    return `${sumOf(json, hash)} ${json}`;
  });
  return [...lines, sealOf(lines, hash)].join('\n');
}

export function sumOf(json: string, hash: Hashing): string {
  return hash.text(json).slice(0, SUM_DIGITS);
}

export function sealOf(lines: readonly string[], hash: Hashing): string {
  return `seal ${hash.text(lines.map((line) => line.slice(0, SUM_DIGITS)).join('\n'))}`;
}

export function splitLine(line: string): { readonly sum: string; readonly json: string } {
  return { sum: line.slice(0, SUM_DIGITS), json: line.slice(SUM_DIGITS + 1) };
}
