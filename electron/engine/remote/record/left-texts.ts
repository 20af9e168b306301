/** Texts that look through what runs have left on a host, and remove it. */
import { writeScript } from '../../shell/write-script.ts';

/**
 * Removes what a run has left, except what something alive belongs to, which it names. `release` comes first and finds out whether the
 * lease is still ours; without it anybody may. Ends with `clean`, or with `taken` where it may not.
 */
export function cleanText(run: string, release = ''): string {
  return [release, writeScript('clean', { run })].filter(Boolean).join('\n');
}

/** Lists every record as `record RUN ATTEMPT STATE PID KB WRITER`. Ends with `listed`. */
export function listText(): string {
  return writeScript('list', {});
}
