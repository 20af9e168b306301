import { describe, expect, it } from 'vitest';
import type { HostName } from '#core/release/model.ts';
import { preflightCauses } from '#core/run/preflight-causes.ts';
import type { PreflightProblem } from '#core/run/problems.ts';
import type { NotConnected } from '#core/run/reasons.ts';
import { describeLeased } from '#core/words/hosts/describe-leased.ts';
import { describeCause } from '#core/words/hosts/describe-preflight.ts';

/** Each cause with its words. */
const causesOf = (...asked: Parameters<typeof preflightCauses>) =>
  preflightCauses(...asked).map(({ found: _facts, ...cause }) => ({
    ...cause,
    message: describeCause({ found: _facts }),
  }));

const OWN = 'r-20260314-2105-0000';
const names = (count: number): HostName[] =>
  Array.from({ length: count }, (_, i) => `web${i + 1}` as HostName);
const holder = (more: object = {}) => ({
  run: 'r-20260314-2005-aaaa',
  workstation: 'lee@bench:/srv/lib',
  operator: 'Lee',
  since: '2026-03-14T20:05:00.000Z',
  live: true,
  ...more,
});

function held(host: HostName, more: object = {}): PreflightProblem {
  return { code: 'host-leased', kind: 'leased', host, own: OWN, holder: holder(more) };
}

const found = (problemOf: (host: HostName, at: number) => PreflightProblem, count: number) => ({
  problems: [],
  hosts: names(count).map((host, at) => ({
    host,
    problems: [problemOf(host, at)],
    hostKey: null,
    hostname: null,
    bootId: null,
    clockOffsetMs: null,
    freeBytes: null,
  })),
});

describe('the causes of a preflight', () => {
  it('are one for all hosts that one run holds, however their leases were taken', () => {
    const since = (at: number) => `2026-03-14T20:05:00.${String(100 + at)}Z`;
    const [cause, ...others] = causesOf(
      found((host, at) => held(host, { since: since(at), live: at === 3 }), 40),
      OWN,
    );
    expect(others).toEqual([]);
    expect(cause).toEqual({
      code: 'host-leased',
      hosts: names(40),
      named: 'all',
      behind: [],
      message: describeLeased({ hosts: names(40), holder: holder({ since: since(0) }) }, OWN),
    });
    expect(cause?.message).toMatch(
      /^web1, web2, .*, web40 are leased to lee@bench:\/srv\/lib \(Lee\) for run r-/,
    );
  });

  it('tell apart two holders, and this run from another', () => {
    const causes = causesOf(
      found((host, at) => held(host, at % 2 === 0 ? {} : { run: OWN, operator: 'Kim' }), 4),
      OWN,
    );
    expect(causes.map(({ hosts }) => hosts)).toEqual([
      ['web1', 'web3'],
      ['web2', 'web4'],
    ]);
    expect(causes[1]?.message).toContain('(Kim) for this run');
  });

  it('keep the words of a lease that cannot be replaced', () => {
    const stuck = (host: HostName) =>
      ({ code: 'host-leased', kind: 'lease-stuck', host, holder: holder() }) as const;
    const message = expect.stringMatching(/^web1 keeps a lease of lee@bench:.* cannot be replaced/);
    expect(causesOf(found(stuck, 2), OWN)).toEqual([
      { code: 'host-leased', hosts: ['web1', 'web2'], named: 'first', behind: [], message },
    ]);
  });

  it('say of another run of the library that it is at work', () => {
    const busy = (host: HostName) => ({ code: 'hosts-busy', kind: 'busy', host, holder: holder() }) as const;
    expect(causesOf(found(busy, 3), OWN).map(({ message }) => message)).toEqual([
      'r-20260314-2005-aaaa works on web1, web2, web3 at this moment. Wait for its end (--wait-for-hosts 10m), stop it, or limit this run to other hosts',
    ]);
  });

  it('are one for what is the same of many hosts but for their names', () => {
    const full = (host: HostName) =>
      ({ code: 'home-full', kind: 'home-full', host, freeBytes: 1024 }) as const;
    const message = expect.stringMatching(/^web1 has no space left/);
    expect(causesOf(found(full, 3), OWN)).toEqual([
      { code: 'home-full', hosts: ['web1', 'web2', 'web3'], named: 'first', behind: [], message },
    ]);
  });

  it('name the hosts behind a jump host that is out of reach, and tell the jump host once', () => {
    const refused = (host: string, at: number): NotConnected => ({
      kind: 'not-connected',
      code: 'refused',
      host,
      place: `${host} (10.0.0.${at}:22)`,
      fault: { kind: 'port-refused' },
      said: '',
      jump: null,
    });
    const through = (host: string, at: number): NotConnected => ({
      ...refused(host, at),
      code: 'jump-failed',
      fault: { kind: 'jump-unreachable' },
      jump: refused('web2', 1),
    });
    const seen = found((host, at) => (at === 1 ? refused(host, at) : through(host, at)), 3);
    expect(causesOf(seen, OWN)).toEqual([
      {
        code: 'refused',
        hosts: ['web2'],
        named: 'first',
        behind: ['web1', 'web3'],
        message:
          'web2 (10.0.0.1:22): the connection was refused. Check the port and that sshd is running there',
      },
    ]);
    expect(causesOf(found(refused, 3), OWN)).toMatchObject([
      { code: 'refused', hosts: ['web1', 'web2', 'web3'], behind: [] },
    ]);
  });
});
