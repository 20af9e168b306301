import type { HostName, StepId } from '#core/release/model.ts';
import { formatZonedTime } from '#core/words/figures/format-time.ts';
import type { LatePiece, Text, TextPiece } from './model.ts';
import { quoteForShell } from './quote.ts';

type RunValueName = Extract<LatePiece, { late: 'run' }>['name'];

/** Values that only the run knows; undefined where there is none. `host` null asks for the host of the unit itself. */
export interface LateValues {
  capture(step: StepId, name: string, host: HostName | null): string | undefined;
  run(name: RunValueName): string | undefined;
  secret(name: string): string | undefined;
}

export type FilledText =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly missing: readonly LatePiece[] };

/** The text with its late values filled in, quoted where it says so; or every piece that has no value. */
export function fillLate(text: Text, values: LateValues): FilledText {
  const missing: LatePiece[] = [];
  let filled = '';
  for (const piece of text) {
    const value = typeof piece === 'string' ? piece : fillPiece(piece, values);
    if (value !== undefined) filled += value;
    else if (typeof piece !== 'string') missing.push(piece);
  }
  return missing.length === 0 ? { ok: true, text: filled } : { ok: false, missing };
}

/** Before the run nobody knows a late value. */
export const NOT_YET: LateValues = {
  capture: () => undefined,
  run: () => undefined,
  secret: () => undefined,
};

/**
 * The text for people, with the values that are known as the shell gets them. The others stand as `{{ step.backup.size }}`,
 * `{{ run.id }}`; a secret always does.
 */
export function formatText(text: Text, values: LateValues = NOT_YET): string {
  return text
    .map((piece) => {
      if (typeof piece === 'string') return piece;
      const value = piece.late === 'secret' ? undefined : fillPiece(piece, values);
      return value ?? `{{ ${nameOfPiece(piece)} }}`;
    })
    .join('');
}

/** How a late value is written in a release file, e.g. `step.backup.size@db1`. */
export function nameOfPiece(piece: LatePiece): string {
  switch (piece.late) {
    case 'capture':
      return `step.${piece.step}.${piece.name}${piece.host === null ? '' : `@${piece.host}`}`;
    case 'run':
      return `run.${piece.name}`;
    case 'secret':
      return `secret.${piece.name}`;
  }
}

const LATE_IN_PROSE =
  /\{\{ (?:run\.(id|started|finished)|step\.([a-z][a-z0-9-]*)\.([A-Za-z_][\w-]*)(?:@([^\s}]+))?) \}\}/g;

/**
 * Fills in the late values of prose (manual text, communiqués), where they stand as `showText` writes them.
 * A value that does not exist yet stays as written: prose is read by people, for whom a time is that of their clocks.
 */
export function fillProse(prose: string, values: LateValues): string {
  return fillWritten(prose, {
    ...values,
    run: (name) => {
      const value = values.run(name);
      return name === 'id' || value === undefined ? value : formatZonedTime(value);
    },
  });
}

/** The same of what a program reads, such as the target of a probe: times are ISO 8601. */
export function fillWritten(text: string, values: LateValues): string {
  return text.replace(LATE_IN_PROSE, (written: string, ...groups: (string | undefined)[]) => {
    const [run, step, name, host] = groups;
    if (run !== undefined) return values.run(run as RunValueName) ?? written;
    return values.capture(step as StepId, name ?? '', (host as HostName | undefined) ?? null) ?? written;
  });
}

/** Late values that prose still waits for, as they are written: `run.finished`. Each once, in order. */
export function missingInProse(prose: string): readonly string[] {
  return [...new Set([...prose.matchAll(LATE_IN_PROSE)].map(([written]) => written.slice(3, -3)))];
}

/** Prose with what a person says for its missing values. */
export function completeProse(prose: string, said: Readonly<Record<string, string>>): string {
  return prose.replace(LATE_IN_PROSE, (written: string) => said[written.slice(3, -3)]?.trim() || written);
}

/** Neighbouring strings made one; empty ones dropped. */
export function joinPieces(pieces: readonly TextPiece[]): Text {
  const joined: TextPiece[] = [];
  for (const piece of pieces) {
    const last = joined.at(-1);
    if (typeof piece === 'string' && typeof last === 'string') joined[joined.length - 1] = last + piece;
    else if (piece !== '') joined.push(piece);
  }
  return joined;
}

function fillPiece(piece: LatePiece, values: LateValues): string | undefined {
  switch (piece.late) {
    case 'capture':
      return quotedIf(piece.quote, values.capture(piece.step, piece.name, piece.host));
    case 'run':
      return quotedIf(piece.quote, values.run(piece.name));
    case 'secret':
      return values.secret(piece.name);
  }
}

function quotedIf(quote: boolean, value: string | undefined): string | undefined {
  return value === undefined || !quote ? value : quoteForShell(value);
}
