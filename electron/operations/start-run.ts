/** Starts runs of releases in a library and takes them up again: the one way, for the app and for the command line. */

import type { Library } from '#adapters/sqlite/library.ts';
import type { RunReading } from '#adapters/sqlite/run-reading.ts';
import { freezeMessages } from '#core/communication/freeze.ts';
import type { Gate } from '#core/gate/model.ts';
import { releaseStepOf } from '#core/plan/executor.ts';
import type { Plan } from '#core/plan/model.ts';
import { secretsIn } from '#core/release/named-places.ts';
import { type KnownPerson, signatureOf } from '#core/release/people.ts';
import { isProduction } from '#core/release/production.ts';
import type { RunEvent, RunHeader, RunId } from '#core/run/events.ts';
import type { Evidence } from '#core/run/evidence.ts';
import type { Mode } from '#core/run/mode.ts';
import { foldRun } from '#core/run/transition.ts';
import { inFlight, type RunView, readRun } from '#core/run/view.ts';
import { describeProblem } from '#core/words/hosts/describe-problem.ts';
import { describeUnreadable, refuseUnsound } from '#core/words/library/describe-evidence.ts';
import { findAgain, findHidden, secretNames } from '#engine/known-secrets.ts';
import type { Failure, Result, RunLock } from '#engine/ports.ts';
import { resumeRun, startRun } from '#engine/run-engine.ts';
import type { EnginePorts, RunConditions, RunHandle, RunListener, RunOrder } from '#engine/run-handle.ts';
import { busyHosts, refuseBusy } from './busy-hosts.ts';
import { relatedRuns } from './deployment-members.ts';
import { type GateWish, passGate } from './gate.ts';
import { heedWishes } from './heed-wishes.ts';
import { type LoadedRelease, type PlanChoice, type Planning, planLoaded } from './loaded-release.ts';
import { carriedOutElsewhere, refuse, refuseEnded } from './refuse.ts';
import type { ReleaseReader } from './release-reader.ts';
import { isTellable } from './tellable.ts';
import { refuseUnread } from './unread-losses.ts';

/** Everything the engine needs but the store: that is the library. */
export type RunPorts = Omit<EnginePorts, 'store' | 'busyHosts'>;

export interface RunWish extends PlanChoice, GateWish {
  readonly mode: Mode;
  readonly operator: string;
  /** Rehearse on production anyway. */
  readonly force: boolean;
  /** The run whose unfinished hosts alone are taken; null: it stands on its own. */
  readonly failedOf?: RunId | null;
  /** Each step begins with a person's yes. */
  readonly stepByStep?: boolean;
  /** Why what comes before the step at which it begins is left out. */
  readonly leaveOutBecause?: string;
  /** Asked when it is put down: what speaks against it since it was planned. */
  refuse?(): Failure | null;
}

export interface RunSetup {
  readonly library: Library;
  readonly ports: RunPorts;
  readonly reader: ReleaseReader;
  /** `holdpoint 0.1.0 on Node 24.21.0`. */
  readonly app: string;
  readonly conditions: Partial<RunConditions>;
}

export interface OpenedRun extends RunView {
  readonly events: readonly RunEvent[];
  readonly evidence: Evidence;
}

/** A run as it stands in the library, with whether that verifies; null when there is none of that name. */
export function openRun(library: Library, run: RunId): OpenedRun | null {
  const read = library.readRun(run);
  if (!read) return null;
  const { evidence } = read;
  const events = foldableEvents(read);
  return { ...viewOf(library, read), events, evidence };
}

/** What `foldableEvents` come to. No genuine head stands over something else. */
export function viewOf(library: Library, reading: RunReading): RunView {
  const { plan, events, evidence } = reading;
  const [first] = events;
  const carriedOut = first !== undefined && library.isRunLocked(first.run);
  return readRun(foldRun(plan, foldableEvents(reading)), {
    carriedOut,
    head: evidence.ok ? reading.head : null,
  });
}

