/** One attempt at a unit: intent before anything is sent, output masked and stored, the outcome recorded as it was seen. */
import { executorOf } from '#core/plan/executor.ts';
import type { Plan } from '#core/plan/model.ts';
import { describeTask } from '#core/plan/show.ts';
import type { LateValues } from '#core/plan/text.ts';
import type { RunEventBody, RunHeader, UnitRef } from '#core/run/events.ts';
import type { Reason } from '#core/run/reasons.ts';
import { valuesFor } from '#core/run/run-values.ts';
import {
  type Attempt,
  lastAttempt,
  plannedUnit,
  type RunState,
  stepOf,
  unitKey,
  unitOf,
} from '#core/run/state.ts';
import { admitOrWait } from './admission.ts';
import { type AttemptOutput, openAttemptOutput } from './attempt-output.ts';
import type { Cancellation } from './cancellation.ts';
import type { HostLeases } from './host-leases.ts';
import type { Journal } from './journal.ts';
import { NO_GUARD } from './lease/texts.ts';
import type { Mask } from './mask.ts';
import { type Patience, STOP_PATIENCE_MS } from './patience.ts';
import type { Link, OutputRef } from './ports.ts';
import { createQuietWatch } from './quiet.ts';
import type { HostAccess, SilentHost } from './reach.ts';
import type { Started } from './remote/marker.ts';
import type { EnginePorts, RunConditions, RunListener } from './run-handle.ts';
import { recoverUnit, runUnit } from './steps/run-unit.ts';
import type { AttemptContext, AttemptResult } from './steps/step.ts';
import { isTracked } from './tracking.ts';

export interface AttemptSetup {
  readonly header: RunHeader;
  readonly plan: Plan;
  readonly ports: EnginePorts;
  readonly journal: Journal;
  readonly listener: RunListener;
  readonly conditions: RunConditions;
  readonly leases: HostLeases;
  readonly patience: Patience;
  /** A person waits no longer for hosts that are leased to others. */
  readonly waiting: Cancellation;
  state(): RunState;
}

export interface AttemptOrder {
  readonly ref: UnitRef;
  readonly attempt: number;
  /** Unique word of this attempt. */
  readonly id: string;
  /** A fresh word for each channel. */
  nonce(): string;
  readonly secrets: ReadonlyMap<string, string>;
  /** Hides those secrets. */
  readonly mask: Mask;
  readonly cancellation: Cancellation;
}

export async function carryOutAttempt(setup: AttemptSetup, order: AttemptOrder): Promise<void> {
  const { plan, ports, journal } = setup;
  const { ref, attempt, id, mask } = order;
  const values = valuesOf(setup, order);
  const command = mask.maskText(describeTask(plannedUnit(plan, ref).task, values));
  const tracked = isTracked(setup.state(), ref);
  const isIntended = await journal.intend({
    type: 'attemptIntended',
    data: { ...ref, attempt, id, command, scriptSha256: ports.sha256(command), tracked },
  });
  if (!isIntended) return;
  const began = ports.clock.monotonicMs();
  const output = openAttemptOutput(setup, outputRef(setup, order), { mask, rereads: false });
  const work = (context: AttemptContext) => runUnit(context);
  await finish(setup, order, {
    values,
    tracked,
    found: null,
    output,
    work,
    elapsed: () => ports.clock.monotonicMs() - began,
  });
}

export interface RecoveryOrder extends AttemptOrder {
  /** What its output was stored under, and what has to be masked besides in the rest of it. */
  readonly masks: { readonly before: Mask; readonly since: Mask };
  /** Secrets whose value at the time nobody has any more: what was printed with it is not kept. */
  readonly lostSecrets: readonly string[];
}

/** Finds out what became of an attempt that a program which has ended left running, and stays with it if it still runs. */
export async function recoverAttempt(
  setup: AttemptSetup,
  order: RecoveryOrder,
  { tracked, pid, intendedAt }: Attempt,
): Promise<void> {
  const { ports } = setup;
  const values = valuesOf(setup, order);
  const { before: mask, since } = order.masks;
  const rereads = !mask.isPlain || looksAtOutput(setup.plan, order.ref);
  const stored = openAttemptOutput(setup, outputRef(setup, order), { mask, since, rereads });
  const output = order.lostSecrets.length === 0 ? stored : { ...stored, write: () => undefined };
  const found = { sawStart: pid !== null, from: output.from() };
  const work = async (context: AttemptContext) => withheldFrom(await recoverUnit(context), setup, order);
  const elapsed = () => ports.clock.now().getTime() - Date.parse(intendedAt);
  await finish(setup, order, { values, tracked, found, output, work, elapsed });
}

