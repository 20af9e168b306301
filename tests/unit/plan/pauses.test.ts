/** `pause: hold`: a person releases a batch before the first of its steps that is done on any of its hosts, and every surface says so. */
import { describe, expect, it } from 'vitest';
import { describePlan } from '#cli/plan-words.ts';
import { limitSteps } from '#core/backout/frame.ts';
import { NO_HISTORY, timeOfSteps } from '#core/backout/time.ts';
import { planJson } from '#core/plan/json.ts';
import type { Plan } from '#core/plan/model.ts';
import type { HostName, Phase, Revision } from '#core/release/model.ts';
import { renderPlanCsv } from '#core/report/plans-csv.ts';
import { renderRunbook } from '#core/report/runbook.ts';
import { renderRunbookMarkdown } from '#core/report/runbook-text.ts';
import { decide, effectKey } from '#core/run/decide.ts';
import { createLog, planOf } from '../run/run-fixture.ts';
import { PRODUCTION, phase, planned, release, request, run } from './small-release.ts';

const ROLLOUT = {
  batches: [{ kind: 'count', count: 1 } as const],
  parallel: null,
  stopAfter: null,
  pause: 'hold' as const,
};
/** Over web1, web2 and web3, one after the other. */
const rolling = (...steps: Phase['steps']) => phase('tier', steps, { on: 'web', rollout: ROLLOUT });
const off = (host: string) => ({ when: `host.name != "${host}"` });
const CASES: readonly { what: string; phases: readonly Phase[]; released: readonly string[] }[] = [
  {
    what: 'before the first step of each batch but the first',
    phases: [rolling(run('drain', 'a'), run('swap', 'b'))],
    released: ['drain 2', 'drain 3'],
  },
  {
    what: 'before the second step where the first is skipped on the batch',
    phases: [rolling(run('drain', 'a', off('web2')), run('swap', 'b'))],
    released: ['swap 2', 'drain 3'],
  },
  {
    what: 'not before a batch on which every step is skipped',
    phases: [rolling(run('drain', 'a', off('web2')), run('swap', 'b', off('web2')))],
    released: ['drain 3'],
  },
  {
    what: 'not before a batch of a step of its own that is skipped there',
    phases: [phase('main', [run('one', 'a', { on: 'web', rollout: ROLLOUT, ...off('web3') })])],
    released: ['one 2'],
  },
  {
    what: 'before a step that has no host in the first batches',
    phases: [rolling(run('drain', 'a', { on: 'canary' }), run('swap', 'b', { on: 'web3' }))],
    released: ['swap 3'],
  },
  {
    what: 'of the step that says so, and of none behind it',
    phases: [
      phase('main', [
        run('one', 'a', { on: 'canary or web2', rollout: ROLLOUT, ...off('web2') }),
        run('two', 'b', { on: 'web' }),
      ]),
    ],
    released: [],
  },
  {
    what: 'of its own phase only',
    phases: [
      rolling(run('drain', 'a', { on: 'web3', ...off('web3') })),
      phase('next', [run('swap', 'b', { on: 'web3' })], {
        on: 'web',
        rollout: { ...ROLLOUT, pause: 'none' },
      }),
    ],
    released: [],
  },
];

