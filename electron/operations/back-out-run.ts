/** Backouts of runs in a library: what one would do, and starting it as a run of its own. */

import type { Library } from '#adapters/sqlite/library.ts';
import { type Backout, type BackoutChoice, backoutPlan, computeBackout } from '#core/backout/backout.ts';
import { type Concern, concernsOf, unacknowledged } from '#core/backout/concerns.ts';
import { undoneSince } from '#core/backout/earlier-backouts.ts';
import { hostsOfBackout } from '#core/backout/frame.ts';
import { matchHosts } from '#core/plan/hosts.ts';
import type { Plan } from '#core/plan/model.ts';
import type { RunId } from '#core/run/events.ts';
import { mayBackOut } from '#core/run/may-back-out.ts';
import type { RunState } from '#core/run/state.ts';
import { describeConcern } from '#core/words/backout/describe-concern.ts';
import { describeProblem } from '#core/words/hosts/describe-problem.ts';
import { findSecrets } from '#engine/known-secrets.ts';
import type { Failure, Result, Sha256 } from '#engine/ports.ts';
import type { RunHandle, RunListener } from '#engine/run-handle.ts';
import { readDeployment, unsoundDeployment } from './deployment-runs.ts';
import { endOpenRun } from './end-open-run.ts';
import { refuse } from './refuse.ts';
import {
  type Frozen,
  launch,
  type OpenedRun,
  openSoundRun,
  type RunSetup,
  refuseWhereBusy,
} from './start-run.ts';
import { undoHistory } from './undo-history.ts';
import { refuseUnread } from './unread-losses.ts';

export interface BackoutWish {
  readonly limit: string | null;
  /** Unit keys that are left out, with the reason. */
  readonly struck: ReadonlyMap<string, string>;
}

export interface PlannedBackout {
  readonly backout: Backout;
  readonly concerns: readonly Concern[];
  /** Names exactly this list: what is approved by it is what runs. */
  readonly list: string;
  readonly plan: Plan;
  readonly opened: OpenedRun;
  /** Backouts of the deployment that are not at their end. */
  readonly open: readonly RunId[];
}

/** What a backout of this run would do. */
export function planBackout(
  { library, sha256 }: { readonly library: Library; readonly sha256: Sha256 },
  run: RunId,
  wish: BackoutWish,
): Result<PlannedBackout, Failure> {
  const sound = openSoundRun(library, run);
  if (!sound.ok) return sound;
  const opened = sound.value;
  const { state } = opened;
  const { undoes, releaseId } = state.header;
  if (undoes !== null)
    return refuse('is-backout', `${run} is itself a backout, of ${undoes}; it has no undo`, {
      next: { app: 'Open the run that it backs out' },
    });
  if (!mayBackOut(state))
    return refuse(
      'nothing-ran',
      `${run} was a check or was refused: it changed nothing, so there is nothing to undo`,
    );
  const limit = chooseHosts(state, wish.limit);
  if (!limit.ok) return limit;
  const forged = unsoundDeployment(library, state.header);
  if (forged !== null) return forged;
  const { backouts, newer } = readDeployment(library, state.header);
  for (const { header } of backouts.runs) {
    const earlier = openSoundRun(library, header.run);
    if (!earlier.ok) return earlier;
  }
  const choice = { limit: limit.value, struck: wish.struck, ...undoneSince(state, backouts) };
  const backout = computeBackout(state, choice, undoHistory(library, releaseId));
  const plan = backoutPlan(state, backout, limit.value);
  const concerns = concernsOf(backout, newer);
  const list = sha256(JSON.stringify([plan.steps, plan.waves, concerns]));
  const open = backouts.runs.filter(({ outcome }) => outcome === null).map(({ header }) => header.run);
  return { ok: true, value: { backout, concerns, list, plan, opened, open } };
}

function chooseHosts(state: RunState, limit: string | null): Result<BackoutChoice['limit'], Failure> {
  if (limit === null) return { ok: true, value: null };
  const hosts = matchHosts(limit, hostsOfBackout(state.plan));
  const next = { app: 'Change “Only on these hosts”' };
  if (typeof hosts === 'string') return refuse('limit', hosts, { next });
  if (hosts.length === 0) return refuse('limit', `No host of this run matches ${limit}`, { next });
  return { ok: true, value: { selector: limit, hosts: new Set(hosts.map((host) => host.name)) } };
}

export interface BackoutStart {
  readonly setup: RunSetup;
  readonly run: RunId;
  readonly listener: RunListener;
}

export interface BackoutOrder extends BackoutWish {
  readonly operator: string;
  /** The list that was approved; null: the one that is computed now. */
  readonly list: string | null;
  /** Keys of the concerns that a person, or an option, has acknowledged. */
  readonly acknowledged: ReadonlySet<string>;
  /** Each step begins with a person's yes. */
  readonly stepByStep?: boolean;
}

