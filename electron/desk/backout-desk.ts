/** Backouts of runs in a library: what one would do, and starting it as a run of its own. */
import type { Library } from '#adapters/sqlite/library.ts';
import { matchHosts } from '#core/plan/hosts.ts';
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
import type { RunId } from '#core/run/events.ts';
import { mayBackOut } from '#core/run/may-back-out.ts';
import type { RunState } from '#core/run/state.ts';
import type { Failure, Files, Result } from '#engine/ports.ts';
import type { RunHandle, RunListener } from '#engine/run-handle.ts';
import { type LoadedRelease, loadRelease, readScripts } from './loaded-release.ts';
import { refuse } from './refuse.ts';
import {
  type Frozen,
  launch,
  type OpenedRun,
  openRun,
  type RunMaker,
  type RunReturn,
  takeUpRun,
} from './run-desk.ts';
import { undoHistory } from './undo-history.ts';

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
  if (!mayBackOut(opened.state))
    return refuse(
      'nothing-ran',
      `${run} was a check or was refused: it changed nothing, so there is nothing to undo`,
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
  const refusal = await endOpenRun({ maker, run }, wish.operator, 'To be backed out');
  if (refusal !== null) return refusal;
  const planned = planBackout(maker.library, run, wish);
  if (!planned.ok) return planned;
  const { backout, opened } = planned.value;
  const { header } = opened.state;
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

const SILENT: RunListener = { onEvents: () => undefined, onOutput: () => undefined };

/**
 * A run that nobody carries out is brought to its end before anything builds on it: what was under way is looked for,
 * ended where it still runs, and seen to be gone. In a refusal why that could not be done; null when it is at its end.
 */
export async function endOpenRun(
  { maker, run }: Omit<RunReturn, 'listener'>,
  by: string,
  note: string | null,
) {
  const opened = openRun(maker.library, run);
  if (!opened) return refuse('not-found', `There is no run ${run} in this library`);
  if (opened.state.outcome !== null) return null;
  if (opened.held) return refuse('still-running', `${run} is still being carried out; stop it first`);
  const taken = takeUpRun({ maker, run, listener: SILENT }, by);
  if (!taken.ok) return taken;
  await taken.value.stop(by, note);
  const end = await taken.value.ended;
  if (end.kind === 'broken') throw end.error;
  return end.kind === 'finished' ? null : refuse('still-open', `${run} could not be brought to its end`);
}
