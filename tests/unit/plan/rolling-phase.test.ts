/** Rolling phases with steps for people, waits, probes of the workstation, and steps that another host does about the batch. */
import { describe, expect, it } from 'vitest';
import { describePlan } from '#cli/plan-words.ts';
import { NO_HISTORY } from '#core/backout/time.ts';
import { executorOf } from '#core/plan/executor.ts';
import { targetsOf } from '#core/plan/jumps.ts';
import type { Plan } from '#core/plan/model.ts';
import type { HostName, Phase, Revision, Step } from '#core/release/model.ts';
import { renderPlansCsv } from '#core/report/plans-csv.ts';
import { renderRunbook } from '#core/report/runbook.ts';
import { renderRunbookMarkdown } from '#core/report/runbook-text.ts';
import {
  phase,
  planned,
  problemsOf,
  release,
  request,
  run,
  step,
  undoBy,
  unitOf,
  wavesOf,
} from './small-release.ts';

const ROLLOUT = {
  batches: [{ kind: 'count', count: 2 } as const],
  parallel: null,
  stopAfter: null,
  pause: 'none' as const,
};
const DRAIN = run('drain', 'disable {{ host.name }}', {
  delegateTo: 'db1',
  undo: undoBy('enable {{ host.name }}', { delegateTo: 'db1' }),
});
const LOOK = step('look', {
  kind: 'manual',
  text: 'Look at {{ batch.hosts }} ({{ batch.number }} of {{ batch.count }})',
  items: ['no errors on {{ batch.hosts }}'],
});
const RELEASED = step('released', { kind: 'hold', approvers: [], count: 1, notOperator: false });
const rolling = (steps: readonly Step[], given: Partial<Phase> = {}) =>
  phase('tier', steps, { on: 'web', rollout: ROLLOUT, ...given });
const PHASES = [rolling([DRAIN, LOOK, run('swap', 'swap'), RELEASED])];
const plan = planned(request(PHASES));

describe('a step without hosts in a rolling phase', () => {
  it('is done once for each batch, at its place among the others', () => {
    expect(wavesOf(plan)).toEqual([
      'drain 1/2: web1 web2',
      'look.1 1/2:',
      'swap 1/2: web1 web2',
      'released.1 1/2:',
      'drain 2/2: web3',
      'look.2 2/2:',
      'swap 2/2: web3',
      'released.2 2/2:',
    ]);
    expect(plan.steps.map(({ title }) => title)).toContain('Title of look (batch 2 of 2)');
  });

  it('knows the hosts of its batch', () => {
    expect(unitOf(plan, 'look.1')).toMatchObject({
      about: ['web1', 'web2'],
      batch: 1,
      task: { text: 'Look at web1, web2 (1 of 2)', items: ['no errors on web1, web2'] },
    });
    expect(unitOf(plan, 'look.2')).toMatchObject({
      about: ['web3'],
      task: { text: 'Look at web3 (2 of 2)' },
    });
  });

  it('keeps its name where there is one batch', () => {
    const one = planned(request([rolling([LOOK, run('swap', 'a')], { rollout: null })]));
    expect(wavesOf(one)).toEqual(['look 1/1:', 'swap 1/1: web1 web2 web3']);
    expect(one.steps[0]).not.toHaveProperty('of');
  });

  it('has no values of a batch elsewhere', () => {
    const message = 'batch.hosts is known to steps without hosts in a rolling phase, such as manual and hold';
    const problems = problemsOf(request([phase('main', [LOOK])]));
    expect(problems[0]).toMatchObject({ code: 'missing-value', message });
  });

  it('is one step on paper, with its room for each batch, and numbers that follow', () => {
    const book = {
      document: 'runbook' as const,
      release: release({ deployment: PHASES }),
      ...{
        environment: 'production',
        revision: '0'.repeat(64) as Revision,
        plans: [plan],
        unresolved: [],
        qr: null,
      },
      ...{ history: NO_HISTORY, printedAt: '2026-11-21T04:00:00.000Z' },
    };
    const text = renderRunbookMarkdown(book);
    expect(text.match(/^#### .*/gm)).toEqual([
      '#### D1. Title of drain',
      '#### D2. Title of look',
      '#### D3. Title of swap',
      '#### D4. Title of released',
    ]);
    expect(text).toContain('Do D1 to D4 in this order on one batch');
    expect(text).toContain('- [ ] web1, web2\n\n**Batch 2 of 2:**\n\n- [ ] web3');
    const { html } = renderRunbook(book);
    expect(html.match(/Batch \d: [\w, ]+(?=<\/p>)/g)).toEqual(['Batch 1: web1, web2', 'Batch 2: web3']);
    const ids = renderPlansCsv(book)
      .split('\r\n')
      .map((row) => row.split(',').slice(1, 4).join(' '));
    expect(ids).toContain('D2 Title of tier look');
  });
});

