/** Starts runs and backouts of releases in a library: the one way, for the app and for the command line. */
import type { Library } from '#adapters/sqlite/library.ts';
import { matchHosts } from '#core/plan/hosts.ts';
import type { Plan } from '#core/plan/model.ts';
import { planBackoutFrame } from '#core/plan/plan-release.ts';
import type { HostName } from '#core/release/model.ts';
import {
  type Backout,
  type BackoutChoice,
  backoutPlan,
  computeBackout,
  undoneBy,
  WHOLE_BACKOUT,
} from '#core/run/backout.ts';
import type { Mode, RunHeader, RunId } from '#core/run/events.ts';
import type { RunState } from '#core/run/state.ts';
import { foldRun } from '#core/run/transition.ts';
import { asRead, inFlight } from '#core/run/view.ts';
import type { Failure, Files, Result } from '#engine/ports.ts';
import { resumeRun, startRun } from '#engine/run-engine.ts';
import type { EnginePorts, RunHandle, RunListener } from '#engine/run-handle.ts';
import {
  type LoadedRelease,
  loadRelease,
  type PlanChoice,
  planLoaded,
  readScripts,
} from './loaded-release.ts';
import { undoHistory } from './undo-history.ts';

/** Everything the engine needs but the store: that is the library. */
export type RunPorts = Omit<EnginePorts, 'store'>;

export interface RunWish extends PlanChoice {
  readonly mode: Mode;
  readonly operator: string;
  /** Rehearse on production all the same. */
  readonly force: boolean;
}

export interface RunMaker {
  readonly library: Library;
  readonly ports: RunPorts;
  /** `holdpoint 0.1.0 on Node 24.21.0`. */
  readonly app: string;
}

export interface OpenedRun {
  readonly state: RunState;
  readonly held: boolean;
  readonly head: string;
}

/** A run as it stands in the library; null when there is none of that name. */
export function openRun(library: Library, run: RunId): OpenedRun | null {
  const plan = library.storedPlan(run);
  if (!plan) return null;
  const held = library.isRunHeld(run);
  const state = asRead(foldRun(plan, library.events(run)), held);
  return { state, held, head: library.head(run).hash };
}

export interface ReleaseStart {
  readonly maker: RunMaker;
  readonly loaded: LoadedRelease;
  readonly listener: RunListener;
}

/** Starts a plan of a release. The release's exact text is kept in the library first. */
export async function beginRun(
  { maker, loaded, listener }: ReleaseStart,
  wish: RunWish,
): Promise<Result<RunHandle, Failure>> {
  if (wish.plan === 'backout')
    return refuse(
      'backout-computed',
      'A backout is computed from a run: use `holdpoint backout RUN`, or Back out on the run',
    );
  const planned = await planLoaded(loaded, wish, maker.ports.files);
  if (!planned.plan)
    return refuse(
      'plan-invalid',
      planned.problems.map((problem) => problem.message).join('\n'),
      planned.problems,
    );
  const { plan } = planned;
  if (plan.waves.length === 0)
    return refuse(
      'plan-empty',
      `The ${wish.plan} plan has no step to run${wish.limit === null ? '' : ` on ${wish.limit}`}`,
    );
  if (wish.mode === 'rehearsal' && plan.environment.kind === 'production' && !wish.force) {
    return refuse(
      'rehearsal-on-production',
      `${plan.environment.name} is a production environment: a rehearsal would change it. Choose another, or force it`,
    );
  }
  maker.library.addRevision(loaded.release.info.id, loaded.revision, loaded.text);
  return { ok: true, value: launch({ maker, loaded, listener }, plan, { ...wish, undoes: null }) };
}

type Frozen = Pick<RunHeader, 'mode' | 'limit' | 'vars' | 'operator' | 'undoes'>;

function launch({ maker, loaded, listener }: ReleaseStart, plan: Plan, frozen: Frozen): RunHandle {
  const { library, ports, app } = maker;
  const { release } = loaded;
  const { mode, limit, vars, operator, undoes } = frozen;
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
    operator,
    planSha256: library.putDocument(JSON.stringify(plan)),
    undoes,
    app,
    window: release.info.window,
  };
  return startRun({ header, plan, people: release.info.people }, { ...ports, store: library }, listener);
}

export interface RunReturn {
  readonly maker: RunMaker;
  readonly run: RunId;
  readonly listener: RunListener;
}

/** Takes up a run that was left open: one that waits for a person, or whose program ended. */
export function takeUpRun({ maker, run, listener }: RunReturn, by: string): Result<RunHandle, Failure> {
  const { library, ports } = maker;
  const opened = openRun(library, run);
  if (!opened) return refuse('not-found', `There is no run ${run} in this library`);
  const { state, held } = opened;
  if (state.outcome !== null) return refuse('ended', `${run} is at its end: ${state.outcome}`);
  if (held) return refuse('still-running', `${run} is being carried out by another program`);
  const text = library.revisionText(state.header.revision);
  const loaded = text === null ? null : loadRelease(text, ports.sha256);
  const people = loaded?.ok ? loaded.value.release.info.people : [];
  const order = { header: state.header, plan: state.plan, people };
  return { ok: true, value: resumeRun(order, { ...ports, store: library }, { listener, by }) };
}

export interface BackoutWish {
  readonly limit: string | null;
  /** Unit keys that are left out, with the reason. */
  readonly struck: ReadonlyMap<string, string>;
}