/** Events that somebody changed may fit no plan, or be none; then those before the first that does not verify are shown. */
export function foldableEvents({ plan, events, evidence }: RunReading): readonly RunEvent[] {
  if (evidence.ok || isTellable({ plan, events, evidence })) return events;
  const first = Math.min(...evidence.findings.map(({ seq }) => Math.max(seq ?? 2, 2)));
  return events.filter(({ seq }) => seq < first);
}

/** Why `openRun` gives nothing: there is no such run, or what is left of it cannot be read. */
export function whyNotOpened(library: Library, run: RunId): Failure {
  const isKnown =
    library.head(run).seq > 0 ||
    library.openedRuns().some((opening) => opening.run === run) ||
    library.lossesKnown().some((loss) => loss.run === run);
  return !isKnown
    ? { code: 'not-found', message: `There is no run ${run} in this library` }
    : {
        code: 'unverified',
        message: describeUnreadable(run),
      };
}

/** A run for whoever builds on it: refused where its log does not verify. */
export function openSoundRun(library: Library, run: RunId): Result<OpenedRun, Failure> {
  const opened = openRun(library, run);
  if (!opened) return { ok: false, error: whyNotOpened(library, run) };
  const unsound = refuseUnsound(run, opened.evidence);
  return unsound === null ? { ok: true, value: opened } : refuse('unverified', unsound);
}

export interface ReleaseStart {
  readonly setup: RunSetup;
  readonly loaded: LoadedRelease;
  readonly listener: RunListener;
}

/** Starts a plan of a release. The release's exact text is kept in the library first. */
export async function beginRun(
  { setup, loaded, listener }: ReleaseStart,
  wish: RunWish,
): Promise<Result<RunHandle, Failure>> {
  const unreasoned = refuseUnreasoned(wish);
  if (unreasoned !== null) return unreasoned;
  const planned = await planRun(loaded, wish, { files: setup.ports.files, planner: setup.reader.plan });
  if (!planned.ok) return planned;
  const plan = planned.value;
  const subject = { plan: plan.plan, environment: plan.environment.name, mode: wish.mode };
  const world = {
    library: setup.library,
    files: setup.ports.files,
    now: setup.ports.clock.now().getTime(),
  };
  const passed = await passGate(loaded, { ...wish, plan, subject }, world);
  if (!passed.ok) return passed;
  const busy = refuseWhereBusy(setup, plan, null);
  if (busy !== null) return busy;
  const { text, revision } = loaded;
  setup.library.keepText(loaded.release.info.id, { text, revision, because: 'run' });
  return launch({ setup, loaded, listener }, plan, {
    ...wish,
    failedOf: wish.failedOf ?? null,
    undoes: null,
    gate: passed.value,
  });
}

/** What is left out is recorded with its reason. */
function refuseUnreasoned({ from = null, leaveOutBecause = '' }: RunWish) {
  return from === null || leaveOutBecause.trim() !== ''
    ? null
    : refuse('no-reason', `Nobody has said why what comes before ${from} is left out`, {
        next: { terminal: 'Say it with --because REASON', app: 'Say it under “What to run”' },
      });
}

/** What a run would do, or why it is not begun, whatever its hosts and other runs say. */
export async function planRun(
  loaded: LoadedRelease,
  wish: RunWish,
  by: Planning,
): Promise<Result<Plan, Failure>> {
  if (wish.plan === 'backout')
    return refuse('backout-computed', 'A backout is computed from a run', {
      next: { terminal: 'Use holdpoint backout RUN', app: 'Open the run and choose “Back out…” there' },
    });
  const planned = await planLoaded(loaded, wish, by);
  if (!planned.plan)
    return refuse('plan-invalid', planned.problems.map((problem) => problem.message).join('\n'), {
      problems: planned.problems,
      next: { app: 'Open the release and fix what is named here' },
    });
  const { plan } = planned;
  if (plan.waves.length === 0)
    return refuse(
      'plan-empty',
      `The ${wish.plan} plan has no step to run${wish.limit === null ? '' : ` on ${wish.limit}`}`,
      { next: { app: 'Choose another plan, or a limit that matches hosts of its steps' } },
    );
  return refuseRehearsal(plan, wish) ?? { ok: true, value: plan };
}

