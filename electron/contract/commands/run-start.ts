/** What a run needs, how it is started, and how it is resumed. */
import { z } from 'zod';
import type { CredentialReference, SecretReference } from '#core/library/references.ts';
import type { RunId } from '#core/run/events.ts';
import { MODES } from '#core/run/mode.ts';
import type { SecretUnusable } from '#core/run/problems.ts';
import { command, person, runChoice, runId, stepByStep, waitForHosts } from './fields.ts';

/** What a run needs beyond its plan, named so that the person can supply it before the start. */
export interface RunNeeds {
  readonly credentials: readonly {
    readonly name: string;
    readonly reference: CredentialReference | null;
    readonly hosts: readonly string[];
  }[];
  readonly secrets: readonly { readonly name: string; readonly reference: SecretReference | null }[];
  /** Secrets that this plan does not use and that would not be masked, as far as that is known without asking a person or starting a program. */
  readonly uncovered: readonly SecretUnusable[];
}

export const RUN_START_COMMANDS = {
  'run.needs': command(z.strictObject(runChoice)).gives<RunNeeds>(),
  'run.start': command(
    z.strictObject({
      ...runChoice,
      mode: z.enum(MODES),
      operator: person,
      force: z.boolean(),
      stepByStep,
      /** With `from`, why what comes before is left out. */
      leaveOutBecause: z.string().max(2000).default(''),
      /** Take over hosts that are leased to another workstation or run. */
      takeOver: z.boolean().default(false),
      waitForHosts,
      /** Rules that a person overrides, by their keys. */
      overrides: z
        .record(z.string(), z.strictObject({ by: person, reason: z.string().trim().min(1).max(2000) }))
        .default({}),
      /** What was typed to confirm a live run on production. */
      confirmation: z.string().max(400).default(''),
    }),
  ).gives<{ readonly run: RunId }>(),
  /** Resumes a run that waits for a person or whose engine ended. */
  'run.resume': command(
    z.strictObject({ run: runId, by: person, takeOver: z.boolean().default(false), waitForHosts }),
  ).gives<null>(),
  /** A person has read what is missing, up to the loss that is told of by event `upTo` of the library's log. */
  'run.acknowledgeLosses': command(
    z.strictObject({
      run: runId,
      by: person,
      note: z.string().trim().min(1).max(4000),
      upTo: z.int().min(1),
    }),
  ).gives<null>(),
} as const;
