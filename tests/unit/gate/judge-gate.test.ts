import { describe, expect, it } from 'vitest';
import { isConfirmed } from '#core/gate/confirmation.ts';
import { judgeGate, stopping, withOverrides } from '#core/gate/judge-gate.ts';
import type { Approval, Gate, GateFacts, GateSubject, Precedent } from '#core/gate/model.ts';
import { planRelease } from '#core/plan/plan-release.ts';
import type { Revision } from '#core/release/model.ts';
import { parseRelease } from '#core/release/parse-release.ts';
import { describeGate, describeMending, describeRule } from '#core/words/release/describe-gate.ts';

const HEAD = `
holdpoint: 1
release:
  id: lab
  name: Lab
  version: "1.0.0"
`;
const WINDOW = '  window: { opens: 2020-03-01T22:00:00Z, closes: 2020-03-02T02:00:00Z, margin: 30m }\n';
const PEOPLE = '  people: [{ id: ann, name: Ann, roles: [manager] }, { id: bob, name: Bob }]\n';
const CONTROLS = `
controls:
  - { id: met, title: Approved, state: met }
  - { id: waived, title: Pen test, state: waived, by: ann }
  - { id: open, title: Backout rehearsed, state: not-met }
  - { id: silent, title: Package verified }
`;
const PLACES = `
environments:
  live: { kind: production, hosts: { web1: { address: 192.0.2.1, user: deploy } } }
  lab: { kind: test, hosts: { web1: { address: 192.0.2.1, user: deploy } } }
`;
const STEPS = `
deployment:
  phases:
    - id: main
      title: Main
      steps:
        - { id: work, title: Work, on: all, run: "true", takes: 20m, undo: "true" }
        - { id: unsaid, title: Say nothing, on: all, run: "true", takes: 10m }
        - { id: final, title: Migrate, on: all, run: "true", takes: 1m, point_of_no_return: It is gone }
`;
const REVISION = '4f2a91c077aa0d12'.repeat(4) as Revision;
const OTHER = '0a0b0c0d0e0f0a0b'.repeat(4) as Revision;
const NONE: GateFacts = {
  now: Date.parse('2020-03-01T22:30:00Z'),
  precedents: [],
  approvals: [],
  components: [],
  checks: [],
  undoTimes: {},
};
const LIVE: GateSubject = { plan: 'deployment', environment: 'live', mode: 'live' };

function judge(text: string, facts: Partial<GateFacts> = {}, subject: Partial<GateSubject> = {}): Gate {
  const { release, issues } = parseRelease(`${text}${PLACES}${STEPS}`);
  if (!release) throw new Error(JSON.stringify(issues));
  const of = { ...LIVE, ...subject };
  const { plan } = planRelease({ ...of, release, revision: REVISION, limit: null, vars: {}, files: {} });
  return judgeGate({ release, revision: REVISION, plan, subject: of }, { ...NONE, ...facts });
}

const at = (time: string): Partial<GateFacts> => ({ now: Date.parse(time) });
const open = (gate: Gate): readonly string[] =>
  gate.rules.filter(({ standing, weight }) => standing === 'not-met' && weight !== 'tells').map(describeRule);
const keys = (gate: Gate): readonly string[] => stopping(gate).map(({ key }) => key);
const ruleOf = (gate: Gate, key: string) => gate.rules.find((rule) => rule.key === key);

