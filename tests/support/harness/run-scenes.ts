/** Runs caught at the moments that the run screens are made for: `?run=NAME` in the harness. */

import type { HostName, StepId } from '#core/release/model.ts';
import type { AttemptFinished, HostReport, RunEventBody, UnitRef } from '#core/run/events.ts';
import type { PreflightProblem } from '#core/run/problems.ts';
import {
  createFakeRunApi,
  type FakeFinding,
  type FakeOptions,
  type FakeOutcome,
  type FakeRunApi,
} from '#support/fake-run-api.ts';
import { type SampleStep, samplePlan } from '#support/sample-plan.ts';
import { because } from '../because.ts';

/** The id that the in-memory program gives its run. */
const RUN = '7f3a9c';
const LONG_HOST = 'payments-gateway-frontend-blue-07.prod.eu-central-1.internal.example.com';
const HOSTILE_HOST = 'db-\u202e1drow\u202c<b>x</b>';
const HOSTS = ['web-1', 'web-2', 'web-3', 'web-4', 'db-1', LONG_HOST, HOSTILE_HOST];
const MANY = Array.from({ length: 200 }, (_, i) => `node-${String(i + 1).padStart(3, '0')}`);

const STEPS: readonly SampleStep[] = [
  {
    id: 'drain',
    title: 'Take it out of the load balancer',
    phase: 'Prepare',
    undo: 'lb enable',
    takesMs: 60_000,
  },
  { id: 'backup', title: 'Back up the database', phase: 'Prepare' },
  {
    id: 'install',
    title: 'Install the packages',
    phase: 'Deploy',
    undo: 'apt-get install -y shop=4.1.9',
    doneIf: 'dpkg -s shop | grep -q "Version: 4.2.0"',
    takesMs: 240_000,
  },
  { id: 'migrate', title: 'Migrate the schema', phase: 'Deploy', noReturn: 'The old version cannot read it' },
  { id: 'restart', title: 'Restart the service', phase: 'Deploy', undo: 'systemctl restart shop' },
  { id: 'smoke', title: 'Ask every host for its version', phase: 'Verify' },
];

const OUTPUT = `${Array.from({ length: 40 }, (_, i) => `Unpacking shop-part-${i + 1} (4.2.0) over (4.1.9) ...`).join('\n')}\nSetting up shop (4.2.0) ...\n`;

type Told = (unit: UnitRef, attempt: number) => FakeOutcome | undefined;

function at(step: string, byHost: Readonly<Record<string, FakeOutcome>>): Told {
  return (unit, attempt) =>
    unit.step === step && attempt === 1 ? (byHost[unit.host ?? ''] ?? byHost['*']) : undefined;
}

const HANGS = { outcome: 'hangs', stdout: OUTPUT } as const;

function scene(outcomeOf: Told, over: Partial<FakeOptions> = {}): FakeRunApi {
  const hosts = over.plan ? [] : HOSTS;
  const now = Date.now();
  return createFakeRunApi({
    plan: over.plan ?? samplePlan(hosts, STEPS),
    outcomeOf,
    undoHistory: { install: 300_000 },
    begin: now - 20 * 60_000,
    ...over,
    header: {
      window: {
        opens: new Date(now - 3_600_000).toISOString(),
        closes: new Date(now + 2 * 3_600_000).toISOString(),
        marginMs: 30 * 60_000,
      },
      ...over.header,
    },
  });
}

const FOUND: Readonly<Record<string, FakeFinding>> = {
  'web-1': { outcome: 'ok' },
  'web-2': { outcome: 'failed', reason: 'Exit code 100: dpkg was interrupted, run dpkg --configure -a' },
  'web-3': { outcome: 'running' },
  'web-4': {
    outcome: 'unreachable',
    reason: 'Its place on the host is empty and now taken; it cannot start any more',
  },
  'db-1': { outcome: 'unknown', reason: 'The host was booted anew while it ran; its record has no outcome' },
  [LONG_HOST]: { outcome: 'looking' },
};

const found = (unit: UnitRef): FakeFinding | undefined => FOUND[unit.host ?? ''];
const installing = at('install', { '*': HANGS });
const unit = (step: string, host: string): UnitRef => ({ step: step as StepId, host: host as HostName });

function ended(host: string, over: Partial<AttemptFinished>): RunEventBody {
  return {
    type: 'attemptFinished',
    data: {
      ...unit('install', host),
      attempt: 1,
      outcome: 'ok',
      exit: 0,
      signal: null,
      reason: null,
      stdout: { bytes: 0, sha256: '0'.repeat(64) },
      stderr: { bytes: 0, sha256: '0'.repeat(64) },
      captured: {},
      durationMs: 41_000,
      ...over,
    },
  };
}

const LEASED: PreflightProblem = {
  kind: 'leased',
  code: 'host-leased',
  host: 'web-1',
  own: 'r-20261121-0325-ab12',
  holder: {
    run: 'r-20261121-0310-x2k1',
    workstation: 'bo@laptop-7:/home/bo/holdpoint',
    operator: 'Bo Ek',
    since: '2026-11-21T03:10:00.000Z',
    live: true,
  },
};

const NO_ROUTE: PreflightProblem = {
  kind: 'not-connected',
  code: 'no-route',
  host: 'db-1',
  place: 'db-1 (10.20.0.21:22)',
  fault: { kind: 'no-route' },
  said: '',
  jump: null,
};