/** What was captured may hold the lost value, so it is not taken; a step that was to capture something has failed then. */
function withheldFrom(
  result: AttemptResult,
  { plan }: AttemptSetup,
  { ref, lostSecrets }: RecoveryOrder,
): AttemptResult {
  const { task } = plannedUnit(plan, ref);
  if (lostSecrets.length === 0) return result;
  const captures = 'shell' in task && Object.keys(task.shell.capture).length > 0;
  if (!captures || result.outcome !== 'ok') return { ...result, captured: {}, withheld: lostSecrets };
  const reason = { kind: 'withheld', secrets: lostSecrets } as const;
  return { ...result, outcome: 'failed', reason, captured: {}, withheld: lostSecrets };
}

function outputRef({ header }: AttemptSetup, { ref, attempt }: AttemptOrder): OutputRef {
  return { run: header.run, step: ref.step, host: ref.host, attempt };
}

function valuesOf(setup: AttemptSetup, { ref, secrets }: AttemptOrder): LateValues {
  return { ...valuesFor(setup.state(), ref.host), secret: (name) => secrets.get(name) };
}

/** The whole output is needed again where something in it decides or is taken from it. */
function looksAtOutput(plan: Plan, ref: UnitRef): boolean {
  const { task } = plannedUnit(plan, ref);
  if (!('shell' in task)) return false;
  const { expect, capture } = task.shell;
  return (
    expect.stdout !== null ||
    expect.stdoutNot !== null ||
    expect.stderrNot !== null ||
    Object.keys(capture).length > 0
  );
}

interface Carrying {
  readonly values: LateValues;
  readonly tracked: boolean;
  readonly found: { readonly sawStart: boolean; readonly from: { stdout: number; stderr: number } } | null;
  readonly output: AttemptOutput;
  work(context: AttemptContext): Promise<AttemptResult>;
  /** How long it took, in ms, as far as this end knows. */
  elapsed(): number;
}

async function finish(setup: AttemptSetup, order: AttemptOrder, carrying: Carrying): Promise<void> {
  const { journal } = setup;
  const { ref, attempt, mask } = order;
  const { output } = carrying;
  const quiet = createQuietWatch(setup, { ref, attempt, lastLine: output.lastLine });
  const context = contextOf(setup, order, {
    ...carrying,
    heard: quiet.heard,
  });
  const result = await carrying.work(context).finally(quiet.end);
  const { tookMs = null, adopted, leftBehind, lasting, ...seen } = result;
  const reason = seen.reason && mask.maskFacts(seen.reason);
  const takenOver = seen.outcome === 'ok' ? null : await findTakenOver(setup, ref);
  const taken = takenOver && journal.add(takenOver);
  const finished = journal.add({
    type: 'attemptFinished',
    data: {
      ...ref,
      attempt,
      ...seen,
      reason,
      ...output.finish(),
      durationMs: durationOf(tookMs, carrying.elapsed()),
      ...(adopted ? { adopted } : {}),
      ...(leftBehind ? { leftBehind } : {}),
      ...(lasting ? { lasting } : {}),
    },
  });
  await Promise.all([taken, finished]);
}

/** By the host's clock, which may have been set in between: no longer than it can have been. */
function durationOf(tookMs: number | null, elapsedMs: number): number {
  const isKnown = tookMs !== null && (elapsedMs <= 0 || tookMs <= elapsedMs);
  return Math.max(0, Math.round(isKnown ? tookMs : elapsedMs));
}

/** What did not end well may have been kept from it by another program; that is a fact of the run, recorded first. */
async function findTakenOver(
  { plan, ports, leases, patience }: AttemptSetup,
  ref: UnitRef,
): Promise<HostTakenOver | null> {
  const host = executorOf(plannedUnit(plan, ref));
  const planned = plan.hosts.find(({ name }) => name === host);
  if (!planned) return null;
  const taker = await patience.bear(async () => {
    const link = await ports.transport.connect(planned, plan.hosts);
    return link.ok ? leases.lostTo(planned.name, link.value) : null;
  });
  return taker && { type: 'hostTakenOver', data: { host: planned.name, ...taker } };
}

type HostTakenOver = Extract<RunEventBody, { type: 'hostTakenOver' }>;

