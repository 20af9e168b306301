/** A release with hostile text and long commands, and its plans. */

import { NO_HISTORY } from '#core/backout/time.ts';
import type { Plan } from '#core/plan/model.ts';
import { planRelease } from '#core/plan/plan-release.ts';
import type {
  Action,
  Communication,
  Host,
  HostName,
  PlanName,
  Release,
  Revision,
  Step,
  StepId,
  Undo,
} from '#core/release/model.ts';
import type { ReleaseDocument } from '#core/report/release-document.ts';
import type { Runbook } from '#core/report/runbook-model.ts';
import { options } from '../plan/small-release.ts';

export const REVISION = '4f2a91c077aa0d12'.repeat(4) as Revision;
export const HEAD = '9c3be01fd4a65b78'.repeat(4);
export const LIBRARY_HEAD = '47aa10c25e3f9b6d'.repeat(4);
export const HOSTILE = `</style><script>alert("x")</script><img src=x onerror='y'>&amp;\u202egnp.exe\u0007`;
export const PRINTED_AT = '2026-03-14T22:10:00.000Z';

export function step(id: string, action: Action, more: Partial<Step> = {}): Step {
  const onHosts = ['run', 'check', 'script', 'upload', 'download'].includes(action.kind);
  return {
    ...options(),
    id: id as StepId,
    title: `Title of ${id}`,
    action,
    undo: { kind: 'unsaid' },
    on: onHosts ? 'all' : null,
    ...more,
  };
}

export function undoBy(text: string, takesMs: number | null = null): Undo {
  return { kind: 'undo', title: null, action: { kind: 'run', text }, options: options({ takesMs }) };
}

/** Visible in every part: a command of about four thousand characters that says where it ends. */
export function longCommand(n: number): string {
  const words = Array.from({ length: 260 }, (_, i) => `--option-${n}-${i}=${'v'.repeat(i % 7)}`);
  return `/opt/app/bin/deploy ${words.join(' ')} # end-of-${n}`;
}

function host(name: string, tags: readonly string[]): Host {
  return {
    name: name as HostName,
    address: `10.20.0.${name.length + tags.length}`,
    port: 22,
    user: 'deploy',
    credential: 'prod',
    via: null,
    tags,
    vars: {},
    hostKeys: ['SHA256:uNiVztksCsDhcc0u9e8BrsBxbNRyqTsuGnO4BfcmaDk'],
    is: { hostname: name },
  };
}

const COMMUNICATION: Communication = {
  id: 'done',
  audience: 'Branch offices',
  channel: 'mail',
  to: ['branches@example.org'],
  sender: 'dana',
  send: 'after verification',
  subject: 'Payments 4.2 is live',
  body: 'Instant transfers are available.\nNothing changes for existing orders.',
};

