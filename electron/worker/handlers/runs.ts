import type { RunNeeds } from '#contract/commands/run-start.ts';
import type { Handlers, Parsed } from '#contract/commands.ts';
import { CommandFailure } from '#contract/errors.ts';
import type { HostName, StepId } from '#core/release/model.ts';
import { secretsIn } from '#core/release/named-places.ts';
import type { RunId } from '#core/run/events.ts';
import { exclusion } from '#core/run/exclusion.ts';
import { findHidden } from '#engine/known-secrets.ts';
import type { RunHandle } from '#engine/run-handle.ts';
import { type Addition, addToInterruptedRun } from '#operations/add-to-interrupted-run.ts';
import type { PlanNeeds } from '#operations/release-reader.ts';
import { secretsAtHand } from '#operations/run-setup.ts';
import { beginRun, openRun, type RunSetup, resumeOpenRun } from '#operations/start-run.ts';
import { refuseUnread } from '#operations/unread-losses.ts';
import { DEFAULT_CREDENTIAL } from '#operations/workstation-secrets.ts';
import { notBegun } from '../not-begun.ts';
import { notOpened } from '../not-opened.ts';
import type { WorkerContext } from '../worker-context.ts';
import { signedAs, signedIn } from './acting.ts';
import { limited, mustLoad, repairOf, textsOf } from './releases.ts';

type Command =
  | 'run.resume'
  | 'run.needs'
  | 'run.start'
  | 'run.answer'
  | 'run.stop'
  | 'run.endWait'
  | 'run.pause'
  | 'run.continue'
  | 'run.exclude'
  | 'run.include'
  | 'run.record'
  | 'run.note';

export function runHandlers(context: WorkerContext): Handlers<Command> {
  const { library } = context;
  return {
    'run.needs': async ({ release, ...wanted }) => {
      const choice = limited(context, release, wanted);
      const { text, scripts, problems } = await textsOf(context, release, choice.plan);
      const needs = problems.length > 0 ? null : await context.reader.needs(text, choice, scripts);
      if (!needs) return { credentials: [], secrets: [], uncovered: [] };
      const named = { named: secretsIn(text), used: needs.secrets };
      const { uncovered } = await findHidden(named, secretsAtHand(library, context.vault));
      return { ...needsOf(context, needs), uncovered };
    },
    'run.start': async (wanted) => ({ run: await start(context, wanted) }),
    'run.resume': async ({ run, by, takeOver, waitForHosts }) => {
      const header = library.runHeader(run);
      if (!header) throw notOpened(library, run);
      const who = signedIn(context, run, by);
      await context.runs.launch(header.releaseId, async (setup, listener) =>
        resumeOpenRun({ setup: withConditions(setup, { takeOver, waitForHosts }), run, listener }, who),
      );
      return null;
    },
    'run.answer': async ({ run, ...given }) => {
      refuseWith(await handleFor(context, run, given.by).answer(given));
      return null;
    },
    'run.stop': async ({ run, by, note }) => {
      const who = signedIn(context, run, by);
      const handle = context.runs.liveHandle(run);
      await handle?.stop(who, note);
      const state = handle?.state() ?? openRun(library, run)?.state;
      if (state?.outcome && state.stop === null) return { ended: state.outcome };
      // Nobody here carries it out, and it is not at its end.
      if (!handle) context.runs.handle(run);
      return { ended: null };
    },
    'run.endWait': ({ run }) => {
      context.runs.liveHandle(run)?.endWait();
      return null;
    },
    'run.exclude': async ({ run, host, by, note }) => {
      const handle = context.runs.liveHandle(run) && handleFor(context, run, by);
      if (handle) await handle.exclude(host as HostName, by, note);
      else addToOpenRun(context, run, exclusion(host as HostName, signedIn(context, run, by), note));
      return null;
    },
    'run.pause': async ({ run, by, note }) => {
      await handleFor(context, run, by).pause(by, note);
      return null;
    },
    'run.continue': async ({ run, by, note }) => {
      await handleFor(context, run, by).resume(by, note);
      return null;
    },
    'run.include': async ({ run, host, by, note }) => {
      const handle = context.runs.liveHandle(run) && handleFor(context, run, by);
      if (handle) refuseWith(await handle.include(host as HostName, by, note));
      else {
        const data = { host: host as HostName, by: signedIn(context, run, by), note };
        addToOpenRun(context, run, { type: 'hostIncluded', data });
      }
      return null;
    },
    'run.record': async ({ run, step, host, ...entry }) => {
      const unit = { step: step as StepId, host: host as HostName | null };
      refuseWith(await handleFor(context, run, entry.by).record({ ...unit, ...entry }));
      return null;
    },
    'run.note': async ({ run, by, text }) => {
      await handleFor(context, run, by).addNote(by, text);
      return null;
    },
  };
}

async function start(
  context: WorkerContext,
  { release, takeOver, waitForHosts, overrides, ...wish }: Parsed<'run.start'>,
): Promise<RunId> {
  const loaded = await mustLoad(context, release);
  const operator = signedAs(loaded.release.info.people, wish.operator);
  const { failedOf } = wish;
  const unread = failedOf && refuseUnread(context.library, failedOf);
  if (unread) throw notBegun(unread);
  const repair = repairOf(context, release, wish);
  const given = new Map(Object.entries(overrides));
  const wanted = { ...wish, ...repair, operator, failedOf, overrides: given };
  return context.runs.launch(release, (setup, listener) =>
    beginRun({ setup: withConditions(setup, { takeOver, waitForHosts }), loaded, listener }, wanted),
  );
}

/** The handle of a run for somebody who may act in it. */
function handleFor(context: WorkerContext, run: RunId, by: string): RunHandle {
  const handle = context.runs.handle(run);
  signedIn(context, run, by);
  return handle;
}

/** Into a run that nobody carries out at the moment. */
function addToOpenRun({ library, clock, tell }: WorkerContext, run: RunId, addition: Addition): void {
  const refused = addToInterruptedRun({ library, clock, run }, addition);
  if (refused !== null) throw notBegun(refused);
  tell({ kind: 'libraryChanged', what: 'runs' });
}

/** Hosts that are leased to others are taken, or waited for until a person ends the wait, only when a person says so. */
export function withConditions(
  setup: RunSetup,
  { takeOver = false, waitForHosts }: { readonly takeOver?: boolean; readonly waitForHosts: boolean },
): RunSetup {
  const waitForHostsMs = waitForHosts ? Number.POSITIVE_INFINITY : 0;
  return { ...setup, conditions: { ...setup.conditions, takeOver, waitForHostsMs } };
}

function refuseWith(refusal: string | null): void {
  if (refusal !== null) throw new CommandFailure('refused', refusal);
}

function needsOf({ library }: WorkerContext, needs: PlanNeeds): Omit<RunNeeds, 'uncovered'> {
  const references = new Map(library.listCredentials().map(({ name, reference }) => [name, reference]));
  const secrets = new Map(library.listSecrets().map(({ name, reference }) => [name, reference]));
  const byName = new Map<string, string[]>();
  for (const host of needs.hosts) {
    const name = host.credential ?? DEFAULT_CREDENTIAL;
    byName.set(name, [...(byName.get(name) ?? []), host.name]);
  }
  return {
    credentials: [...byName].map(([name, hosts]) => ({
      name,
      hosts,
      reference:
        references.get(name) ?? (name === DEFAULT_CREDENTIAL ? { kind: 'agent', fingerprint: null } : null),
    })),
    secrets: needs.secrets.map((name) => ({ name, reference: secrets.get(name) ?? null })),
  };
}
