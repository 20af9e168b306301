import { describe, expect, it } from 'vitest';
import { type Guarantee, guaranteeOf } from '#core/plan/guarantee.ts';
import { planRelease } from '#core/plan/plan-release.ts';
import { stepKindOf, TASK_KINDS } from '#core/plan/task-kinds.ts';
import type { Revision, StepKind } from '#core/release/model.ts';
import { parseRelease } from '#core/release/parse-release.ts';
import { KIND_KEYS, STEP_KINDS } from '#core/release/step-kinds.ts';
import { problems, withStep } from './release-text.ts';

interface Written {
  readonly body: string;
  readonly guarantee: Guarantee;
}

const BODIES = {
  run: { body: 'on: db1\nrun: echo {{ vars.dir }}', guarantee: 'tracked' },
  script: { body: 'on: db1\nscript: { text: "echo {{ vars.dir }}" }', guarantee: 'tracked' },
  check: { body: 'on: db1\ncheck: test -d {{ vars.dir }}', guarantee: 'tracked' },
  upload: { body: 'on: db1\nupload: { from: a, to: "{{ vars.dir }}/a" }', guarantee: 'verified' },
  download: { body: 'on: db1\ndownload: { from: "{{ vars.dir }}/a", to: a }', guarantee: 'verified' },
  probe: { body: 'probe: { tcp: "{{ vars.dir }}:80" }', guarantee: 'workstation' },
  manual: { body: 'manual: Look at {{ vars.dir }}', guarantee: 'person' },
  hold: { body: 'hold: { count: 1 }', guarantee: 'person' },
  wait: { body: 'wait: { for: 1m }', guarantee: 'workstation' },
  notify: { body: 'notify: all', guarantee: 'person' },
} as const satisfies Readonly<Record<StepKind, Written>>;

const releaseOf = (kind: StepKind, more = '') => {
  const text = withStep(`${BODIES[kind].body}${more}`);
  return `${text}communications:\n  - { id: all, audience: all, channel: mail, to: [a], body: x }\n`;
};

const unitOf = (kind: StepKind, more = '') => {
  const { release } = parseRelease(releaseOf(kind, more));
  const { plan } = planRelease({
    release: release!,
    revision: '0'.repeat(64) as Revision,
    plan: 'deployment',
    environment: 'test',
    limit: null,
    vars: {},
    files: {},
  });
  const [step] = plan?.steps ?? [];
  return { step: step!, unit: step!.units[0]! };
};

describe.each(KIND_KEYS)('a %s step', (kind) => {
  const facts = STEP_KINDS[kind];

  it('runs where its kind says', () => {
    const { unit } = unitOf(kind);
    expect(unit.host !== null).toBe(facts.where === 'hosts');
  });

  it('promises what its kind says', () => {
    const { step, unit } = unitOf(kind);
    expect(guaranteeOf(step, unit)).toBe(BODIES[kind].guarantee);
  });

  it('is asked for its undo exactly if it changes something', () => {
    const asked = problems(releaseOf(kind)).some((each) => each.endsWith('undo-unsaid'));
    expect(asked).toBe(facts.changes);
  });

  it('has nothing to undo exactly if it changes nothing', () => {
    expect(unitOf(kind).step.noUndo?.kind).toBe(facts.changes ? 'unsaid' : 'nothing');
  });

  it('is the kind of its task', () => {
    expect(stepKindOf(unitOf(kind).unit.task.kind)).toBe(kind);
  });

  it('warns of no value left as it is written where values are filled in', () => {
    expect(problems(releaseOf(kind)).filter((each) => each.includes('value-not-filled'))).toEqual([]);
  });
});

it('warns of a value in a kind that fills none in', () => {
  const text = withStep('hold: { approvers: ["{{ vars.dir }}"] }');
  expect(problems(text).join()).toContain('value-not-filled');
});

it('runs a wait for a condition on hosts, and prints what it prints', () => {
  expect(TASK_KINDS.poll).toMatchObject({ where: 'hosts', prints: true, changes: false });
});