describe('what the release names', () => {
  it.each([
    ['2020-03-01T21:59:59Z', ['The window of this release does not open before 2020-03-01 22:00:00 UTC']],
    ['2020-03-01T22:00:00Z', []],
    ['2020-03-02T02:00:00Z', ['The window of this release closed 2020-03-02 02:00:00 UTC']],
  ])('row W12: says at %s how now stands to the window, and which controls are not met', (now, window) => {
    expect(open(judge(`${HEAD}${WINDOW}${CONTROLS}`, at(now)))).toEqual([
      ...window,
      'Control not met: Backout rehearsed',
      'The release does not say that this control is met: Package verified',
    ]);
  });

  it('holds nothing back where the release names nothing', () => {
    const gate = judge(HEAD);
    expect(keys(gate)).toEqual([]);
    expect(describeGate(gate)).toBe(
      'Go: the release names no window, control or requirement that could hold it back',
    );
  });

  it('holds back a live deployment on production only', () => {
    const text = `${HEAD}${CONTROLS}`;
    expect(keys(judge(text))).toEqual(['control:open', 'control:silent']);
    for (const subject of [
      { environment: 'lab' },
      { mode: 'rehearsal' },
      { mode: 'check' },
      { plan: 'verification' },
    ] as const) {
      expect(keys(judge(text, {}, subject))).toEqual([]);
      expect(open(judge(text, {}, subject))).toHaveLength(2);
    }
  });

  it('holds the plan and its backout against what the window leaves', () => {
    const text = `${HEAD}${WINDOW}`;
    // 31 min of plan; 20 min to undo, one step of it without an estimate.
    const enough = judge(text, at('2020-03-02T00:39:00Z'));
    expect(ruleOf(enough, 'window-fits')?.standing).toBe('met');
    const late = judge(text, at('2020-03-02T00:39:01Z'));
    expect(keys(late)).toEqual(['window-fits']);
    expect(open(late)).toEqual([
      'The window leaves 50 min only; the plan takes about 31 min and backing out of it about 20 min',
    ]);
    const slow = judge(text, { ...at('2020-03-02T00:39:00Z'), undoTimes: { work: 21 * 60_000 } });
    expect(keys(slow)).toEqual(['window-fits']);
  });

  it('counts from the opening while the window is ahead, and says nothing of it once it is over', () => {
    const ahead = judge(`${HEAD}${WINDOW}`, at('2020-02-01T00:00:00Z'));
    expect(keys(ahead)).toEqual(['window']);
    expect(describeRule(ruleOf(ahead, 'window-fits')!)).toMatch(/^The window leaves 3 h 30 min; /);
    expect(ruleOf(judge(`${HEAD}${WINDOW}`, at('2020-03-03T00:00:00Z')), 'window-fits')).toBeUndefined();
  });

  it('names requirements that are not validated, with who sees to them and since when they are due', () => {
    const gate = judge(`${HEAD}
infrastructure:
  requirements:
    - { id: path, what: Network path, state: validated }
    - { id: disk, what: 20 GB, owner: ann, state: ordered, due: 2020-02-28T12:00:00Z }
    - { id: name, what: DNS name }
`);
    expect(keys(gate)).toEqual(['requirement:disk', 'requirement:name']);
    expect(open(gate)).toEqual([
      'Requirement only ordered: 20 GB; ann sees to it, was due 2020-02-28 12:00:00 UTC',
      'Requirement not validated: DNS name',
    ]);
  });

  it('believes the steps that validate a requirement, whatever its state says', () => {
    const text = `${HEAD}
infrastructure:
  requirements:
    - { id: path, what: Network path, state: validated, checks: [reach, answer] }
  phases:
    - id: look
      title: Look
      steps:
        - { id: reach, title: Reach, on: all, check: "true" }
        - { id: answer, title: Answer, on: all, check: "true" }
`;
    const found = (reach: boolean | null, answer: boolean | null) =>
      judge(text, {
        checks: [
          { step: 'reach', seen: reach === null ? null : { run: 'r-1', ok: reach } },
          { step: 'answer', seen: answer === null ? null : { run: 'r-2', ok: answer } },
        ],
      });
    expect(keys(found(true, true))).toEqual([]);
    expect(open(found(true, false))).toEqual([
      'Requirement not validated: Network path; its step answer did not succeed in run r-2',
    ]);
    expect(open(found(null, true))).toEqual([
      'Requirement not validated: Network path; its step reach has not run',
    ]);
    expect(keys(judge(text))).toEqual(['requirement:path']);
  });

  it('names components whose file is another or cannot be read; those without a hash are not judged', () => {
    const sha = 'a'.repeat(64);
    const text = `${HEAD}
package:
  components:
    - { id: good, version: "1", file: good.tgz, sha256: ${sha} }
    - { id: bad, version: "1", file: bad.tgz, sha256: ${sha} }
    - { id: gone, version: "1", file: gone.tgz, sha256: ${sha} }
    - { id: bare, version: "1" }
`;
    const gate = judge(text, {
      components: [
        { kind: 'verified', id: 'good' },
        { kind: 'differs', id: 'bad', file: 'bad.tgz', sha256: 'b'.repeat(64) },
        { kind: 'unread', id: 'gone', file: 'gone.tgz', why: 'there is no such file' },
        { kind: 'no-hash', id: 'bare' },
      ],
    });
    expect(keys(gate)).toEqual(['package:bad', 'package:gone']);
    expect(open(gate)).toEqual([
      'Component bad is another file than the release names: bad.tgz has SHA-256 bbbbbbbbbbbb…',
      'Component gone could not be verified: there is no such file',
    ]);
  });
});

