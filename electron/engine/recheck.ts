/** A person wants an unknown outcome looked at once more: at the host's record, or by the step's own check. */

import { executorOf } from '#core/plan/executor.ts';
import { shellOf } from '#core/plan/show.ts';
import type { SettledAs, UnitRef } from '#core/run/events.ts';
import type { Reason } from '#core/run/reasons.ts';
import { valuesFor } from '#core/run/run-values.ts';
import { lastAttempt, plannedUnit, type Recheck, stepOf, unitOf } from '#core/run/state.ts';
import type { AttemptSetup } from './attempt.ts';
import type { Mask } from './mask.ts';
import type { Link } from './ports.ts';
import { ask } from './remote/ask.ts';
import type { RecordEnd } from './remote/ends.ts';
import { openRecord } from './remote/record/open-record.ts';
import type { RecordOpening } from './remote/record/parse.ts';
import { attachText } from './remote/record/texts.ts';
import { shellText } from './remote/shell-text.ts';
import { guardWithin, type ShellJob } from './remote/wrapper.ts';
import { createWatcher, judge } from './steps/expectation.ts';
import { fillText, MissingValue, makeJob, sudoOf } from './steps/step.ts';

export interface Rechecking {
  readonly secrets: ReadonlyMap<string, string>;
  readonly mask: Mask;
  nonce(): string;
}

/** What was found; `as` is null where it is still unknown. */
interface Rechecked {
  readonly as: SettledAs | null;
  readonly reason: Reason;
}

export async function recheck(setup: AttemptSetup, look: Recheck, looking: Rechecking): Promise<void> {
  const { unit: ref, attempt, evidence } = look;
  const found = await recheckOn(setup, look, looking);
  const reason = looking.mask.maskFacts(found.reason);
  await setup.journal.add(
    found.as === null
      ? { type: 'unitStillUnknown', data: { ...ref, attempt, evidence, reason } }
      : { type: 'unitSettled', data: { ...ref, attempt, as: found.as, evidence, reason } },
  );
}

async function recheckOn(setup: AttemptSetup, look: Recheck, looking: Rechecking): Promise<Rechecked> {
  const { plan, ports } = setup;
  const at = executorOf(plannedUnit(plan, look.unit));
  const host = plan.hosts.find((candidate) => candidate.name === at);
  if (!host) return { as: null, reason: { kind: 'no-host' } };
  const link = await ports.transport.connect(host, plan.hosts);
  if (!link.ok) return { as: null, reason: link.error.reason };
  const refusal = await setup.leases.admit(host.name, link.value);
  if (refusal !== null) return { as: null, reason: refusal };
  return look.evidence === 'record'
    ? readRecord(setup, look, { link: link.value, ...looking })
    : runOwnCheck(setup, look, { link: link.value, ...looking });
}

type OnLink = Rechecking & { readonly link: Link };

async function readRecord(
  setup: AttemptSetup,
  { unit: ref }: Recheck,
  { link, nonce, secrets }: OnLink,
): Promise<Rechecked> {
  const { plan, header, leases } = setup;
  const unit = unitOf(setup.state(), ref);
  const attempt = unit ? lastAttempt(unit) : null;
  const planned = plannedUnit(plan, ref);
  const shell = shellOf(planned.task);
  const at = executorOf(planned);
  if (!attempt?.tracked || !shell || at === null) return { as: null, reason: { kind: 'untracked' } };
  const watcher = createWatcher(shell);
  const word = nonce();
  const guarded = { sudo: sudoOf(shell, secrets), guard: leases.guard(at) };
  const record = openRecord(link, {
    payload: attachText({
      place: { run: header.run, attempt: attempt.id },
      nonce: word,
      from: { stdout: 0, stderr: 0 },
      fence: attempt.pid === null ? attempt.seq : null,
      follow: false,
      guard: guardWithin(guarded),
    }),
    job: guarded,
    nonce: word,
    clock: setup.ports.clock,
    listener: { onOpening: () => undefined, onOutput: watcher.see },
  });
  const seen = await record.seen;
  if (seen.kind !== 'exit') return recheckedOf(seen, at);
  const { outcome, reason } = judge(seen.code, {
    shell,
    watcher,
    clock: setup.ports.clock,
    mask: (text) => text,
  });
  const notBooted = outcome === 'ok' ? whyNotBooted(setup, ref, seen.boot) : null;
  if (notBooted !== null) return { as: null, reason: notBooted };
  return outcome === 'ok'
    ? { as: 'done', reason: { kind: 'record-ended-well', exit: seen.code } }
    : { as: 'failed', reason: { kind: 'record-ended-badly', because: reason ?? exitOf(seen.code) } };
}

/** That a command ended well says nothing of the boot that it was to bring; null where nothing is missing. */
function whyNotBooted(
  { plan }: AttemptSetup,
  ref: UnitRef,
  boot: RecordOpening['boot'] | undefined,
): Reason | null {
  if (stepOf(plan, ref.step).mode !== 'reboot') return null;
  if (boot !== 'booted') return { kind: 'not-booted' };
  return plannedUnit(plan, ref).doneIf ? { kind: 'booted-check-decides' } : null;
}

function recheckedOf(seen: Exclude<RecordEnd, { kind: 'exit' }>, host: string): Rechecked {
  switch (seen.kind) {
    case 'ended-by-us':
      return { as: 'failed', reason: { kind: 'ended-by-us' } };
    case 'fenced':
      return { as: 'not-run', reason: { kind: 'never-started' } };
    case 'gone':
      return { as: null, reason: { kind: 'gone', boot: seen.boot } };
    case 'absent':
      return { as: null, reason: { kind: 'no-record', host } };
    case 'running':
      return { as: null, reason: { kind: 'still-runs', host, pid: seen.pid } };
    case 'not-started':
    case 'unobserved':
      return { as: null, reason: seen.reason };
  }
}

/** The check tells done by exit 0 and not done by exit 1; any other end tells nothing. */
async function runOwnCheck(setup: AttemptSetup, { unit: ref }: Recheck, on: OnLink): Promise<Rechecked> {
  const planned = plannedUnit(setup.plan, ref);
  const shell = shellOf(planned.task);
  const at = executorOf(planned);
  if (!planned.doneIf || at === null) return { as: null, reason: { kind: 'no-check' } };
  const values = { ...valuesFor(setup.state(), ref.host), secret: (name: string) => on.secrets.get(name) };
  const guard = setup.leases.guard(at);
  let job: ShellJob;
  try {
    const text = shellText(fillText(planned.doneIf, values), shell ?? {}, setup.ports.sha256);
    job = shell
      ? makeJob(text, shell, { values, secrets: on.secrets, guard })
      : { text, env: {}, cwd: null, sudo: null, guard };
  } catch (error) {
    if (!(error instanceof MissingValue)) throw error;
    return toldNothing({ kind: 'missing-values', names: error.names });
  }
  const { end } = await ask(on.link, {
    job,
    nonce: on.nonce(),
    clock: setup.ports.clock,
    withinMs: setup.conditions.patienceMs,
  });
  if (end.kind !== 'exit')
    return toldNothing('reason' in end ? end.reason : { kind: 'signal', signal: end.signal });
  if (end.code === 0) return { as: 'done', reason: { kind: 'check-says', done: true } };
  if (end.code === 1) return { as: 'not-run', reason: { kind: 'check-says', done: false } };
  return toldNothing(exitOf(end.code));
}

function toldNothing(because: Reason): Rechecked {
  return { as: null, reason: { kind: 'check-told-nothing', because } };
}

function exitOf(code: number): Reason {
  return { kind: 'exit', code, expected: [0] };
}
