/** What carrying out a unit takes and gives, the same for every kind of step. */

import type { PlannedStep, PlannedUnit, Shell, Task, Text } from '#core/plan/model.ts';
import { fillLate, type LateValues } from '#core/plan/text.ts';
import type { Outcome } from '#core/run/events.ts';
import type { Reason } from '#core/run/reasons.ts';
import type { Cancellation } from '../cancellation.ts';
import type { Guard } from '../lease/texts.ts';
import type { Clock, Files, Network, Sha256, Stream } from '../ports.ts';
import type { HostAccess } from '../reach.ts';
import type { Started } from '../remote/marker.ts';
import type { AttemptRecord } from '../remote/track.ts';
import type { ShellJob } from '../remote/wrapper.ts';

export interface AttemptResult {
  readonly outcome: Outcome;
  readonly exit: number | null;
  readonly signal: string | null;
  readonly reason: Reason | null;
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

/** What the texts of an attempt are filled with, and what hides secrets in words meant for people. */
export interface ContextTexts {
  readonly values: LateValues;
  readonly secrets: ReadonlyMap<string, string>;
  readonly sha256: Sha256;
  mask(text: string): string;
}

/** What the attempt needs of the workstation. */
export interface WorkstationPorts {
  readonly files: Files;
  readonly network: Network;
}

export interface ContextListener {
  onStarted(started: Started | null): void;
  onOutput(stream: Stream, bytes: Uint8Array): void | Promise<void>;
}

export interface AttemptContext {
  /** Unique word of this attempt, fit for markers and file names. */
  readonly id: string;
  readonly step: PlannedStep;
  readonly unit: PlannedUnit;
  readonly texts: ContextTexts;
  readonly host: HostAccess;
  readonly workstation: WorkstationPorts;
  /** Null: the host keeps no record of it. */
  readonly record: AttemptRecord | null;
  readonly clock: Clock;
  readonly cancellation: Cancellation;
  readonly listener: ContextListener;
}

export type StepRunner<K extends Task['kind']> = (
  task: Extract<Task, { kind: K }>,
  context: AttemptContext,
) => Promise<AttemptResult>;

export const OK: AttemptResult = { outcome: 'ok', exit: null, signal: null, reason: null, captured: {} };

export function bad(outcome: Exclude<Outcome, 'ok'>, reason: Reason): AttemptResult {
  return { outcome, exit: null, signal: null, reason, captured: {} };
}

/** A text that could not be filled in, for want of these values. */
export class MissingValue extends Error {
  override readonly name = 'MissingValue';
  readonly names: readonly string[];

  constructor(names: readonly string[]) {
    super(`no value for ${names.join(', ')}`);
    this.names = names;
  }
}

/** Fills in captures, run values and secrets. Throws `MissingValue`, which ends the attempt as never started. */
export function fill(text: Text, { texts }: Pick<AttemptContext, 'texts'>): string {
  return fillText(text, texts.values);
}

/** The same over bare values. */
export function fillText(text: Text, values: LateValues): string {
  const filled = fillLate(text, values);
  if (filled.ok) return filled.text;
  const names = filled.missing.map((piece) =>
    piece.late === 'capture' ? `step.${piece.step}.${piece.name}` : `${piece.late}.${piece.name}`,
  );
  throw new MissingValue(names);
}

export function jobOf(
  text: string,
  shell: Shell,
  { texts, host }: Pick<AttemptContext, 'texts' | 'host'>,
): ShellJob {
  return makeJob(text, shell, { ...texts, guard: host.guard() });
}

/** The same over bare values. */
export function makeJob(
  text: string,
  shell: Shell,
  { values, secrets, guard }: Pick<ContextTexts, 'values' | 'secrets'> & { readonly guard: Guard },
): ShellJob {
  const env = Object.fromEntries(
    Object.entries(shell.env).map(([name, value]) => [name, fillText(value, values)]),
  );
  const cwd = shell.cwd === null ? null : fillText(shell.cwd, values);
  return { text, env, cwd, sudo: sudoOf(shell, secrets), guard };
}

/** Who the command runs as; null: the user who logs in. */
export function sudoOf(shell: Pick<Shell, 'sudo'>, secrets: ReadonlyMap<string, string>): ShellJob['sudo'] {
  if (!shell.sudo) return null;
  const { user, passwordSecret, by } = shell.sudo;
  const password = passwordSecret === null ? null : (secrets.get(passwordSecret) ?? null);
  return { user, password, by };
}
