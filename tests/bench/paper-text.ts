/** A runbook and a report of a wished length, as they are before they are laid out. */
import { sha256 } from '#adapters/system/sha256.ts';
import { NO_HISTORY } from '#core/backout/time.ts';
import type { Plan } from '#core/plan/model.ts';
import { planRelease } from '#core/plan/plan-release.ts';
import type { PlanName } from '#core/release/model.ts';
import type { RunReport } from '#core/report/run-report-model.ts';
import { type Runbook, revisionText } from '#core/report/runbook-model.ts';
import { SOUND } from '#core/run/evidence.ts';
import { foldRun } from '#core/run/transition.ts';
import { readRun } from '#core/run/view.ts';
import { type LoadedRelease, loadRelease } from '#operations/loaded-release.ts';
import { qrModules } from '#operations/qr-modules.ts';
import { unwrap } from '#support/ssh-fixture.ts';
import { HEAD, LIBRARY_HEAD, PRINTED_AT } from '../unit/report/release-fixture.ts';
import { clockAt, header, log, tried } from '../unit/report/run-fixture.ts';
import { ENVIRONMENT, releaseText } from './release-text.ts';

/** Every step with its undo, so that the backout plan is as long. */
export function longRunbook(steps: number, hosts: number): Runbook {
  const loaded = loadedWith(steps, hosts);
  return {
    document: 'runbook',
    release: loaded.release,
    environment: ENVIRONMENT,
    revision: loaded.revision,
    plans: [planned(loaded, 'deployment'), planned(loaded, 'backout')],
    unresolved: [],
    qr: qrModules(revisionText(loaded.revision)),
    history: NO_HISTORY,
    printedAt: PRINTED_AT,
  };
}

/** Every step ran on every host and printed a few lines. */
export function longReport(steps: number, hosts: number): RunReport {
  const plan = planned(loadedWith(steps, hosts), 'deployment');
  const { add, events } = log(header({ environment: ENVIRONMENT, revision: plan.revision }));
  add({ type: 'preflightFinished', data: { passed: true, hosts: [], problems: [] } });
  add({ type: 'runStarted', data: {} });
  for (const { id, units } of plan.steps)
    for (const { host } of units)
      tried(add, {
        step: id,
        host,
        outcome: 'ok',
        exit: 0,
        command: commandAt(id),
        bytes: 90,
        tracked: true,
      });
  add({ type: 'runFinished', data: { outcome: 'succeeded', reason: null } });
  const view = readRun(foldRun(plan, events), { carriedOut: false, head: HEAD });
  return {
    ...view,
    info: null,
    events,
    library: { seq: 5, hash: LIBRARY_HEAD },
    evidence: SOUND,
    output: ({ step, host, stream }) =>
      stream === 'stderr' ? '' : `${step} on ${host}\nconnections: 12\nconnections: 0\n`,
    clock: clockAt(view.state),
    backedOut: null,
    printedAt: PRINTED_AT,
    qr: qrModules(HEAD),
  };
}

function commandAt(step: string): string {
  return `/opt/app/bin/apply --change ${step} --wait 30s --log /var/log/app/${step}.log`;
}

function loadedWith(steps: number, hosts: number): LoadedRelease {
  const text = releaseText(
    Array.from({ length: hosts }, (_, i) => ({
      name: `web-${i + 1}`,
      address: `192.0.2.${i + 1}`,
      port: 22,
      user: 'deploy',
      credential: null,
      via: null,
      tags: [],
      vars: {},
      hostKeys: [],
      is: {},
    })) as unknown as Parameters<typeof releaseText>[0],
    10,
    Array.from({ length: steps }, (_, i) => ({
      id: `step-${i + 1}`,
      body: {
        run: commandAt(`step-${i + 1}`),
        nothing_to_undo: undefined,
        undo: { run: `/opt/app/bin/revert --change step-${i + 1}` },
      },
    })),
  );
  return unwrap(loadRelease(text, sha256));
}

function planned({ release, revision }: LoadedRelease, plan: PlanName): Plan {
  const made = planRelease({
    release,
    revision,
    files: {},
    plan,
    environment: ENVIRONMENT,
    limit: null,
    vars: {},
  });
  if (made.plan === null) throw new Error(made.problems.map(({ message }) => message).join('\n'));
  return made.plan;
}
