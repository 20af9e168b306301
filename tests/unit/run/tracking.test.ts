import { describe, expect, it } from 'vitest';
import type { HostName, StepId } from '#core/release/model.ts';
import type { HostReport } from '#core/run/events.ts';
import { trackingOf, whyUntracked } from '#core/run/tracking.ts';
import { plan, release, step } from '../report/release-fixture.ts';

const run = { kind: 'run', text: 'true' } as const;
const planned = plan(
  release([
    step('as-login', run, { on: 'web1 or web2' }),
    step('as-app', run, { on: 'web1 or web2', sudo: { user: 'app', passwordSecret: null } }),
  ]),
  'deployment',
);
const hosts: readonly HostReport[] = [
  {
    host: 'web1' as HostName,
    problems: [],
    hostKey: null,
    hostname: null,
    bootId: null,
    clockOffsetMs: null,
    freeBytes: null,
    tracking: [
      { user: null, why: null },
      { user: 'app', why: { kind: 'records-unwritable', path: '/home/app' } },
    ],
  },
];
const at = (id: string, host: string) => ({ step: id as StepId, host: host as HostName });

describe('whether a host can keep a record of a step', () => {
  it('is told of the user who runs it there, not of another one', () => {
    expect(whyUntracked(planned, hosts, at('as-login', 'web1'))).toBeNull();
    expect(whyUntracked(planned, hosts, at('as-app', 'web1'))).toEqual({
      kind: 'records-unwritable',
      path: '/home/app',
    });
  });

  it('is not known of a host that preflight did not look at', () => {
    expect(trackingOf(planned, hosts, at('as-login', 'web2'))).toBeUndefined();
    expect(trackingOf(planned, hosts, at('as-login', 'web1'))).toEqual({ user: null, why: null });
  });
});
