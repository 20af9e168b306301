/** What carrying out a unit takes and gives, the same for every kind of step. */

import type { PlannedStep, PlannedUnit, Shell, Task, Text } from '#core/plan/model.ts';
import { type LateValues, renderText } from '#core/plan/text.ts';
import type { Outcome } from '#core/run/events.ts';
import type { Cancellation } from '../cancellation.ts';
import type { Clock, ConnectFailure, Files, Link, Network, Result, Sha256, Stream } from '../ports.ts';
import type { Started } from '../remote/marker.ts';
import type { ShellJob } from '../remote/wrapper.ts';

export interface AttemptResult {
  readonly outcome: Outcome;
  readonly exit: number | null;
  readonly signal: string | null;
  readonly reason: string | null;
  readonly captured: Readonly<Record<string, string>>;
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
export function fill(text: Text, context: AttemptContext): string {
  const rendered = renderText(text, context.values);
  if (rendered.ok) return rendered.text;
  const names = rendered.missing.map((piece) =>
    piece.late === 'capture' ? `step.${piece.step}.${piece.name}` : `${piece.late}.${piece.name}`,
  );
  throw new MissingValue(`No value for ${names.join(', ')}`);
}

export function jobOf(text: string, shell: Shell, context: AttemptContext): ShellJob {
  const env = Object.fromEntries(
    Object.entries(shell.env).map(([name, value]) => [name, fill(value, context)]),
  );
  return {
    text,
    env,
    cwd: shell.cwd === null ? null : fill(shell.cwd, context),
    sudo: sudoOf(shell, context.secrets),
  };
}

function sudoOf(shell: Pick<Shell, 'sudo'>, secrets: ReadonlyMap<string, string>): ShellJob['sudo'] {
  if (!shell.sudo) return null;
  const { user, passwordSecret } = shell.sudo;
  return { user, password: passwordSecret === null ? null : (secrets.get(passwordSecret) ?? null) };
}
