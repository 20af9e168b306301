/** Runs in which the link and the program were lost, people settled, paused and worked from paper, told by their logs. */

import type { HostName, PlanName, StepId } from '#core/release/model.ts';
import type { RunReport } from '#core/report/run-report-model.ts';
import type { HostReport, RunEvent, RunEventBody, UnitRef } from '#core/run/events.ts';
import { SOUND } from '#core/run/evidence.ts';
import { noteSharedKeys } from '#core/run/shared-machines.ts';
import { foldRun } from '#core/run/transition.ts';
import { readRun } from '#core/run/view.ts';
import { because } from '#support/because.ts';
import { HEAD, LIBRARY_HEAD, PRINTED_AT, plan, release, step, undoBy } from './release-fixture.ts';
import { began, clockAt, header, log, output, tried } from './run-fixture.ts';

const STEPS = [
  step(
    'drain',
    { kind: 'run', text: 'lbctl drain {{ host.name }}' },
    {
      title: 'Take the servers out of the balancer',
      on: 'web',
      undo: undoBy('lbctl restore {{ host.name }}', 30_000),
    },
  ),
  step(
    'stop',
    { kind: 'run', text: 'systemctl stop payments' },
    { title: 'Stop the service', on: 'web', undo: undoBy('systemctl start payments', 60_000) },
  ),
  step(
    'migrate',
    { kind: 'run', text: '/opt/app/bin/migrate --to 42' },
    {
      title: 'Migrate the ledger',
      on: 'db1',
      takesMs: 240_000,
      undo: undoBy('/opt/app/bin/migrate --to 41', 420_000),
    },
  ),
  step(
    'switch',
    { kind: 'run', text: 'ln -sfn /opt/app/4.2.0 /opt/app/current' },
    {
      title: 'Switch the release',
      on: 'web',
      mode: 'attached',
      undo: undoBy('ln -sfn /opt/app/4.1.3 /opt/app/current'),
    },
  ),
  step(
    'desk',
    { kind: 'manual', text: 'Tell the service desk.', items: ['Phone', 'Pager'] },
    { title: 'Tell the service desk' },
  ),
  step(
    'drop',
    { kind: 'run', text: '/opt/app/bin/migrate --drop-old' },
    { title: 'Drop the old columns', on: 'db1', undo: { kind: 'no-return', why: 'Columns are dropped' } },
  ),
  step(
    'restore',
    { kind: 'run', text: 'lbctl restore {{ host.name }}' },
    { title: 'Put the servers back', on: 'web', undo: undoBy('lbctl drain {{ host.name }}', 30_000) },
  ),
];

const of = release(STEPS);
const WEB = ['web1', 'web2', 'web3', 'web4'] as const;

/** Cloned hosts: all of them show one key. */
const SURVEY: readonly HostReport[] = noteSharedKeys(
  [...WEB, 'db1'].map((name, i) => ({
    host: name as HostName,
    problems: [],
    hostKey: 'SHA256:uNiVztksCsDhcc0u9e8BrsBxbNRyqTsuGnO4BfcmaDk',
    hostname: name,
    bootId: null,
    clockOffsetMs: i === 1 ? 94_000 : 12,
    freeBytes: 41_000_000_000,
    tracking: i === 3 ? [{ user: null, why: { kind: 'records-no-tool' } }] : [{ user: null, why: null }],
    notices: [
      ...(i === 1 ? [{ kind: 'clock' as const, offsetMs: 94_000, errorMs: 1000 }] : []),
      ...(i === 2
        ? [
            {
              kind: 'replaced' as const,
              holder: {
                run: 'r-20260313-11aa',
                workstation: 'lee@bench',
                operator: 'Lee Brandt',
                since: '2026-03-13T22:10:00.000Z',
                live: false,
              },
            },
          ]
        : []),
      ...(i === 3 ? [{ kind: 'no-note' as const }] : []),
    ],
  })),
);

export function unit(id: string, host: string | null): UnitRef {
  return { step: id as StepId, host: host as HostName | null };
}

export interface Story {
  readonly add: (body: RunEventBody) => void;
  readonly events: RunEvent[];
}

/** A log that has come through preflight. */
function begun(name: PlanName = 'deployment'): Story {
  const window = of.info.window;
  const story = log(header({ plan: name, window }));
  story.add({ type: 'preflightFinished', data: { passed: true, hosts: SURVEY, problems: [] } });
  story.add({ type: 'runStarted', data: {} });
  return story;
}