function refuseRehearsal({ environment }: Plan, { mode, force }: RunWish) {
  if (mode !== 'rehearsal' || !isProduction(environment.kind) || force) return null;
  return refuse(
    'rehearsal-on-production',
    `${environment.name} is a production environment: a rehearsal would change it`,
    {
      next: {
        terminal: 'Choose another, or force it with --force',
        app: 'Choose another environment, or tick “Rehearse on production anyway”',
      },
    },
  );
}

/** Why other runs of the library are in the way; null where none is, or where it is waited for them. */
export function refuseWhereBusy(
  { library, conditions }: RunSetup,
  plan: Plan,
  own: RunId | null,
): ReturnType<typeof refuse> | null {
  const { workstation = '', waitForHostsMs = 0 } = conditions;
  const busy = waitForHostsMs > 0 ? null : refuseBusy({ library, plan, workstation, own });
  return busy === null
    ? null
    : refuse('hosts-busy', busy, {
        next: {
          app: 'Wait for these hosts, or open the run that works there under Runs and stop it',
          terminal:
            'Wait until these hosts are free (--wait-for-hosts 10m), stop the run that works there, or limit this run to other hosts',
        },
      });
}

function withLibrary({ library, ports, conditions }: RunSetup): EnginePorts {
  const { workstation = '' } = conditions;
  return {
    ...ports,
    store: library,
    busyHosts: (own, plan) => busyHosts({ library, plan, workstation, own }),
  };
}

export type Frozen = Pick<RunHeader, 'mode' | 'limit' | 'vars' | 'operator' | 'undoes'> & {
  readonly failedOf: RunId | null;
  /** Null: there is none. */
  readonly gate: Gate | null;
  readonly stepByStep?: boolean | undefined;
  readonly leaveOutBecause?: string | undefined;
};

export async function launch(
  { setup, loaded, listener }: ReleaseStart,
  plan: Plan,
  { refuse, ...frozen }: Frozen & Pick<RunOrder, 'refuse'>,
): Promise<Result<RunHandle, Failure>> {
  const { library, ports, app } = setup;
  const { release } = loaded;
  const {
    mode,
    limit,
    vars,
    operator,
    undoes,
    failedOf,
    gate,
    stepByStep = false,
    leaveOutBecause = '',
  } = frozen;
  const header: RunHeader = {
    run: ports.ids.runId(),
    releaseId: release.info.id,
    releaseName: release.info.name,
    version: release.info.version,
    revision: plan.revision,
    plan: plan.plan,
    environment: plan.environment.name,
    environmentKind: plan.environment.kind,
    mode,
    limit,
    vars,
    operator: signatureOf(release.info.people, operator),
    ...(release.info.people.length > 0 && { people: release.info.people.map(known) }),
    planSha256: library.putDocument(JSON.stringify(plan)),
    undoes,
    failedOf,
    app,
    ...laterStart(plan, leaveOutBecause),
    ...(stepByStep && { stepByStep }),
    window: release.info.window,
    ...(release.communications.length > 0 && {
      messages: freezeMessages(release, { environment: plan.environment.name, vars }),
    }),
    ...(gate && { gate: gate.rules.filter(({ weight }) => weight === 'stops') }),
  };
  const related = relatedRuns(library, header);
  const hidden = await findHidden({ named: secretsIn(loaded.text), used: secretNames(plan) }, ports.secrets);
  const order = { header, plan, related, hidden, conditions: setup.conditions, ...(refuse && { refuse }) };
  return underLock(setup, header.run, (lock) => startRun(order, withLibrary(setup), { listener, lock }));
}

