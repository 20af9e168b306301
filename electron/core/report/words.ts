/** How figures, times and states are written on paper. No locale: a document reads the same everywhere. */
import type { Mode } from '#core/run/events.ts';
import type { UnitStateName } from '#core/run/state.ts';

/** `2026-03-14 21:05:09 UTC`; a text that is no time stays as it is. */
export function showTime(iso: string | null): string {
  if (iso === null) return 'not recorded';
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return iso;
  return `${time.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** `21:05:09` of a time in UTC. */
export function showClock(iso: string | null): string {
  return iso === null ? '–' : showTime(iso).slice(11, 19);
}

/** `420 ms`, `4.2 s`, `3 m 12 s`, `1 h 03 m`. */
export function showElapsed(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(Math.floor(ms / 100) / 10).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} m ${two(seconds % 60)} s`;
  return `${Math.floor(seconds / 3600)} h ${two(Math.floor((seconds % 3600) / 60))} m`;
}

/** From one wall time to another; null where the clock was set back in between. */
export function showBetween(from: string, to: string): string | null {
  const ms = Date.parse(to) - Date.parse(from);
  return ms < 0 ? null : showElapsed(ms);
}

/** A planned duration, without the parts that are zero: `30 m`, `1 h 30 m`, `45 s`. */
export function showSpan(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const parts = [
    [Math.floor(seconds / 3600), 'h'],
    [Math.floor((seconds % 3600) / 60), 'm'],
    [seconds % 60, 's'],
  ] as const;
  const said = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count} ${unit}`);
  return said.join(' ') || '0 s';
}

/** `prod-eu (production)`; once where name and kind are one word. */
export function showEnvironment(name: string, kind: string): string {
  return name === kind ? name : `${name} (${kind})`;
}

function two(figure: number): string {
  return String(figure).padStart(2, '0');
}

/** `1 byte`, `812 bytes`, `3.4 KiB`. */
export function showBytes(bytes: number): string {
  if (bytes === 1) return '1 byte';
  if (bytes < 1024) return `${bytes} bytes`;
  const units = ['KiB', 'MiB', 'GiB', 'TiB'];
  const power = Math.min(Math.floor(Math.log2(bytes) / 10), units.length);
  return `${(bytes / 1024 ** power).toFixed(1)} ${units[power - 1] ?? ''}`;
}

/** The first 64 bits of a hash, to be compared by eye: `4f2a-91c0-77aa-0d12`. */
export function shortCode(hash: string): string {
  return (hash.slice(0, 16).match(/.{1,4}/g) ?? []).join('-');
}

/** A whole hash in groups of eight, so that a line may break between them. */
export function groupedHash(hash: string): string {
  return (hash.match(/.{1,8}/g) ?? []).join(' ');
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** What a state means, in words that claim nothing that was not seen. */
export const STATE_WORDS: Readonly<Record<UnitStateName, string>> = {
  waiting: 'not started',
  intent: 'being sent',
  running: 'under way',
  ok: 'ok',
  failed: 'failed',
  unreachable: 'unreachable, never started',
  unknown: 'unknown, may have run',
  stopped: 'stopped',
  skipped: 'skipped',
  excluded: 'excluded',
};

/** One word per state, for narrow columns. */
export const STATE_SHORT: Readonly<Record<UnitStateName, string>> = {
  ...STATE_WORDS,
  waiting: '–',
  intent: 'sending',
  running: 'running',
  unreachable: 'unreach.',
  unknown: 'unknown',
};

/** What stands across every page of a run that was not live; null for a live one. */
export const MODE_MARK: Readonly<Record<Mode, { readonly letters: string; readonly words: string } | null>> =
  {
    live: null,
    rehearsal: { letters: 'REHEARSAL', words: 'Rehearsal, not a live run' },
    check: { letters: 'CHECK', words: 'Check: nothing was changed' },
  };