describe.each(CASES)('a person releases a batch $what', ({ phases, released }) => {
  const plan = planned(request(phases));
  const titles = new Map(plan.steps.map(({ id, title }) => [id as string, title]));

  it('in the plan, its JSON and its table', () => {
    const waves = plan.waves.filter(({ pauseBefore }) => pauseBefore);
    expect(waves.map(({ step, batch }) => `${step} ${batch}`)).toEqual(released);
    const units = planJson(plan, 'live').units.filter(({ pauseBefore }) => pauseBefore);
    expect([...new Set(units.map(({ step, batch }) => `${step} ${batch}`))]).toEqual(released);
    const rows = renderPlanCsv(plan)
      .split('\r\n')
      .map((row) => row.split(','));
    const at = rows[0]!.indexOf('pauseBefore');
    const inTable = rows.filter((row) => row[at] === 'true');
    expect(inTable.map((row) => `${row[3]} ${row[7]}`)).toEqual(released);
  });

  it('in the terminal', () => {
    const blocks = describePlan({ plan, mode: 'live', points: [], time: null }).split(/\n(?=\S)/);
    const said = blocks.filter((block) => block.includes('starts only when a person releases it'));
    expect(said.map((block) => block.replace(/^(\S+): .*\(batch (\d+)\)[\s\S]*$/, '$1 $2'))).toEqual(
      released,
    );
  });

  it('on paper', () => {
    const book = {
      document: 'runbook' as const,
      release: release({ deployment: phases }),
      ...{
        environment: 'production',
        revision: '0'.repeat(64) as Revision,
        plans: [plan],
        unresolved: [],
        qr: null,
      },
      ...{ history: NO_HISTORY, printedAt: '2026-11-21T04:00:00.000Z' },
    };
    const said = [
      renderRunbook(book).html.matchAll(/(Title of \w+)(?=<)|Hold point before batch (\d+)/g),
      renderRunbookMarkdown(book).matchAll(/#.*(Title of \w+)|\*\*Hold:\*\* batch (\d+)/g),
    ];
    for (const found of said) {
      let title: string | undefined;
      const holds: string[] = [];
      for (const [, step, batch] of found)
        if (batch === undefined) title = step;
        else holds.push(`${title} ${batch}`);
      expect(holds.toSorted()).toEqual(
        released.map((each) => each.replace(/^\w+/, (id) => titles.get(id) ?? id)).toSorted(),
      );
    }
  });

  it('when it runs', () => expect(releasedBy(plan)).toEqual(released));
});

/** What is asked before which batch, when everything else succeeds. */
function releasedBy(plan: Plan): readonly string[] {
  const log = createLog(plan).begin();
  const asked: string[] = [];
  for (let turn = 0; turn < 100; turn += 1) {
    const [effect] = decide(log.state());
    if (effect === undefined || effect.kind === 'finish') return asked;
    if (effect.kind === 'ask') {
      asked.push(effectKey(effect).replace(/^ask batch:(.*)#/, '$1 '));
      log.ask(effect.id, effect.question).answer(effect.id, { to: 'batch', continue: true });
    } else if (effect.kind === 'skip')
      log.add({ type: 'unitSkipped', data: { ...effect.unit, reason: effect.reason } });
    else if (effect.kind === 'attempt') log.run(effect.unit.step, effect.unit.host);
    else throw new Error(effectKey(effect));
  }
  throw new Error('it comes to no end');
}

describe('a batch whose first step turns out to do nothing', () => {
  it('is released before the step that does something', () => {
    const specs = [
      { id: 'drain', hosts: ['a', 'b'] },
      { id: 'swap', hosts: ['a', 'b', 'c'] },
    ];
    const made = planOf(specs);
    const waves = [
      { step: 'drain', batch: 1, hosts: ['a'] },
      { step: 'swap', batch: 1, hosts: ['a'] },
      { step: 'drain', batch: 2, hosts: ['b'], pauseBefore: true },
      { step: 'swap', batch: 2, hosts: ['b', 'c'] },
    ].map((wave) => ({ batches: 2, pauseBefore: false, ...wave }) as never);
    const log = createLog({ ...made, waves })
      .begin()
      .run('drain', 'a')
      .run('swap', 'a');
    log.add({
      type: 'hostExcluded',
      data: { host: 'b' as HostName, by: 'engineer', note: 'gone' },
    });
    const [ask, ...more] = decide(log.state());
    expect(more).toEqual([]);
    expect(ask).toMatchObject({
      id: 'batch:drain#2',
      question: { unit: { step: 'drain', host: null }, hosts: ['b', 'c'], batch: 2, batches: 2 },
    });
    if (ask?.kind !== 'ask') return expect.unreachable();
    log.ask(ask.id, ask.question).answer(ask.id, { to: 'batch', continue: true });
    expect(decide(log.state()).map(effectKey)).toEqual(['attempt swap@c 1']);
  });

  /** `look` says of each host whether it is up; the other steps are done where it is. */
  function looked(phases: readonly Phase[], up: readonly string[]) {
    const look = run('look', 'a', { on: 'web', capture: { state: '.*' } });
    const log = createLog(planned(request([phase('first', [look]), ...phases]))).begin();
    for (const name of ['web1', 'web2', 'web3'])
      log
        .intend('look', name)
        .finish('look', name, 'ok', { captured: { state: up.includes(name) ? 'up' : 'down' } });
    return log;
  }
  const WHERE_UP = { when: 'step.look.state == "up"' };
  const excluded = (log: ReturnType<typeof looked>, name: string) =>
    log.add({
      type: 'hostExcluded',
      data: { host: name as HostName, by: 'engineer', note: 'gone' },
    });

  it('does not keep a step of the next phase waiting', () => {
    const next = phase('next', [run('swap', 'b', { on: 'web3' })], {
      on: 'web',
      rollout: { ...ROLLOUT, pause: 'none' },
    });
    const log = looked([rolling(run('drain', 'a', { on: 'web3', ...WHERE_UP })), next], []);
    const [skip] = decide(log.state());
    if (skip?.kind !== 'skip') return expect.unreachable();
    log.add({ type: 'unitSkipped', data: { ...skip.unit, reason: skip.reason } });
    expect(decide(log.state()).map(effectKey)).toEqual(['attempt swap@web3 1']);
  });

  it('is asked nothing where one of its hosts is excluded and a value skips the others', () => {
    const rollout = { ...ROLLOUT, batches: [...ROLLOUT.batches, { kind: 'rest' } as const] };
    const one = run('one', 'b', { on: 'web', rollout, ...WHERE_UP });
    const log = looked([phase('main', [one])], ['web1', 'web3']).run('one', 'web1');
    excluded(log, 'web3');
    expect(decide(log.state()).map(effectKey)).toEqual(['skip one@web2']);
  });

  it('is asked nothing where a captured value skips it', () => {
    const one = run('one', 'b', { on: 'web', rollout: ROLLOUT, ...WHERE_UP });
    const log = looked([phase('main', [one])], ['web1', 'web3']).run('one', 'web1');
    const [skip] = decide(log.state());
    expect(skip).toMatchObject({ kind: 'skip', unit: { host: 'web2' } });
    if (skip?.kind !== 'skip') return expect.unreachable();
    log.add({ type: 'unitSkipped', data: { ...skip.unit, reason: skip.reason } });
    expect(decide(log.state()).map(effectKey)).toEqual(['ask batch:one#3']);
  });
});

describe('what surrounds a backout', () => {
  it('is released and counted only where something is done', () => {
    const base = request([run('one', 'a', { on: 'web' })]);
    const rollout = { ...ROLLOUT, batches: [...ROLLOUT.batches, { kind: 'rest' } as const] };
    const after = [run('proof', 'p', { on: 'web', takesMs: 60_000, rollout, ...off('web2') })];
    const plan = planned({
      ...base,
      release: { ...base.release, environments: [PRODUCTION], backout: { ...base.release.backout, after } },
    });
    const frame = plan.frame!.after;
    expect(timeOfSteps(frame, NO_HISTORY)).toMatchObject({ ms: 120_000, unestimated: 1 });
    const limited = limitSteps(frame, new Set(['web1', 'web2'] as HostName[]));
    expect(limited.waves.map(({ pauseBefore }) => pauseBefore)).toEqual([false, false]);
  });
});
