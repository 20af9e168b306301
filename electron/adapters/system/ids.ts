import { randomBytes } from 'node:crypto';
import type { RunId } from '#core/run/events.ts';
import type { Clock, IdSource } from '#engine/ports.ts';

/** Digits that cannot be mistaken for one another when read aloud or typed from paper. */
const DIGITS = '0123456789abcdefghjkmnpqrstvwxyz';
const RUN_DIGITS = 4;
const ATTEMPT_TIME_DIGITS = 10;
const ATTEMPT_RANDOM_DIGITS = 16;

/** Ids that sort by the time they were made. */
export function createIds(clock: Clock): IdSource {
  return {
    /** `r-20261121-0425-7k3q`: minute in UTC and four random digits. */
    runId() {
      const [, year, month, day, hour, minute] =
        /^(\d+)-(\d+)-(\d+)T(\d+):(\d+)/.exec(clock.now().toISOString()) ?? [];
      return `r-${year}${month}${day}-${hour}${minute}-${randomDigits(RUN_DIGITS)}` as RunId;
    },
    /** 26 digits as in a ULID: milliseconds, then 80 random bits. */
    attemptId: () => timeDigits(clock.now().getTime()) + randomDigits(ATTEMPT_RANDOM_DIGITS),
  };
}

function randomDigits(count: number): string {
  return Array.from(randomBytes(count), (byte) => digit(byte % DIGITS.length)).join('');
}

function timeDigits(ms: number): string {
  let digits = '';
  for (let left = ms; digits.length < ATTEMPT_TIME_DIGITS; left = Math.floor(left / DIGITS.length)) {
    digits = digit(left % DIGITS.length) + digits;
  }
  return digits;
}

function digit(value: number): string {
  return DIGITS.charAt(value);
}
