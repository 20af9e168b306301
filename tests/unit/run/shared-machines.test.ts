import { describe, expect, it } from 'vitest';
import type { HostName } from '#core/release/model.ts';
import type { HostReport } from '#core/run/events.ts';
import { noteSharedKeys } from '#core/run/shared-machines.ts';
import { describeNotice, describeOwn, describeShared } from '#core/words/hosts/describe-notice.ts';

function report(host: string, more: Partial<HostReport> = {}): HostReport {
  return {
    host: host as HostName,
    problems: [],
    hostKey: 'SHA256:one',
    hostname: 'app1',
    bootId: 'b-1',
    clockOffsetMs: 0,
    freeBytes: null,
    ...more,
  };
}

/** `host kind of-whom` of each notice. */
function told(...reports: readonly HostReport[]): readonly string[] {
  return noteSharedKeys(reports).flatMap(({ host, notices = [] }) =>
    notices.map((notice) =>
      `${host} ${notice.kind} ${'hosts' in notice ? notice.hosts.join('+') : ''}`.trim(),
    ),
  );
}

describe('hosts that show one host key', () => {
  it('are one machine where they say the same of themselves', () => {
    const other = report('c', { hostKey: 'SHA256:two' });
    expect(told(report('a'), report('b'), other)).toEqual(['a same-machine a+b', 'b same-machine a+b']);
    expect(told(report('a', { bootId: null }), report('b', { bootId: null }))).toHaveLength(2);
  });

  it('are different machines where one was booted by itself, or has another name', () => {
    const clones = ['a shared-key a+b', 'b shared-key a+b'];
    expect(told(report('a'), report('b', { bootId: 'b-2' }))).toEqual(clones);
    expect(told(report('a'), report('b', { hostname: 'app2' }))).toEqual(clones);
  });

  it('may be both', () => {
    expect(told(report('a'), report('b'), report('c', { bootId: 'b-2' }))).toEqual([
      'a same-machine a+b',
      'a shared-key a+b+c',
      'b same-machine a+b',
      'b shared-key a+b+c',
      'c shared-key a+b+c',
    ]);
  });

  it('are not spoken of where one is only a way to others, or was not seen', () => {
    expect(told(report('a'), report('way', { hostname: null, bootId: null }))).toEqual([]);
    expect(told(report('a', { hostKey: null }), report('b', { hostKey: null }))).toEqual([]);
  });

  it('keep what else is known of them', () => {
    const [first] = noteSharedKeys([report('a', { notices: [{ kind: 'legacy-ssh' }] }), report('b')]);
    expect(first?.notices?.map(({ kind }) => kind)).toEqual(['legacy-ssh', 'same-machine']);
    expect(describeNotice({ kind: 'same-machine', hosts: ['a' as HostName, 'b' as HostName] })).toMatch(
      /^a, b are one machine: .* A step on several of these names runs there once for each\./,
    );
  });

  it('are named by what is said once of them, and what is said of each is its own', () => {
    const reports = noteSharedKeys([report('a', { notices: [{ kind: 'legacy-ssh' }] }), report('b')]);
    expect(describeShared(reports)).toEqual([
      { hosts: ['a', 'b'], text: expect.stringMatching(/^a, b are one machine: /) },
    ]);
    expect(reports.map(describeOwn)).toEqual([[expect.stringMatching(/^ssh: legacy: /)], []]);
  });
});