/** Starts the computed backout as a run of its own, linked to the first. */
export async function beginBackout(
  { setup, run, listener }: BackoutStart,
  order: BackoutOrder,
): Promise<Result<RunHandle, Failure>> {
  const { library, ports } = setup;
  const unread = refuseUnread(library, run);
  if (unread) return { ok: false, error: unread };
  const refusal =
    (await refuseEarly(setup, run, order)) ??
    (await endOpenRun({ setup, run }, { by: order.operator, note: null, cause: 'to-back-out' }));
  if (refusal !== null) return refusal;
  const approved = approveBackout({ library, sha256: ports.sha256 }, run, order);
  if (!approved.ok) return approved;
  const { plan, opened, refuse: refuseLate } = approved.value;
  const { header } = opened.state;
  const text = library.revisionText(header.revision);
  const loaded = text === null ? null : await setup.reader.load(text);
  if (!loaded?.ok)
    return refuse(
      'revision-missing',
      `The text of revision ${header.revision} is not in the library any more`,
      {
        next: {
          app: 'Open Backups and restore one that still holds it, or undo it by hand from the list',
          terminal:
            'Restore a backup that still holds it (holdpoint backups), or undo it by hand from the list',
        },
      },
    );
  const { mode, vars } = header;
  const { limit, operator, stepByStep } = order;
  const frozen: Frozen = {
    mode,
    limit,
    vars,
    operator,
    undoes: run,
    failedOf: null,
    gate: null,
    stepByStep,
  };
  return launch({ setup, loaded: loaded.value, listener }, plan, { ...frozen, refuse: refuseLate });
}

interface ApprovedBackout extends PlannedBackout {
  /** Asked when it is put down: another program may have begun one since it was planned, or ended it. */
  refuse(): Failure | null;
}

function approveBackout(
  parts: { readonly library: Library; readonly sha256: Sha256 },
  run: RunId,
  order: BackoutOrder,
): Result<ApprovedBackout, Failure> {
  const { seq } = parts.library.head(null);
  const planned = planBackout(parts, run, order);
  if (!planned.ok) return planned;
  const refused = refusalOf(planned.value, order);
  if (refused !== null) return refused;
  // Every run that is begun or ends is an event of the library's own log.
  const isUnchanged = () => parts.library.head(null).seq === seq;
  const again = () => approveBackout(parts, run, { ...order, list: planned.value.list });
  const refuseLate = () => {
    if (isUnchanged()) return null;
    const now = again();
    return now.ok ? null : now.error;
  };
  return { ok: true, value: { ...planned.value, refuse: refuseLate } };
}

/** What it will need, and whether its hosts are free, is looked at before the run that it undoes is brought to its end. */
async function refuseEarly(setup: RunSetup, run: RunId, wish: BackoutWish) {
  const { library, ports } = setup;
  const planned = planBackout({ library, sha256: ports.sha256 }, run, wish);
  if (!planned.ok) return null;
  const busy = refuseWhereBusy(setup, planned.value.plan, run);
  if (busy !== null) return busy;
  const { problems } = await findSecrets(planned.value.plan, ports.secrets);
  const [first] = problems;
  return first
    ? refuse(first.code, problems.map(describeProblem).join('\n'), {
        next: { app: 'Say under Credentials where each of them is found' },
      })
    : null;
}

/** Why this backout is not started as it is; null where nothing is in the way. */
function refusalOf({ backout, concerns, list, open }: PlannedBackout, order: BackoutOrder) {
  if (backout.units.every(({ struck }) => struck !== null))
    return refuse('nothing-ran', `Nothing of ${backout.of} is to be undone`);
  const [first] = open;
  if (first !== undefined)
    return refuse('backout-open', `${first}, a backout of this deployment, has not ended`, {
      next: {
        terminal: `Resume it (holdpoint resume ${first}) or stop it (holdpoint stop ${first})`,
        app: 'Open it under Runs, and resume or stop it there',
      },
    });
  if (order.list !== null && order.list !== list)
    return refuse('list-changed', 'What the backout would do has changed since it was shown', {
      next: { terminal: 'Look at it again', app: 'Look at the list as it is now' },
    });
  return refuseConcerns(unacknowledged(concerns, order.acknowledged));
}

/** What nobody has acknowledged, with what to say to continue; null where there is nothing. */
export function refuseConcerns(concerns: readonly Concern[]) {
  if (concerns.length === 0) return null;
  const says = concerns.map((concern) =>
    concern.option === null
      ? `${describeConcern(concern)}.`
      : `${describeConcern(concern)}. To continue all the same: ${concern.option}`,
  );
  return refuse('not-acknowledged', says.join('\n'), {
    next: { app: 'Read and acknowledge each of these points in the list' },
  });
}