/** What a backout of this run would do. */
export function planBackout(
  library: Library,
  run: RunId,
  wish: BackoutWish,
): Result<{ readonly backout: Backout; readonly opened: OpenedRun }, Failure> {
  const opened = openRun(library, run);
  if (!opened) return refuse('not-found', `There is no run ${run} in this library`);
  if (opened.state.header.undoes !== null)
    return refuse(
      'is-backout',
      `${run} is itself a backout, of ${opened.state.header.undoes}; it has no undo`,
    );
  const choice = chooseHosts(opened.state, wish, undoneAlready(library, run));
  if (!choice.ok) return choice;
  const history = undoHistory(library, opened.state.header.releaseId);
  return { ok: true, value: { backout: computeBackout(opened.state, choice.value, history), opened } };
}

/** What earlier backouts of the run have undone is not undone twice. */
function undoneAlready(library: Library, run: RunId): ReadonlySet<string> {
  const backouts = library.listRuns().filter((listing) => listing.undoes === run);
  return new Set(
    backouts.flatMap((listing) => {
      const opened = openRun(library, listing.run);
      return opened ? undoneBy(opened.state) : [];
    }),
  );
}

function chooseHosts(
  state: RunState,
  { limit, struck }: BackoutWish,
  undone: ReadonlySet<string>,
): Result<BackoutChoice, Failure> {
  if (limit === null) return { ok: true, value: { ...WHOLE_BACKOUT, struck, undone } };
  const hosts = matchHosts(limit, state.plan.hosts);
  if (typeof hosts === 'string') return refuse('limit', hosts);
  if (hosts.length === 0) return refuse('limit', `No host of this run matches ${limit}`);
  return { ok: true, value: { hosts: new Set(hosts.map((host) => host.name)), struck, undone } };
}

export interface BackoutStart {
  readonly maker: RunMaker;
  readonly run: RunId;
  readonly listener: RunListener;
}

/** Starts the computed backout as a run of its own, linked to the first. */
export async function beginBackout(
  { maker, run, listener }: BackoutStart,
  wish: BackoutWish & { readonly operator: string },
): Promise<Result<RunHandle, Failure>> {
  const planned = planBackout(maker.library, run, wish);
  if (!planned.ok) return planned;
  const { backout, opened } = planned.value;
  const { header } = opened.state;
  if (opened.held && opened.state.outcome === null)
    return refuse('still-running', `${run} is still being carried out; stop it first`);
  if (backout.units.length === 0) return refuse('nothing-ran', `Nothing of ${run} is to be undone`);
  const text = maker.library.revisionText(header.revision);
  const loaded = text === null ? null : loadRelease(text, maker.ports.sha256);
  if (!loaded?.ok)
    return refuse(
      'revision-missing',
      `The text of revision ${header.revision} is not in the library any more`,
    );
  const framed = await frameFor(loaded.value, opened.state, { limit: wish.limit, files: maker.ports.files });
  if (!framed.ok) return framed;
  const plan = backoutPlan(opened.state, { backout, ...framed.value, limit: wish.limit });
  closeInterrupted(maker, opened);
  const frozen: Frozen = {
    mode: header.mode,
    limit: wish.limit,
    vars: header.vars,
    operator: wish.operator,
    undoes: run,
  };
  return { ok: true, value: launch({ maker, loaded: loaded.value, listener }, plan, frozen) };
}

async function frameFor(
  loaded: LoadedRelease,
  state: RunState,
  { limit, files }: { readonly limit: string | null; readonly files: Files },
) {
  const { texts, problems } = await readScripts(loaded.release, 'backout', files);
  if (problems.length > 0)
    return refuse('plan-invalid', problems.map((problem) => problem.message).join('\n'));
  const { header } = state;
  const framed = planBackoutFrame({
    release: loaded.release,
    environment: header.environment,
    limit: limit ?? header.limit,
    vars: header.vars,
    files: texts,
    captured: capturedBy(state),
  });
  if (!framed.frame)
    return refuse('plan-invalid', framed.problems.map((problem) => problem.message).join('\n'));
  return { ok: true, value: { frame: framed.frame, frameHosts: framed.hosts } } as const;
}

function capturedBy(state: RunState) {
  return new Map(
    state.plan.steps.flatMap((step) => {
      const hosts = new Set<HostName>(step.units.flatMap((unit) => unit.host ?? []));
      const names = new Set(
        [...state.captures.keys()]
          .filter((key) => key.startsWith(`${step.id}\n`))
          .map((key) => key.slice(key.lastIndexOf('\n') + 1)),
      );
      return names.size > 0 ? [[step.id, { names, hosts }] as const] : [];
    }),
  );
}

/** A run whose program ended is closed in its own log before anything builds on it. */
function closeInterrupted({ library, ports }: RunMaker, { state, held }: OpenedRun): void {
  if (held || state.outcome !== null) return;
  const run = state.header.run;
  const lock = library.holdRun(run);
  if (!lock) return;
  const lost = inFlight(foldRun(state.plan, library.events(run)));
  const at = ports.clock.now().toISOString();
  library.append(
    run,
    [
      { type: 'runInterrupted', data: { inFlight: lost } },
      { type: 'runFinished', data: { outcome: 'failed', reason: 'Interrupted; backed out' } },
    ],
    at,
  );
  library.sealRun(run, at);
  lock.release();
}

function refuse(
  code: string,
  message: string,
  details?: unknown,
): { readonly ok: false; readonly error: Failure } {
  return {
    ok: false,
    error: { code, message, ...(details === undefined ? {} : { details: { problems: details } }) },
  };
}