function unfit(host: string, problem: PreflightProblem): HostReport {
  const unseen = { hostKey: null, hostname: null, bootId: null, clockOffsetMs: null, freeBytes: null };
  return { host: host as HostName, problems: [problem], ...unseen };
}

export const SCENES: Readonly<Record<string, () => FakeRunApi>> = {
  running: () => {
    const api = scene(installing);
    api.append(
      {
        type: 'attemptUnobserved',
        data: { ...unit('install', 'web-2'), attempt: 1, reason: because('The host closed the connection') },
      },
      {
        type: 'attemptQuiet',
        data: {
          ...unit('install', 'web-1'),
          attempt: 1,
          quietMs: 6 * 60_000,
          lastLine: 'Unpacking shop-part-40 (4.2.0) over (4.1.9) ...',
        },
      },
      {
        type: 'hostExcluded',
        data: { host: 'web-4' as HostName, by: 'Ada Lindqvist', note: 'disk is full' },
      },
      {
        type: 'hostExcluded',
        data: {
          host: LONG_HOST as HostName,
          by: 'Ada Lindqvist',
          note: 'being replaced',
        },
      },
    );
    return api;
  },
  paused: () => {
    const api = scene(installing);
    api.append({
      type: 'runPaused',
      data: { by: 'Ada Lindqvist', note: 'The monitoring team asks for ten minutes; ticket CHG-20471' },
    });
    return api;
  },
  late: () =>
    scene(installing, {
      header: {
        window: {
          opens: new Date(Date.now() - 3 * 3_600_000).toISOString(),
          closes: new Date(Date.now() + 20 * 60_000).toISOString(),
          marginMs: 15 * 60_000,
        },
      },
    }),
  cut: () => {
    const api = scene(installing, { foundOf: found });
    api.crash();
    return api;
  },
  recovery: () => {
    const api = scene(installing, { foundOf: found });
    api.crash();
    void api.call('run.resume', { run: RUN, by: 'Ada Lindqvist' });
    return api;
  },
  unfit: () => {
    const api = scene(installing, { foundOf: () => ({ outcome: 'ok' }) });
    api.crash();
    void api.call('run.resume', { run: RUN, by: 'Ada Lindqvist' });
    api.append({
      type: 'preflightFinished',
      data: {
        passed: false,
        problems: [],
        hosts: [unfit('web-1', LEASED), unfit('db-1', NO_ROUTE)],
      },
    });
    api.letGo();
    return api;
  },
  many: () => {
    const api = scene(at('install', { '*': HANGS }), {
      plan: samplePlan(
        MANY,
        STEPS.map((step) => ({ ...step, parallel: 200 })),
      ),
      foundOf: ({ host }) =>
        Number(host?.slice(5)) % 9 === 0
          ? { outcome: 'unknown', reason: 'Its record is gone' }
          : { outcome: 'ok' },
    });
    api.crash();
    void api.call('run.resume', { run: RUN, by: 'Ada Lindqvist' });
    return api;
  },
  unknown: () =>
    scene(
      at('install', {
        'web-1': {
          outcome: 'unknown',
          reason: 'The connection was lost, and the host has no record of how it ended',
          stdout: OUTPUT,
        },
        'web-2': { outcome: 'failed', reason: 'Exit code 100', stderr: 'E: dpkg was interrupted\n' },
        'web-3': { outcome: 'failed', reason: 'Exit code 100', stderr: 'E: dpkg was interrupted\n' },
      }),
    ),
  several: () => {
    const api = scene(at('install', { '*': { ...HANGS, stderr: 'E: dpkg was interrupted\n' } }));
    const failed = {
      outcome: 'failed',
      exit: 100,
      reason: { kind: 'exit', code: 100, expected: [0] },
    } as const;
    api.append(
      ended('web-1', failed),
      ended('web-2', failed),
      ended(HOSTILE_HOST, failed),
      ended(LONG_HOST, { outcome: 'unknown', exit: null, reason: { kind: 'gone', boot: 'booted' } }),
      ended('web-3', {}),
      ended('web-4', {}),
      ended('db-1', {}),
    );
    return api;
  },
  marks: () => {
    const api = scene(at('install', { '*': HANGS, 'web-3': { outcome: 'failed', reason: 'Exit code 100' } }));
    api.append(
      ended('web-1', { adopted: true }),
      ended('web-2', { outcome: 'unknown', reason: { kind: 'gone', boot: 'booted' }, exit: null }),
      {
        type: 'questionAsked',
        data: {
          id: 'unit:install@web-2#1',
          question: {
            about: 'unit',
            unit: unit('install', 'web-2'),
            attempt: 1,
            outcome: 'unknown',
            reason: null,
          },
        },
      },
      {
        type: 'questionAnswered',
        data: {
          id: 'unit:install@web-2#1',
          answer: { to: 'unit', remedy: 'settle-done' },
          by: 'Ada Lindqvist',
          note: 'dpkg says 4.2.0, and the log has the end of it',
        },
      },
      {
        type: 'unitRecorded',
        data: {
          ...unit('install', 'web-3'),
          outcome: 'ok',
          by: 'Bo Ek',
          doneAt: new Date().toISOString(),
          note: null,
        },
      },
      ended('web-4', { leftBehind: true }),
    );
    return api;
  },
  verdict: () =>
    scene(() => undefined, {
      plan: samplePlan(HOSTS, STEPS.slice(5), {
        plan: 'verification',
        criteria: [
          'Every host reports version 4.2.0',
          'No error above the usual level for 15 minutes',
          'The night shift at the counter has booked one payment',
        ],
      }),
      header: { plan: 'verification' },
    }),
};