describe('rules that the program judges', () => {
  const byRule = (rule: string, more = ''): string =>
    `${HEAD}${PEOPLE}controls: [{ id: c, title: The control, rule: ${rule}${more} }]\n`;
  const run = (more: Partial<Precedent>): Precedent => ({
    run: 'r-1',
    revision: REVISION,
    plan: 'backout',
    environment: 'lab',
    mode: 'live',
    at: '2020-02-20T10:00:00Z',
    ...more,
  });

  it.each([
    ['backout-rehearsed', 'backout'],
    ['rehearsed', 'deployment'],
  ])('%s: believes a run of this revision elsewhere, or a rehearsal, and no other', (rule, plan) => {
    const of = (...precedents: Partial<Precedent>[]) =>
      keys(judge(byRule(rule), { precedents: precedents.map((each) => run({ plan, ...each })) }));
    expect(of({})).toEqual([]);
    expect(of({ environment: 'live', mode: 'rehearsal' })).toEqual([]);
    expect(of()).toEqual(['control:c']);
    expect(of({ revision: OTHER })).toEqual(['control:c']);
    expect(of({ environment: 'live' })).toEqual(['control:c']);
    expect(of({ mode: 'check' })).toEqual(['control:c']);
    expect(of({ plan: 'verification' })).toEqual(['control:c']);
  });

  it('says with which revision it was rehearsed', () => {
    const gate = judge(byRule('backout-rehearsed'), { precedents: [run({ revision: OTHER })] });
    expect(open(gate)).toEqual([
      'Control by rule: The control. The backout was not rehearsed with this revision; with 0a0b-0c0d it was: run r-1 on lab, 2020-02-20 10:00:00 UTC',
    ]);
  });

  it('is not told by its state that it is met, but may be waived', () => {
    expect(keys(judge(byRule('rehearsed', ', state: met')))).toEqual(['control:c']);
    expect(keys(judge(byRule('rehearsed', ', state: waived, by: ann')))).toEqual([]);
  });

  it('steps-undoable: names the steps that say nothing of undoing', () => {
    expect(open(judge(byRule('steps-undoable')))).toEqual([
      'Control by rule: The control. 1 step does not say how it is undone: Say nothing',
    ]);
  });

  it('window-fits: is not met without a window', () => {
    expect(open(judge(byRule('window-fits')))).toEqual([
      'Control by rule: The control. The release names no window',
    ]);
  });

  it('package-verified: is not met where the release names no component', () => {
    expect(keys(judge(byRule('package-verified')))).toEqual(['control:c']);
  });

  it('requirements-validated: is met where none is open', () => {
    expect(keys(judge(byRule('requirements-validated')))).toEqual([]);
  });

  it('approved: wants the person or role that the control names', () => {
    const by = (name: string): Approval => ({
      revision: REVISION,
      by: name,
      note: null,
      at: '2020-02-20T10:00:00Z',
      login: 'x',
    });
    const text = byRule('approved', ', by: manager');
    expect(keys(judge(text, { approvals: [by('bob')] }))).toEqual(['control:c']);
    expect(keys(judge(text, { approvals: [by('ann')] }))).toEqual([]);
    expect(keys(judge(byRule('approved')))).toEqual(['control:c']);
  });
});

it('an approval of another revision holds back every plan, and says which was approved', () => {
  const approvals = [{ revision: OTHER, by: 'ann', note: null, at: '2020-02-20T10:00:00Z', login: 'x' }];
  for (const plan of ['deployment', 'infrastructure', 'verification'] as const) {
    const gate = judge(HEAD, { approvals }, { plan });
    expect(keys(gate)).toEqual(['approval']);
    expect(open(gate)).toEqual(['Approved by ann for another revision, 0a0b-0c0d, 2020-02-20 10:00:00 UTC']);
  }
  const both = [{ ...approvals[0]!, revision: REVISION }, ...approvals];
  expect(keys(judge(HEAD, { approvals: both }))).toEqual([]);
});

it('what the practice asks for is told where the release does not name it, and holds nothing back', () => {
  const notes = judge(HEAD).rules.filter(({ weight }) => weight === 'tells');
  expect(notes.map(describeRule)).toEqual([
    'The deployment was not rehearsed',
    'The backout was not rehearsed',
    '1 step does not say how it is undone: Say nothing',
    'Point of no return: Migrate',
  ]);
  for (const note of notes) expect(describeMending(note)).not.toBe('');
});

it('one sentence says whether it goes, with its reasons', () => {
  const gate = judge(`${HEAD}${WINDOW}${CONTROLS}`, at('2021-01-01T00:00:00Z'));
  expect(describeGate(gate)).toBe('No-go: the window is over; 2 controls are not met');
  const by = { by: 'ann', reason: 'agreed' };
  const passed = withOverrides(
    gate,
    new Map([
      ['window', by],
      ['control:open', by],
      ['control:silent', by],
      ['control:met', by],
    ]),
  );
  expect(describeGate(passed)).toBe('Go, with 3 rules overridden');
  expect(ruleOf(passed, 'control:met')).not.toHaveProperty('override');
  const elsewhere = judge(`${HEAD}${CONTROLS}`, {}, { environment: 'lab' });
  expect(describeGate(elsewhere)).toBe(
    'Go: on lab nothing holds a run back, although 2 controls are not met',
  );
});

it.each([
  ['production 4f2a-91c0', true],
  ['  production   4F2A91C077 ', true],
  ['production 4f2a-91c', false],
  ['production 4f2a-91c1', false],
  ['Production 4f2a-91c0', false],
  ['4f2a-91c0', false],
  ['', false],
])('takes %j to confirm a run: %s', (typed, expected) => {
  expect(isConfirmed(typed, { environment: 'production', revision: REVISION })).toBe(expected);
});
