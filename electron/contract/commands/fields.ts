/** Schemas that several commands share, and how a command is declared. */
import { z } from 'zod';
import { isEntryName, MOST_VALUE_BYTES } from '#core/library/vault.ts';
import { PLAN_NAMES } from '#core/release/model.ts';
import type { RunId } from '#core/run/events.ts';

export const id = z.string().min(1).max(200);
export const person = z.string().min(1).max(200);
export const note = z.string().max(4000).nullable();
/** Of an entry of the vault or the keychain. */
export const entryName = z.string().refine(isEntryName);
export const secretValue = z.string().min(1).max(MOST_VALUE_BYTES);
/** That a person types to open a file of secrets. */
export const passphrase = z.string().min(1).max(8192);
const planName = z.enum(PLAN_NAMES);
export const runId = id.transform((text) => text as RunId);
/** The run whose unfinished hosts alone are taken; null: it stands on its own. */
export const failedOf = runId.nullable().default(null);
export const runChoice = {
  release: id,
  environment: id,
  plan: planName,
  /** May name each of several hundred hosts. */
  limit: z.string().max(100_000).nullable(),
  vars: z.record(z.string(), z.string()),
  /** The step at which the run begins; null: the first. */
  from: id.nullable().default(null),
  failedOf,
};
/** Where hosts are leased to others, preflight looks again until they are free or a person ends the wait. */
export const waitForHosts = z.boolean().default(false);
/** Each step begins with a person's yes. */
export const stepByStep = z.boolean().default(false);

const declared = <I extends z.ZodType>(input: I, isForPage: boolean) => ({
  input,
  /** Names the output type; carries nothing at run time. */
  gives: <O>() => ({ input, isForPage, output: undefined as O | undefined }),
});

export const command = <I extends z.ZodType>(input: I) => declared(input, true);
/** One that takes a path of this workstation: only the desktop's own handlers and the preload may call it, never the page. */
export const commandWithPath = <I extends z.ZodType>(input: I) => declared(input, false);
export const nothing = z.strictObject({});
