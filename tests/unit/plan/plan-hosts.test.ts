import { describe, expect, it } from 'vitest';
import type { HostName, Rollout } from '#core/release/model.ts';
import {
  host,
  PRODUCTION,
  phase,
  planned,
  problemsOf,
  release,
  request,
  run,
  step,
  undoBy,
  wavesOf,
} from './small-release.ts';

const oneThenRest: Rollout = {
  batches: [{ kind: 'count', count: 1 }, { kind: 'rest' }],
  parallel: null,
  stopAfter: null,
  pause: 'hold',
};

describe('planRelease, hosts', () => {
  it('makes one unit per host a step selects, in inventory order', () => {
    const plan = planned(request([run('a', 'true', { on: 'db or web and not canary' })]));
    expect(plan.steps[0]?.units.map((unit) => unit.host)).toEqual(['web2', 'web3', 'db1']);
  });

  it('makes one unit without host of a step that needs none', () => {
    const plan = planned(request([step('call', { kind: 'manual', text: 'Call', items: [] })]));
    expect(plan.steps[0]).toMatchObject({ sentence: null, units: [{ host: null, batch: 1 }] });
    expect(wavesOf(plan)).toEqual(['call 1/1:']);
  });

  it('needs the jump hosts too, at any depth', () => {
    const far = host('far', [], { via: 'web1' as HostName });
    const deep = { ...PRODUCTION, hosts: [far, ...PRODUCTION.hosts] };
    const wanted = request([run('a', 'true', { on: 'far' })]);
    const plan = planned({ ...wanted, release: { ...wanted.release, environments: [deep] } });
    expect(plan.hosts.map((each) => each.name)).toEqual(['far', 'bastion', 'web1']);
  });

  it('makes a probe from hosts run on those hosts, and one without from the workstation', () => {
    const target = { kind: 'tcp', address: '10.0.0.1:80' } as const;
    const plan = planned(
      request([
        step('near', { kind: 'probe', target, from: null }),
        step('there', { kind: 'probe', target, from: 'db' }),
      ]),
    );
    expect(plan.steps.map((each) => each.units.map((unit) => unit.host))).toEqual([[null], ['db1']]);
    expect(plan.hosts.map((each) => each.name)).toEqual(['db1']);
  });

  it('refuses a step that selects nothing, one without selector, and one that cannot be read', () => {
    const problems = problemsOf(
      request([run('a', 'true', { on: 'nothing' }), run('b', 'true'), run('c', 'true', { on: 'web and' })]),
    );
    expect(problems.map(({ code, step: id }) => [code, id])).toEqual([
      ['no-hosts', 'a'],
      ['no-hosts', 'b'],
      ['bad-selector', 'c'],
    ]);
  });

  it('says once that a rolling phase selects nothing', () => {
    const tier = phase('tier', [run('a', 'true'), run('b', 'true', { on: 'web' })], { on: 'nothing' });
    expect(problemsOf(request([tier])).map(({ message }) => message)).toEqual([
      'Phase tier: no host of production matches "nothing"',
    ]);
  });

  it('names the environments there are when it does not know one', () => {
    const [problem] = problemsOf(request([], { environment: 'test' }));
    expect(problem).toMatchObject({
      code: 'unknown-environment',
      message: 'There is no environment test; there are: production',
    });
  });

  it('refuses a host whose jump is missing or leads back to it', () => {
    const hosts = [
      host('a', [], { via: 'b' as HostName }),
      host('b', [], { via: 'a' as HostName }),
      host('c', [], { via: 'gone' as HostName }),
    ];
    const wanted = request([run('s', 'true', { on: 'all' })]);
    const problems = problemsOf({
      ...wanted,
      release: { ...wanted.release, environments: [{ ...PRODUCTION, hosts }] },
    });
    expect(problems.map(({ code, host: name }) => [code, name])).toEqual([
      ['bad-jump', 'a'],
      ['bad-jump', 'b'],
      ['bad-jump', 'c'],
    ]);
  });
});

describe('planRelease, limit', () => {
  const steps = [
    run('web', 'true', { on: 'web' }),
    run('db', 'true', { on: 'db' }),
    step('call', { kind: 'manual', text: 'Call', items: [] }),
  ];

  it('keeps the hosts inside the limit, leaves out steps with none, and keeps steps without hosts', () => {
    const plan = planned(request(steps, { limit: 'web2 or web3' }));
    expect(wavesOf(plan)).toEqual(['web 1/1: web2 web3', 'call 1/1:']);
    expect(plan.hosts.map((each) => each.name)).toEqual(['bastion', 'web2', 'web3']);
    expect(plan.limit).toBe('web2 or web3');
  });

  it('refuses a limit that matches nothing or cannot be read', () => {
    expect(problemsOf(request(steps, { limit: 'app' })).map(({ code }) => code)).toEqual([
      'limit-matches-nothing',
    ]);
    expect(problemsOf(request(steps, { limit: '(web' })).map(({ code }) => code)).toEqual(['bad-selector']);
  });

  it('still refuses a step that would match nothing without the limit', () => {
    expect(problemsOf(request([run('a', 'true', { on: 'nothing' })], { limit: 'web' }))).toHaveLength(1);
  });
});