export function reportOf(
  { events }: Pick<Story, 'events'>,
  carriedOut = false,
  name: PlanName = 'deployment',
): RunReport {
  const view = readRun(foldRun(plan(of, name), events), { carriedOut, head: HEAD });
  return {
    ...view,
    info: of.info,
    events,
    library: { seq: 5, hash: LIBRARY_HEAD },
    evidence: SOUND,
    output,
    clock: clockAt(view.state),
    backedOut: null,
    printedAt: PRINTED_AT,
    qr: null,
  };
}

const NIL = { bytes: 0, sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855' };

/** An attempt whose outcome was not observed. */
function unseen(story: Story, ref: UnitRef, reason: string): void {
  story.add({
    type: 'attemptFinished',
    data: {
      ...ref,
      attempt: 1,
      outcome: 'unknown',
      exit: null,
      signal: null,
      reason: because(reason),
      stdout: NIL,
      stderr: NIL,
      captured: {},
      durationMs: 0,
    },
  });
}

/** Asks about a unit's last attempt; the answer is the caller's. */
function asked(
  story: Story,
  ref: UnitRef,
  more: { readonly id: string; readonly outcome: 'failed' | 'unknown'; readonly reason: string },
): void {
  const { id, outcome, reason } = more;
  story.add({
    type: 'questionAsked',
    data: { id, question: { about: 'unit', unit: ref, attempt: 1, outcome, reason: because(reason) } },
  });
}

const DANA = 'Dana Okafor';

/** As far as the switch: a lost link, an adopted outcome, a host left out and included again, a settlement, a pause. */
export function untilSwitch(): Story {
  const story = begun();
  const { add } = story;
  const ok = { outcome: 'ok', exit: 0, tracked: true, bytes: 120 } as const;
  for (const host of WEB)
    tried(add, { step: 'drain', host, ...ok, command: `lbctl drain ${host}`, tracked: host !== 'web4' });
  add({
    type: 'hostExcluded',
    data: { host: 'web3' as HostName, by: DANA, note: 'its disk is swapped' },
  });
  add({ type: 'hostIncluded', data: { host: 'web3' as HostName, by: DANA, note: 'the disk is in' } });
  const stop = { step: 'stop', command: 'systemctl stop payments' } as const;
  const lost = (host: string): RunEventBody => ({
    type: 'attemptUnobserved',
    data: {
      ...unit('stop', host),
      attempt: 1,
      reason: because(`the connection was reset; it may still be running; reconnecting to ${host}`),
    },
  });
  tried(add, {
    ...stop,
    ...ok,
    host: 'web1',
    between: [
      lost('web1'),
      { type: 'attemptReattached', data: { ...unit('stop', 'web1'), attempt: 1, pid: 4711, group: 4711 } },
    ],
  });
  tried(add, { ...stop, ...ok, host: 'web2', between: [lost('web2')], adopted: true });
  tried(add, { ...stop, ...ok, host: 'web3', leftBehind: true });
  tried(add, { ...stop, ...ok, host: 'web4', tracked: false });
  add({ type: 'runPaused', data: { by: DANA, note: 'The desk calls' } });
  add({ type: 'runContinued', data: { by: DANA, note: null } });
  began(add, { step: 'migrate', host: 'db1', command: '/opt/app/bin/migrate --to 42', tracked: true });
  add({
    type: 'attemptQuiet',
    data: { ...unit('migrate', 'db1'), attempt: 1, quietMs: 300_000, lastLine: 'ALTER step 60 of 90 done' },
  });
  return story;
}

/** The program ended during the migration, and nobody has resumed the run yet. */
export function interruptedReport(): RunReport {
  return reportOf(untilSwitch());
}

/** The migration's outcome is unknown, asked about, looked at in vain, and settled by a person; the rest continued. */
export function settledStory(): Story {
  const story = untilSwitch();
  const { add } = story;
  const migrate = unit('migrate', 'db1');
  add({ type: 'runResumed', data: { by: DANA, inFlight: [migrate] } });
  unseen(story, migrate, 'db1 has restarted, and its record says of no end');
  add({ type: 'runContinued', data: { by: DANA, note: null } });
  add({ type: 'preflightFinished', data: { passed: true, hosts: SURVEY, problems: [] } });
  asked(story, migrate, { id: 'unit:migrate@db1#1', outcome: 'unknown', reason: 'db1 has restarted' });
  return story;
}

/** An outcome is unknown and nobody has said anything to it. */
export function waitingReport(): RunReport {
  return reportOf(settledStory());
}

/** A person has paused it, and a program still carries it out. */
export function pausedReport(): RunReport {
  const story = untilSwitch();
  story.add({ type: 'runPaused', data: { by: DANA, note: 'The desk calls again' } });
  return reportOf(story, true);
}

/** At its end, with something of everything, and records left on two hosts. */
export function eventfulReport(): RunReport {
  const story = settledStory();
  const { add } = story;
  const migrate = unit('migrate', 'db1');
  const answer = (id: string, remedy: 'recheck' | 'settle-done' | 'retry', note: string | null): void =>
    add({ type: 'questionAnswered', data: { id, answer: { to: 'unit', remedy }, by: DANA, note } });
  answer('unit:migrate@db1#1', 'recheck', null);
  add({
    type: 'unitStillUnknown',
    data: { ...migrate, attempt: 1, evidence: 'record', reason: because('db1 has no record of it any more') },
  });
  asked(story, migrate, {
    id: 'unit:migrate@db1#1.1',
    outcome: 'unknown',
    reason: 'db1 has no record of it any more',
  });
  answer('unit:migrate@db1#1.1', 'settle-done', 'schema_version says 42');
  const change = {
    step: 'switch',
    command: 'ln -sfn /opt/app/4.2.0 /opt/app/current',
    outcome: 'ok',
    exit: 0,
  } as const;
  tried(add, { ...change, host: 'web1' });
  tried(add, { ...change, host: 'web2' });
  began(add, { ...change, host: 'web3' });
  unseen(story, unit('switch', 'web3'), 'the connection was reset, and outcome not observed');
  add({
    type: 'unitSettled',
    data: {
      ...unit('switch', 'web3'),
      attempt: 1,
      as: 'done',
      evidence: 'check',
      reason: { kind: 'check-says', done: true },
    },
  });
  add({
    type: 'unitRecorded',
    data: {
      ...unit('switch', 'web4'),
      outcome: 'ok',
      by: 'Lee Brandt',
      doneAt: '2026-03-14T20:41:00.000Z',
      note: 'by the console, from page 7',
    },
  });
  add({
    type: 'questionAsked',
    data: {
      id: 'manual:desk#1',
      question: {
        about: 'manual',
        unit: unit('desk', null),
        text: 'Tell the service desk.',
        items: ['Phone', 'Pager'],
      },
    },
  });
  add({
    type: 'questionAnswered',
    data: {
      id: 'manual:desk#1',
      answer: { to: 'manual', done: true, items: ['Phone', 'Pager'] },
      by: 'Lee Brandt',
      note: null,
    },
  });
  tried(add, {
    step: 'drop',
    host: 'db1',
    outcome: 'ok',
    exit: 0,
    tracked: true,
    command: '/opt/app/bin/migrate --drop-old',
  });
  for (const host of WEB)
    tried(add, {
      step: 'restore',
      host,
      outcome: 'ok',
      exit: 0,
      tracked: host !== 'web4',
      command: `lbctl restore ${host}`,
    });
  add({
    type: 'runFinished',
    data: {
      outcome: 'succeeded',
      reason: null,
      recordsLeft: [
        { host: 'web2' as HostName, reason: because('web2 (10.20.0.7:22): the connection timed out') },
        { host: 'web3' as HostName, reason: { kind: 'record-runs', attempt: 'hpq8', pid: '4711' } },
      ],
    },
  });
  return reportOf(story);
}

/** A verification at its decision. */
export function verificationReport(verdict: 'success' | 'leave' | null): RunReport {
  const story = begun('verification');
  const { add } = story;
  for (const host of WEB)
    tried(add, {
      step: 'smoke',
      host,
      outcome: 'ok',
      exit: 0,
      tracked: true,
      command: 'curl -fsS localhost/health',
    });
  const question = { about: 'verdict', unit: unit('smoke', null), criteria: of.success } as const;
  add({ type: 'questionAsked', data: { id: 'verdict', question } });
  if (verdict !== null) {
    const note = verdict === 'leave' ? 'FIX-7 is logged' : null;
    add({
      type: 'questionAnswered',
      data: {
        id: 'verdict',
        answer: { to: 'verdict', verdict, met: of.success.slice(1) },
        by: 'Lee Brandt',
        note,
      },
    });
    add({ type: 'runFinished', data: { outcome: 'succeeded', reason: null } });
  }
  return reportOf(story, false, 'verification');
}