describe('a probe of the workstation in a rolling phase', () => {
  it('is made about each host of the batch, and connects to none', () => {
    const target = { kind: 'tcp', address: '{{ host.address }}:80' } as const;
    const made = planned(request([rolling([step('up', { kind: 'probe', target, from: null })])]));
    expect(wavesOf(made)).toEqual(['up 1/2: web1 web2', 'up 2/2: web3']);
    const unit = unitOf(made, 'up', 'web2');
    expect(unit.task).toMatchObject({ here: true, target: { address: 'web2.example:80' } });
    expect(executorOf(unit)).toBeNull();
    expect(targetsOf(made)).toEqual([]);
    expect(text(made)).toContain('web1  connect to web1.example:80 (TCP), from this workstation');
  });
});

describe('a step that is delegated', () => {
  it('runs on the other host about each of its own, with their values, one at a time', () => {
    const unit = unitOf(plan, 'drain', 'web3');
    expect(unit.task).toMatchObject({ command: ['disable web3'], shell: { at: 'db1' } });
    expect(unit.undo?.task).toMatchObject({ command: ['enable web3'], shell: { at: 'db1' } });
    expect(executorOf(unit)).toBe('db1');
    expect(plan.steps[0]).toMatchObject({
      parallel: 1,
      sentence: '2 batches: 2, 1 hosts; 1 at a time; stops at the first failed host; carried out on db1',
    });
    expect(text(plan)).toMatch(/web3 {2}disable web3\n {4}runs on db1\n {4}undo \(on db1\): enable web3/);
  });

  it('needs both hosts, and is looked for on the one that does it', () => {
    const made = planned(request([{ ...DRAIN, on: 'web' }]));
    expect(names(made.hosts)).toEqual(['bastion', 'web1', 'web2', 'web3', 'db1']);
    expect(names(targetsOf(made))).toEqual(['db1']);
    expect(names(targetsOf(made, new Set(['db1'] as HostName[])))).toEqual(['db1']);
    expect(names(targetsOf(made, new Set(['web1', 'web2', 'web3'] as HostName[])))).toEqual([]);
  });

  it('goes by the limit of the hosts that it is about', () => {
    const made = planned(request([{ ...DRAIN, on: 'web' }], { limit: 'web2' }));
    expect(wavesOf(made)).toEqual(['drain 1/1: web2']);
    expect(executorOf(unitOf(made, 'drain', 'web2'))).toBe('db1');
  });

  it.each([
    ['web', 'matches 3 hosts of production'],
    ['nobody', 'matches no host of production'],
  ])('names exactly one host, not %s', (delegateTo, why) => {
    const problems = problemsOf(request([run('drain', 'a', { on: 'web', delegateTo })]));
    expect(problems).toMatchObject([{ code: 'bad-delegate', step: 'drain' }]);
    expect(problems[0]?.message).toContain(why);
  });
});

function names(hosts: Plan['hosts']): readonly string[] {
  return hosts.map(({ name }) => name);
}

function text(of: Plan): string {
  return describePlan({ plan: of, mode: 'live', points: [], time: null });
}
