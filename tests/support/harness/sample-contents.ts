import type { ReleaseSummary } from '#contract/commands/releases.ts';
import type { RunSummary } from '#contract/commands/run-records.ts';
import type { RunId } from '#core/run/events.ts';
import type { RunStateName } from '#core/run/state.ts';
import type { FakeContents } from '#support/fake-api.ts';
import text from './sample.release.yaml?raw';

const LONG =
  'Customer identity, consent and preference service including the nightly reconciliation of records between the northern and the southern data centre';

function run(
  number: number,
  state: RunStateName,
  [releaseId, releaseName]: readonly [string, string],
): RunSummary {
  return {
    run: `run-${number}` as RunId,
    releaseId,
    releaseName,
    version: '4.2.0',
    plan: 'deployment',
    environment: 'staging',
    mode: number % 2 ? 'rehearsal' : 'live',
    state,
    operator: 'Ada Berg',
    startedAt: new Date(Date.now() - number * 9_000_000).toISOString(),
    finishedAt: state === 'running' ? null : new Date(Date.now() - number * 8_000_000).toISOString(),
    undoes: null,
    backedOut: null,
  };
}

function summary(id: string, name: string, more: Partial<ReleaseSummary> = {}): ReleaseSummary {
  return {
    id,
    name,
    version: '4.2.0',
    revision: '4f2a91c0d1e2',
    errors: 0,
    environments: ['staging', 'production'],
    people: [],
    savedAt: new Date(Date.now() - 4_000_000).toISOString(),
    lastRun: null,
    standing: null,
    ...more,
  };
}

export function sampleContents(): FakeContents {
  const runs = [
    run(1, 'waiting', ['payments-gateway', 'Payments gateway']),
    run(5, 'succeeded', ['ledger', 'Ledger']),
    run(9, 'failed', ['payments-gateway', 'Payments gateway']),
  ];
  const identity = summary('identity', LONG, {
    version: '2026.11.3-hotfix.17+build.88213',
    errors: 12,
    revision: null,
    environments: ['dev', 'test', 'staging', 'preproduction', 'production-north', 'production-south'],
  });
  return {
    runs,
    releases: [
      { summary: summary('payments-gateway', 'Payments gateway', { lastRun: runs[0] ?? null }), text },
      {
        summary: summary('ledger', 'Ledger', {
          version: '1.9.0',
          environments: ['production'],
          lastRun: runs[1] ?? null,
        }),
        text,
      },
      {
        summary: identity,
        text: text.replace('Payments gateway', LONG).replace('Take the host out of the load balancer', LONG),
      },
      {
        summary: summary('notifier', 'Notifier', { version: '0.3.1', environments: [] }),
        text: 'holdpoint: 1\n\nrelease:\n  id: notifier\n  name: Notifier\n  version: "0.3.1"\n',
      },
    ],
  };
}
