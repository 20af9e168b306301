/** What a host says of a tracked attempt, read strictly: everything else is the output of somebody else. */

import type { BootSince } from '#core/run/reasons.ts';
import { concat } from '../concat.ts';
import { TRAILER_MARK } from './texts.ts';

/** `absent`: there is no record, and it was not to be fenced. */
export type RecordState = 'started' | 'running' | 'ended' | 'gone' | 'fenced' | 'absent';

export interface RecordOpening {
  readonly state: RecordState;
  /** 0 where none is recorded. */
  readonly pid: number;
  /** Whether the host has booted since the attempt began. */
  readonly boot: BootSince;
  /** From start to end by the host's clock; null where it is not known. */
  readonly tookMs: number | null;
}

const OPENING =
  /^\S+ (started|running|ended|gone|fenced|absent) (\d+) \d+(?: (same|booted|unknown) (\d+|-))?\s*$/;

export function parseOpening(line: string): RecordOpening | null {
  const [, state, pid, boot, seconds] = OPENING.exec(line) ?? [];
  if (state === undefined) return null;
  return {
    state: state as RecordState,
    pid: Number(pid),
    boot: (boot ?? 'same') as RecordOpening['boot'],
    tookMs: seconds === undefined || seconds === '-' ? null : Number(seconds) * 1000,
  };
}

/** What came of it: an exit code, that we ended it, or that its process went without an outcome. */
export interface Trailer {
  readonly code: number | 'stop' | 'timeout' | 'gone';
  readonly leftBehind: boolean;
}

/** The longest trailer there can be; so much of stdout's end is held back at most. */
const LONGEST_TRAILER = 200;
const MARK_BYTE = TRAILER_MARK.charCodeAt(0);

export interface TrailerGate {
  /** The bytes that are output for certain. */
  push(bytes: Uint8Array): Uint8Array;
  /** At the end of the stream: the trailer, or null with what was held back, except a trailer that was cut. */
  end(): { readonly trailer: Trailer | null; readonly rest: Uint8Array };
}

/** Keeps the trailer, which is the very last line, out of the output. */
export function createTrailerGate(nonce: string): TrailerGate {
  let held: Uint8Array = new Uint8Array(0);
  return {
    push(bytes) {
      const all = held.length === 0 ? bytes : concat(held, bytes);
      const at = all.indexOf(MARK_BYTE, Math.max(0, all.length - LONGEST_TRAILER));
      held = at < 0 ? new Uint8Array(0) : all.slice(at);
      return at < 0 ? all : all.subarray(0, at);
    },
    end() {
      const at = held.lastIndexOf(MARK_BYTE);
      const words = at < 0 ? '' : new TextDecoder().decode(held.subarray(at + 1));
      if (!`${nonce} `.startsWith(words.slice(0, nonce.length + 1))) return { trailer: null, rest: held };
      const rest = held.subarray(0, Math.max(0, at));
      const [, code, left] = /^\S+ (\d+|stop|timeout|gone) ([01])\n$/.exec(words) ?? [];
      if (code === undefined) return { trailer: null, rest };
      return { trailer: { code: codeOf(code), leftBehind: left === '1' }, rest };
    },
  };
}

function codeOf(text: string): Trailer['code'] {
  return text === 'stop' || text === 'timeout' || text === 'gone' ? text : Number(text);
}