export function release(deployment: readonly Step[], more: Partial<Release> = {}): Release {
  return {
    info: {
      id: 'payments',
      name: 'Payments',
      version: '4.2.0',
      baseline: 'payments-4.2.0-rc7',
      summary: 'Instant transfers between branches.',
      features: ['Instant transfers', 'Audit export'],
      window: {
        opens: '2026-03-14T21:00:00+01:00',
        closes: '2026-03-15T01:00:00+01:00',
        marginMs: 1_800_000,
      },
      risks: [
        {
          id: 'r1',
          text: 'The schema change locks the ledger table',
          likelihood: 'low',
          impact: 'high',
          response: 'Rehearsed on a copy; abort after 10 minutes',
        },
      ],
      affected: ['Branch offices', 'Back office'],
      handover: 'Operations takes over at 06:00.',
      escalation: 'First Dana, then the duty manager by phone.',
      people: [
        {
          id: 'dana',
          name: 'Dana Okafor',
          roles: ['deployment engineer'],
          phone: '+49 30 1234 567',
          email: 'dana@example.org',
          key: null,
          login: null,
        },
        {
          id: 'lee',
          name: 'Lee Brandt',
          roles: ['deployment manager'],
          phone: '+49 30 1234 568',
          email: null,
          key: null,
          login: null,
        },
      ],
    },
    controls: [
      {
        id: 'c1',
        title: 'Backout plan reviewed',
        state: 'met',
        rule: null,
        by: 'lee',
        evidence: 'review 118',
        note: null,
      },
    ],
    components: [
      {
        id: 'payments-api',
        version: '4.2.0',
        file: 'payments-api.tar.gz',
        sha256: 'ab12cd34'.repeat(8),
        ci: 'CI-4711',
        licence: 'Apache-2.0',
      },
    ],
    documents: [{ title: 'Build notes', file: 'docs/build.md' }],
    environments: [
      {
        name: 'production',
        kind: 'production',
        vars: {},
        hosts: ['web1', 'web2', 'web3', 'web4', 'db1'].map((name) => host(name, [name.replace(/\d/, '')])),
      },
    ],
    requirements: [
      {
        id: 'disk',
        what: '40 GiB on db1',
        leadTime: '2 weeks',
        owner: 'ops',
        state: 'validated',
        checks: [],
        due: '2026-03-10',
      },
    ],
    infrastructure: [],
    deployment: [{ id: 'roll-out', title: 'Roll out', on: null, rollout: null, steps: deployment }],
    success: ['All smoke tests pass', 'No payment is lost'],
    verification: [
      {
        id: 'smoke',
        title: 'Smoke tests',
        on: null,
        rollout: null,
        steps: [
          step('smoke', { kind: 'check', text: 'curl -fsS localhost/health' }, { on: 'web', evidence: true }),
        ],
      },
    ],
    backout: {
      triggers: ['A payment is lost', 'More than 2 hosts fail'],
      authority: 'Lee Brandt',
      performer: 'Dana Okafor',
      decideWithinMs: 600_000,
      contingencies: 'Switch the branches to the paper form.',
      before: [step('warn', { kind: 'manual', text: 'Tell the branches.', items: ['Phone', 'Pager'] })],
      after: [step('after-check', { kind: 'check', text: 'systemctl is-active payments' })],
    },
    communications: [COMMUNICATION],
    ...more,
  };
}

export const DEPLOYMENT: readonly Step[] = [
  step(
    'drain',
    { kind: 'run', text: 'lbctl drain {{ host.name }}' },
    {
      on: 'web',
      undo: undoBy('lbctl restore {{ host.name }}', 30_000),
      rollout: {
        batches: [{ kind: 'count', count: 1 }, { kind: 'rest' }],
        parallel: 2,
        stopAfter: { kind: 'count', count: 1 },
        pause: 'hold',
      },
      sudo: { user: 'root', passwordSecret: null },
    },
  ),
  step('go', { kind: 'hold', approvers: ['lee', 'dana'], count: 2, notOperator: true }),
  step(
    'migrate',
    { kind: 'run', text: longCommand(1) },
    {
      on: 'db1',
      takesMs: 240_000,
      undo: { kind: 'no-return', why: 'Columns are dropped' },
      notes: 'Watch the lock table.\nAbort after **10** minutes.',
      owner: 'dba',
    },
  ),
  step(
    'hostile',
    { kind: 'run', text: `echo '${HOSTILE.replaceAll("'", '')}'` },
    { title: `Hostile ${HOSTILE}`, on: 'web1 or web2', undo: { kind: 'nothing', why: HOSTILE } },
  ),
  step('announce', { kind: 'notify', communication: 'done' }),
];

export function plan(of: Release, name: PlanName): Plan {
  const made = planRelease({
    release: of,
    revision: REVISION,
    plan: name,
    environment: 'production',
    limit: null,
    vars: {},
    files: {},
  });
  if (made.plan === null) throw new Error(made.problems.map((problem) => problem.message).join('; '));
  return made.plan;
}

export function runbook(
  deployment: readonly Step[] = DEPLOYMENT,
  document: ReleaseDocument = 'runbook',
): Runbook {
  const of = release(deployment);
  const plans = (['deployment', 'verification', 'backout'] as const).map((name) => plan(of, name));
  return {
    document,
    release: of,
    environment: 'production',
    revision: REVISION,
    plans,
    unresolved: [],
    qr: null,
    history: NO_HISTORY,
    printedAt: PRINTED_AT,
  };
}