function laterStart(plan: Plan, because: string): Pick<RunHeader, 'from'> {
  const step = plan.steps.find((each) => each.id === plan.from || releaseStepOf(each) === plan.from);
  return step ? { from: { step: releaseStepOf(step), title: step.of?.title ?? step.title, because } } : {};
}

/** Nobody else can carry it out from before its log is read; the lock goes back where nothing is begun. */
async function underLock(
  { library, ports }: RunSetup,
  run: RunId,
  begin: (lock: RunLock) => Promise<Result<RunHandle, Failure>> | Result<RunHandle, Failure>,
): Promise<Result<RunHandle, Failure>> {
  const lock = library.lockRun(run);
  if (lock === null) return carriedOutElsewhere(run);
  let begun: Result<RunHandle, Failure> | null = null;
  try {
    begun = await begin(lock);
  } finally {
    if (!begun?.ok) lock.release();
  }
  if (begun.ok) heedWishes({ folder: library.folder, clock: ports.clock }, begun.value);
  return begun;
}

function known({ id, name, login, roles }: KnownPerson): KnownPerson {
  return { id, name, login, roles };
}

export interface RunReturn {
  readonly setup: RunSetup;
  readonly run: RunId;
  readonly listener: RunListener;
}

/** Resumes an open run that no program carries out: one that waits for a person, or whose program ended. Nothing is recorded when it is refused. */
export async function resumeOpenRun(given: RunReturn, by: string): Promise<Result<RunHandle, Failure>> {
  const { setup, run } = given;
  const unread = refuseUnread(setup.library, run);
  if (unread) return { ok: false, error: unread };
  const plan = setup.library.storedPlan(run);
  return (plan && refuseWhereBusy(setup, plan, run)) ?? resume(given, by, () => true);
}

/** The same to end it: secrets are needed only where something was running that may print them. */
export function resumeToEnd(given: RunReturn, by: string): Promise<Result<RunHandle, Failure>> {
  return resume(given, by, (isUnderWay) => isUnderWay);
}

async function resume(
  given: RunReturn,
  by: string,
  needsSecrets: (isUnderWay: boolean) => boolean,
): Promise<Result<RunHandle, Failure>> {
  const { setup, run } = given;
  if (setup.library.head(run).seq === 0) return { ok: false, error: whyNotOpened(setup.library, run) };
  return underLock(setup, run, (lock) => resumeLocked({ ...given, lock }, by, needsSecrets));
}

async function resumeLocked(
  { setup, run, listener, lock }: RunReturn & { readonly lock: RunLock },
  by: string,
  needsSecrets: (isUnderWay: boolean) => boolean,
): Promise<Result<RunHandle, Failure>> {
  const { library, ports } = setup;
  const opened = openSoundRun(library, run);
  if (!opened.ok) return opened;
  const { state } = opened.value;
  if (state.outcome !== null) return refuseEnded(state.outcome);
  const events = library.events(run);
  const named = secretsIn(library.revisionText(state.header.revision) ?? '');
  const found = await findAgain({ plan: state.plan, named }, ports, events);
  const { known: secrets } = found;
  // A value that was changed is no matter where nothing is running that began with the former one.
  const bare = foldRun(state.plan, events);
  const isUnderWay = bare.searching.size > 0 || inFlight(bare).length > 0;
  const [first, ...more] = needsSecrets(isUnderWay)
    ? [...found.problems, ...(isUnderWay ? found.ofRunning : [])]
    : [];
  if (first)
    return refuse(first.code, [first, ...more].map(describeProblem).join('\n'), {
      next: { app: 'Say under Credentials where each of them is found' },
    });
  const { header, plan } = state;
  const order = { header, plan, related: relatedRuns(library, header), conditions: setup.conditions };
  const signed = signatureOf(state.header.people ?? [], by);
  return {
    ok: true,
    value: resumeRun(order, withLibrary(setup), { listener, lock, by: signed, secrets }),
  };
}
