/** What carrying out a unit takes and gives, the same for every kind of step. */

import type { PlannedStep, PlannedUnit, Shell, Task, Text } from '#core/plan/model.ts';
import { type LateValues, renderText } from '#core/plan/text.ts';
import type { Outcome } from '#core/run/events.ts';
import type { Cancellation } from '../cancellation.ts';
import type { Guard } from '../lease/texts.ts';
import type { Clock, ConnectFailure, Files, Link, Network, Result, Sha256, Stream } from '../ports.ts';
import type { Started } from '../remote/marker.ts';
import type { RecordPlace } from '../remote/record/texts.ts';
import type { ShellJob } from '../remote/wrapper.ts';

export interface AttemptResult {
  readonly outcome: Outcome;
  readonly exit: number | null;
  readonly signal: string | null;
  readonly reason: string | null;
  readonly captured: Readonly<Record<string, string>>;
  /** The outcome was kept by the host; nobody saw it happen. */
  readonly adopted?: boolean;
  /** Processes of the command live on. */
  readonly leftBehind?: boolean;
  /** Nothing came of it, so it is simply done when its turn comes again. */
  readonly again?: boolean;
  /** It would come to the same if it were tried again by itself. */
  readonly lasting?: boolean;
  /** Secrets whose former value is lost: nothing of the output was kept. */
  readonly withheld?: readonly string[];
  /** By the host's clock, where it is known better there. */
  readonly tookMs?: number | null;
}

/** How an attempt is found again by the record that the host keeps of it. */
export interface ContextTracking {
  readonly place: RecordPlace;
  /** Where its intent stands in the log. */
  readonly intendedAt: number;
  /** Sees over a new link whether the host is still leased to this program; in words why it may not act there any more. */
  claim(link: Link): Promise<string | null>;
  /** What is known of an attempt that another program began; null: it is to be begun. */
  readonly found: {
    readonly sawStart: boolean;
    readonly from: { readonly stdout: number; readonly stderr: number };
  } | null;
  onLost(reason: string): void;
  onFound(started: Started): void;
}

export interface AttemptContext {
  readonly step: PlannedStep;
  readonly unit: PlannedUnit;
  /** Unique word of this attempt, fit for markers and file names. */
  readonly nonce: string;
  readonly values: LateValues;
  readonly secrets: ReadonlyMap<string, string>;
  readonly cancellation: Cancellation;
  readonly clock: Clock;
  readonly files: Files;
  readonly network: Network;
  readonly sha256: Sha256;
  /** Null: the host keeps no record of it. */
  readonly tracking: ContextTracking | null;
  /** How long a host whose link was lost is looked for. */
  readonly patienceMs: number;
  /** A fresh word for one channel. */
  freshNonce(): string;
  /** Keeps a job from beginning when the host is somebody else's by now. */
  guard(): Guard;
  connect(): Promise<Result<Link, ConnectFailure>>;
  onStarted(started: Started | null): void;
  onOutput(stream: Stream, bytes: Uint8Array): void | Promise<void>;
  /** Hides secrets in words meant for people. */
  mask(text: string): string;
}

export type StepRunner<K extends Task['kind']> = (
  task: Extract<Task, { kind: K }>,
  context: AttemptContext,
) => Promise<AttemptResult>;

export const OK: AttemptResult = { outcome: 'ok', exit: null, signal: null, reason: null, captured: {} };

export function bad(outcome: Exclude<Outcome, 'ok'>, reason: string): AttemptResult {
  return { outcome, exit: null, signal: null, reason, captured: {} };
}

/** A text that could not be filled in; carries the words for the person. */
export class MissingValue extends Error {
  override readonly name = 'MissingValue';
}

/** Fills in captures, run values and secrets. Throws `MissingValue`, which ends the attempt as never started. */
export function fill(text: Text, { values }: Pick<AttemptContext, 'values'>): string {
  return fillText(text, values);
}

/** The same over bare values. */
export function fillText(text: Text, values: LateValues): string {
  const rendered = renderText(text, values);
  if (rendered.ok) return rendered.text;
  const names = rendered.missing.map((piece) =>
    piece.late === 'capture' ? `step.${piece.step}.${piece.name}` : `${piece.late}.${piece.name}`,
  );
  throw new MissingValue(`No value for ${names.join(', ')}`);
}

export function jobOf(
  text: string,
  shell: Shell,
  context: Pick<AttemptContext, 'values' | 'secrets' | 'guard'>,
): ShellJob {
  const env = Object.fromEntries(
    Object.entries(shell.env).map(([name, value]) => [name, fill(value, context)]),
  );
  return {
    text,
    env,
    cwd: shell.cwd === null ? null : fill(shell.cwd, context),
    sudo: sudoOf(shell, context.secrets),
    guard: context.guard(),
  };
}

/** Who the command runs as; null: the user who logs in. */
export function sudoOf(shell: Pick<Shell, 'sudo'>, secrets: ReadonlyMap<string, string>): ShellJob['sudo'] {
  if (!shell.sudo) return null;
  const { user, passwordSecret } = shell.sudo;
  return { user, password: passwordSecret === null ? null : (secrets.get(passwordSecret) ?? null) };
}
