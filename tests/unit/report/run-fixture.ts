/** A run of the release of the fixture in which things went wrong, told by its log. */

import { type BackoutClock, backoutClock } from '#core/backout/clock.ts';
import { NO_HISTORY } from '#core/backout/time.ts';
import type { HostName, StepId } from '#core/release/model.ts';
import type { OutputRequest, RunReport } from '#core/report/run-report-model.ts';
import type { Outcome, RunEvent, RunEventBody, RunHeader, RunId } from '#core/run/events.ts';
import { SOUND } from '#core/run/evidence.ts';
import type { RunState } from '#core/run/state.ts';
import { foldRun } from '#core/run/transition.ts';
import { readRun } from '#core/run/view.ts';
import { because } from '#support/because.ts';
import {
  DEPLOYMENT,
  HEAD,
  HOSTILE,
  LIBRARY_HEAD,
  longCommand,
  PRINTED_AT,
  plan,
  REVISION,
  release,
} from './release-fixture.ts';

const DIGEST = { bytes: 0, sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855' };

/** A log written one fact after the other, one second apart. */
export function log(header: RunHeader): { add(body: RunEventBody): void; readonly events: RunEvent[] } {
  const events: RunEvent[] = [];
  const begin = Date.parse('2026-03-14T20:05:00.000Z');
  const add = (body: RunEventBody): void => {
    events.push({
      ...body,
      run: header.run,
      seq: events.length + 1,
      at: new Date(begin + events.length * 1000).toISOString(),
    } as RunEvent);
  };
  add({ type: 'runCreated', data: header });
  return { add, events };
}

export function header(more: Partial<RunHeader> = {}): RunHeader {
  return {
    run: 'r-20260314-7f3a' as RunId,
    releaseId: 'payments',
    releaseName: 'Payments',
    version: '4.2.0',
    revision: REVISION,
    plan: 'deployment',
    environment: 'production',
    environmentKind: 'production',
    mode: 'live',
    limit: null,
    vars: { ticket: 'CHG-118' },
    operator: 'Dana Okafor',
    planSha256: 'c'.repeat(64),
    messages: [
      {
        id: 'done',
        audience: 'Shops',
        channel: 'phone',
        to: [{ name: 'Order desk', email: null, phone: '+49 30 1' }],
        sender: null,
        send: 'deployment-failed',
        subject: '',
        body: 'It is stopped',
      },
    ],
    undoes: null,
    app: '0.1.0',
    ...more,
  };
}

interface Try {
  readonly step: string;
  readonly host: string | null;
  readonly attempt?: number;
  readonly outcome: Outcome;
  readonly exit?: number;
  readonly reason?: string;
  readonly command: string;
  readonly bytes?: number;
  readonly tracked?: boolean;
  readonly adopted?: boolean;
  readonly leftBehind?: boolean;
  /** What is told between its start and its end. */
  readonly between?: readonly RunEventBody[];
}

export function tried(add: (body: RunEventBody) => void, t: Try): void {
  const ref = { step: t.step as StepId, host: t.host as HostName | null, attempt: t.attempt ?? 1 };
  began(add, t);
  for (const body of t.between ?? []) add(body);
  add({
    type: 'attemptFinished',
    data: {
      ...ref,
      outcome: t.outcome,
      exit: t.exit ?? null,
      signal: null,
      reason: t.reason === undefined ? null : because(t.reason),
      stdout: { ...DIGEST, bytes: t.bytes ?? 0 },
      stderr: DIGEST,
      captured: {},
      durationMs: 1234,
      ...(t.adopted ? { adopted: true } : {}),
      ...(t.leftBehind ? { leftBehind: true } : {}),
    },
  });
}

/** Begun, and no outcome yet. */
export function began(add: (body: RunEventBody) => void, t: Omit<Try, 'outcome'>): void {
  const ref = { step: t.step as StepId, host: t.host as HostName | null, attempt: t.attempt ?? 1 };
  add({
    type: 'attemptIntended',
    data: {
      ...ref,
      id: `a-${t.step}-${t.host}-${ref.attempt}`,
      command: t.command,
      scriptSha256: null,
      ...(t.tracked ? { tracked: true } : {}),
    },
  });
  add({ type: 'attemptStarted', data: { ...ref, pid: 4711, group: 4711 } });
}

/** Drained everywhere after a retry, released by two, the migration's outcome unknown, hostile output, one host left out. */
export function runReport(more: Partial<RunHeader> = {}): RunReport {
  const made = plan(release(DEPLOYMENT), 'deployment');
  const { add, events } = log(header(more));
  const hosts = made.hosts.map((each, i) => ({
    host: each.name,
    problems:
      i === 3
        ? [{ kind: 'home-full' as const, code: 'home-full' as const, host: each.name, freeBytes: 4096 }]
        : [],
    hostKey: each.hostKeys[0] ?? null,
    hostname: each.name,
    bootId: null,
    clockOffsetMs: i === 3 ? 94_000 : 12,
    freeBytes: 41_000_000_000,
  }));
  add({ type: 'preflightFinished', data: { passed: true, hosts, problems: [] } });
  add({ type: 'runStarted', data: {} });
  for (const name of ['web1', 'web2', 'web3'])
    tried(add, {
      step: 'drain',
      host: name,
      outcome: 'ok',
      exit: 0,
      command: `lbctl drain ${name}`,
      bytes: 120,
    });
  tried(add, {
    step: 'drain',
    host: 'web4',
    outcome: 'failed',
    exit: 3,
    reason: 'It ended with exit 3; expected 0',
    command: 'lbctl drain web4',
    bytes: 120,
  });
  const unit = { step: 'drain' as StepId, host: 'web4' as HostName };
  add({
    type: 'questionAsked',
    data: {
      id: 'q1',
      question: { about: 'unit', unit, attempt: 1, outcome: 'failed', reason: because('exit 3') },
    },
  });
  add({
    type: 'questionAnswered',
    data: {
      id: 'q1',
      answer: { to: 'unit', remedy: 'exclude' },
      by: 'Dana Okafor',
      note: 'The load balancer agent hangs there',
    },
  });
  add({
    type: 'questionAsked',
    data: {
      id: 'q2',
      question: {
        about: 'hold',
        unit: { step: 'go' as StepId, host: null },
        approvers: ['lee', 'dana'],
        count: 2,
        notOperator: true,
      },
    },
  });
  for (const by of ['Lee Brandt', 'Sam Ito'])
    add({
      type: 'questionAnswered',
      data: { id: 'q2', answer: { to: 'hold', release: true }, by, note: null },
    });
  tried(add, {
    step: 'migrate',
    host: 'db1',
    outcome: 'unknown',
    reason: 'The connection was lost 41 s after it began; outcome not observed',
    command: longCommand(1),
    bytes: 2_400,
  });
  tried(add, {
    step: 'hostile',
    host: 'web1',
    outcome: 'ok',
    exit: 0,
    command: `echo '${HOSTILE}'`,
    bytes: 60,
  });
  add({ type: 'noteAdded', data: { by: 'Dana Okafor', text: `Looks odd: ${HOSTILE}` } });
  add({
    type: 'defectLogged',
    data: {
      by: 'Dana Okafor',
      severity: 'critical',
      text: `Orders are lost: ${HOSTILE}`,
      step: 'migrate' as StepId,
      host: 'db1' as HostName,
    },
  });
  add({
    type: 'defectLogged',
    data: { by: 'Lee Brandt', severity: 'minor', text: 'The page flickers', step: null, host: null },
  });
  add({ type: 'defectClosed', data: { by: 'Lee Brandt', defect: 2, note: 'known since May' } });
  add({
    type: 'messageTold',
    data: {
      by: 'Dana Okafor',
      message: 'done',
      way: 'person',
      channel: 'phone',
      to: ['Order desk'],
      subject: '',
      body: 'It is stopped',
      note: null,
    },
  });
  add({ type: 'stopRequested', data: { by: 'Dana Okafor', note: 'Outcome of the migration is not clear' } });
  add({
    type: 'runFinished',
    data: { outcome: 'stopped', reason: { kind: 'stopped-by', by: 'Dana Okafor', note: null } },
  });
  const view = readRun(foldRun(made, events), { carriedOut: false, head: HEAD });
  return {
    ...view,
    info: release(DEPLOYMENT).info,
    events,
    library: { seq: 5, hash: LIBRARY_HEAD },
    evidence: SOUND,
    output,
    clock: clockAt(view.state),
    backedOut: { as: 'part', by: 'r-20260314-b001' as RunId, left: 2 },
    printedAt: PRINTED_AT,
    qr: [
      [true, false],
      [false, true],
    ],
  };
}

export function clockAt(state: RunState): BackoutClock {
  return backoutClock({ state, history: NO_HISTORY, now: new Date(PRINTED_AT) });
}

export function output({ step: id, host: name, stream }: OutputRequest): string {
  if (stream === 'stderr') return '';
  if (id === 'hostile') return `\u001b[31mred\u001b[0m ${HOSTILE}\n`;
  if (id === 'migrate')
    return Array.from({ length: 60 }, (_, i) => `ALTER step ${i + 1} of 90 done`).join('\n');
  return `draining ${name}\nconnections: 12\nconnections: 0\n`;
}