describe('planRelease, waves', () => {
  it('makes a wave per batch, and pauses before every batch but the first', () => {
    const plan = planned(
      request([run('a', 'true', { on: 'web', rollout: oneThenRest }), run('b', 'true', { on: 'db' })]),
    );
    expect(wavesOf(plan)).toEqual(['a 1/2: web1', '? a 2/2: web2 web3', 'b 1/1: db1']);
    expect(plan.steps[0]?.sentence).toBe(
      '2 batches: 1, 2 hosts; 10 at a time; stops at the first failed host',
    );
    expect(plan.steps[0]?.units.map((unit) => unit.batch)).toEqual([1, 2, 2]);
  });

  it('rolls a phase: all its steps on one batch before the next batch', () => {
    const steps = [run('drain', 'true'), run('extra', 'true', { on: 'not canary' }), run('restore', 'true')];
    const plan = planned(request([phase('tier', steps, { on: 'web', rollout: oneThenRest })]));
    expect(wavesOf(plan)).toEqual([
      'drain 1/2: web1',
      'restore 1/2: web1',
      '? drain 2/2: web2 web3',
      'extra 2/2: web2 web3',
      'restore 2/2: web2 web3',
    ]);
    expect(plan.steps.map((each) => each.id)).toEqual(['drain', 'restore', 'extra']);
    expect(plan.steps[2]?.sentence).toBe('1 batch: 2 hosts; 10 at a time; stops at the first failed host');
  });

  it('takes the batches of a rolling phase from the hosts inside the limit', () => {
    const plan = planned(
      request([phase('tier', [run('a', 'true')], { on: 'web', rollout: oneThenRest })], {
        limit: 'not canary',
      }),
    );
    expect(wavesOf(plan)).toEqual(['a 1/2: web2', '? a 2/2: web3']);
  });

  it('counts stop_after in percent over the hosts of the step, in all batches', () => {
    const rollout: Rollout = { ...oneThenRest, stopAfter: { kind: 'percent', percent: 50 } };
    const plan = planned(
      request([
        phase('tier', [run('a', 'true'), run('b', 'true', { on: 'canary' })], { on: 'web', rollout }),
      ]),
    );
    expect(plan.steps.map((each) => each.stopAfter)).toEqual([2, 1]);
  });

  it('refuses batches of a step, and hosts that are not its own, in a rolling phase', () => {
    const steps = [run('own', 'true', { rollout: oneThenRest }), run('other', 'true', { on: 'db' })];
    const problems = problemsOf(request([phase('tier', steps, { on: 'web', rollout: oneThenRest })]));
    expect(problems.map(({ code, step: id }) => [code, id])).toEqual([
      ['not-in-rolling-phase', 'own'],
      ['no-hosts', 'other'],
    ]);
  });
});

describe('planRelease, backout', () => {
  it('takes back a whole deployment, newest first, between before and after', () => {
    const tier = phase('tier', [run('drain', 'true', { undo: undoBy('restore') }), run('check', 'true')], {
      on: 'web',
      rollout: oneThenRest,
    });
    const frame = {
      ...release().backout,
      before: [run('freeze', 'true', { on: 'db' })],
      after: [run('proof', 'true', { on: 'web' })],
    };
    const wanted = request([run('first', 'true', { on: 'db', undo: undoBy('first back') }), tier]);
    const plan = planned({ ...wanted, plan: 'backout', release: { ...wanted.release, backout: frame } });
    expect(wavesOf(plan)).toEqual([
      'freeze 1/1: db1',
      'drain 1/2: web3 web2',
      'drain 2/2: web1',
      'first 1/1: db1',
      'proof 1/1: web1 web2 web3',
    ]);
    expect(plan.steps.map((each) => each.title)[1]).toBe('Undo: Title of drain');
  });
});

describe('planRelease, downloads', () => {
  const get = (to: string, on: string, id = 'get') =>
    step(id, { kind: 'download', from: '/var/log/app', to }, { on });

  it.each([
    ['logs/app', 'web'],
    ['logs/web1-web2-web3', 'web'],
    ['logs/{{ vars.app_dir }}', 'web'],
  ])('refuses %s from several hosts: one file would replace the other', (to, on) => {
    expect(problemsOf(request([get(to, on)]))).toContainEqual(
      expect.objectContaining({ code: 'downloads-meet', step: 'get' }),
    );
  });

  it('refuses two steps that bring the files of two hosts to one name', () => {
    const [problem] = problemsOf(request([get('app', 'web1', 'one'), get('./app', 'web2', 'two')]));
    expect(problem).toMatchObject({ code: 'downloads-meet', step: 'two', host: 'web2' });
  });

  it('refuses names that differ only in case', () => {
    const hosts = [host('h1', ['a'], { vars: { tag: 'X' } }), host('h2', ['a'], { vars: { tag: 'x' } })];
    const wanted = request([get('logs/{{ vars.tag }}', 'a')]);
    const environments = [{ ...PRODUCTION, hosts }];
    const [problem] = problemsOf({ ...wanted, release: { ...wanted.release, environments } });
    expect(problem?.message).toBe(
      'The files of h1 and h2 are both downloaded to logs/X and logs/x, which are one file on some disks: the second would replace the first. Write {{ host.name }} in to',
    );
  });

  it.each([
    ['logs/{{ host.name }}', 'web'],
    ['logs/', 'web'],
    ['logs/app', 'web1'],
  ])('takes %s from %s', (to, on) => {
    expect(planned(request([get(to, on)])).steps).toHaveLength(1);
  });
});