function contextOf(
  setup: AttemptSetup,
  order: AttemptOrder,
  carrying: Carrying & { heard(): void },
): AttemptContext {
  const { plan, ports, leases, header, conditions } = setup;
  const { ref, id, mask, secrets, cancellation } = order;
  const { output, values, heard } = carrying;
  const facts = factsOf(setup, order);
  const unit = unitOf(setup.state(), ref);
  const planned = plannedUnit(plan, ref);
  const at = executorOf(planned);
  return {
    id,
    step: stepOf(plan, ref.step),
    unit: planned,
    texts: { values, secrets, sha256: ports.sha256, mask: mask.maskText },
    host: {
      name: at,
      patienceMs: conditions.patienceMs,
      connect: () => connectInTime(setup, ref, carrying.tracked && carrying.found !== null),
      guard: () => (at === null ? NO_GUARD : leases.guard(at)),
      nonce: order.nonce,
    },
    workstation: { files: ports.files, network: ports.network },
    clock: ports.clock,
    cancellation,
    record: carrying.tracked
      ? {
          place: { run: header.run, attempt: id },
          intendedAt: (unit && lastAttempt(unit)?.seq) ?? 0,
          takeLease: (link) => takeInTime(setup, order, { link, isFound: carrying.found !== null }),
          found: carrying.found,
          onSearching: facts.searching,
          onFound: facts.found,
        }
      : null,
    listener: {
      onStarted: facts.started,
      onOutput(stream, bytes) {
        heard();
        output.write(stream, bytes);
      },
    },
  };
}

async function takeInTime(
  setup: AttemptSetup,
  order: AttemptOrder,
  found: Parameters<typeof takeLease>[2],
): Promise<Reason | null> {
  const taken = await setup.patience.bear(async () => ({ refusal: await takeLease(setup, order, found) }));
  return taken === null ? silentHost(setup.plan, order.ref) : taken.refusal;
}

function silentHost(plan: Plan, ref: UnitRef): SilentHost['reason'] {
  return { kind: 'no-answer-within', host: executorOf(plannedUnit(plan, ref)) ?? '', ms: STOP_PATIENCE_MS };
}

/** What is looked for waits, where the run does, until whoever works on the host has let go of it. */
async function takeLease(
  setup: AttemptSetup,
  order: AttemptOrder,
  { link, isFound }: { readonly link: Link; readonly isFound: boolean },
): Promise<Reason | null> {
  const { plan, leases, ports, conditions, waiting } = setup;
  const host = executorOf(plannedUnit(plan, order.ref));
  if (host === null) return null;
  if (!isFound) return leases.admit(host, link);
  const { searching } = factsOf(setup, order);
  return admitOrWait(
    {
      leases,
      host,
      clock: ports.clock,
      forMs: conditions.waitForHostsMs,
      ends: [waiting, order.cancellation],
      onWait: (because) => searching({ kind: 'waiting-for-host', because }),
    },
    link,
  );
}

async function connectInTime(
  setup: AttemptSetup,
  ref: UnitRef,
  takesLease: boolean,
): ReturnType<HostAccess['connect']> {
  const link = await setup.patience.bear(() => connectTo(setup, ref, takesLease));
  return link ?? { ok: false, error: { code: 'silent', reason: silentHost(setup.plan, ref) } };
}

/**
 * A host that was not leased at preflight, such as one that was left out then, is leased before anything is sent. Where an
 * attempt is looked for, taking the lease anew sees to that.
 */
async function connectTo({ plan, ports, leases }: AttemptSetup, ref: UnitRef, takesLease: boolean) {
  const at = executorOf(plannedUnit(plan, ref));
  const host = plan.hosts.find((candidate) => candidate.name === at);
  if (!host) throw new Error(`unit ${unitKey(ref)} has no host to connect to`);
  const link = await ports.transport.connect(host, plan.hosts);
  if (!link.ok || takesLease || leases.isSettled(host.name)) return link;
  const reason = await leases.admit(host.name, link.value);
  if (reason === null) return link;
  const code = reason.kind === 'lease-unheard' ? reason.kind : 'host-leased';
  return { ok: false, error: { code, reason } } as const;
}

/** What is recorded while the attempt continues. The last word on it comes from its end, so nothing waits for these. */
function factsOf({ journal }: AttemptSetup, { ref, attempt, mask }: AttemptOrder) {
  const add = (event: Parameters<Journal['add']>[0]): void => {
    void journal.add(event).catch(() => undefined);
  };
  const placed = (started: Started | null) => ({
    ...ref,
    attempt,
    pid: started?.pid ?? null,
    group: started?.group ?? null,
  });
  return {
    started: (started: Started | null) => {
      void journal.note({ type: 'attemptStarted', data: placed(started) }).catch(() => undefined);
    },
    found: (started: Started | null) => add({ type: 'attemptReattached', data: placed(started) }),
    searching: (reason: Reason) =>
      add({ type: 'attemptUnobserved', data: { ...ref, attempt, reason: mask.maskFacts(reason) } }),
  };
}
