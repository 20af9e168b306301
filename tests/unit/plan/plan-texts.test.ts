import { describe, expect, it } from 'vitest';
import { describeTask, formatUndo } from '#core/plan/show.ts';
import type { Step } from '#core/release/model.ts';
import {
  options,
  phase,
  planned,
  problemsOf,
  release,
  request,
  run,
  step,
  undoBy,
  unitOf,
} from './small-release.ts';

/** The command of one step on web1, or on web2. */
function commandOf(text: string, name: 'web1' | 'web2' = 'web1'): string {
  return describeTask(unitOf(planned(request([run('s', text, { on: 'web' })])), 's', name).task);
}

function codesOf(...steps: readonly Step[]): readonly string[] {
  return problemsOf(request(steps)).map(({ code }) => code);
}

describe('planRelease, values', () => {
  it('fills in values of the environment, the host and the release', () => {
    expect(commandOf('go {{ vars.app_dir }} {{ host.name }} {{ host.address }} {{ release.version }}')).toBe(
      'go /opt/app web1 web1.example 2.0.0',
    );
  });

  it('lets a host override a value of its environment', () => {
    expect(commandOf('ls {{ vars.app_dir }}', 'web2')).toBe('ls /srv/app');
    expect(
      problemsOf(request([run('s', 'ls {{ host.vars.app_dir }}', { on: 'web' })])).map(({ host }) => host),
    ).toEqual(['web1', 'web3']);
  });

  it('lets a value given for the run win over both', () => {
    const plan = planned(
      request([run('s', 'ls {{ vars.app_dir }}', { on: 'web' })], { vars: { app_dir: '/tmp/app' } }),
    );
    expect(['web1', 'web2'].map((name) => describeTask(unitOf(plan, 's', name).task))).toEqual([
      'ls /tmp/app',
      'ls /tmp/app',
    ]);
  });

  it('quotes values in commands for the shell, unless they are raw', () => {
    expect(commandOf('echo {{ vars.greeting }}')).toBe("echo 'it'\\''s on'");
    expect(commandOf('echo "{{ vars.greeting | raw }}"')).toBe('echo "it\'s on"');
  });

  it('reports every missing value, per host', () => {
    const problems = problemsOf(
      request([
        run('a', 'x {{ vars.role }}', { on: 'web or db' }),
        run('b', 'x {{ vars.none }}', { on: 'db' }),
      ]),
    );
    expect(problems).toEqual([
      { code: 'missing-value', message: 'vars.role is not set for web1', step: 'a', host: 'web1' },
      { code: 'missing-value', message: 'vars.role is not set for web2', step: 'a', host: 'web2' },
      { code: 'missing-value', message: 'vars.role is not set for web3', step: 'a', host: 'web3' },
      { code: 'missing-value', message: 'vars.none is not set for db1', step: 'b', host: 'db1' },
    ]);
  });

  it('inserts values plain where no shell reads them', () => {
    const upload = {
      kind: 'upload',
      from: 'app-{{ release.version }}.tgz',
      to: '/in/{{ vars.greeting }}',
      mode: null,
      owner: null,
    } as const;
    const plan = planned(
      request([
        step('up', upload, { on: 'db', env: { A: '{{ vars.greeting }}' }, cwd: '/in/{{ vars.greeting }}' }),
        step('call', {
          kind: 'manual',
          text: 'Say {{ vars.greeting }}',
          items: ['{{ release.version }} is up'],
        }),
        step('ping', {
          kind: 'probe',
          target: { kind: 'http', url: 'http://{{ host.address }}/', status: 200, body: null },
          from: 'db',
        }),
      ]),
    );
    expect(unitOf(plan, 'up', 'db1').task).toMatchObject({
      from: 'app-2.0.0.tgz',
      to: ["/in/it's on"],
      shell: { env: { A: ["it's on"] }, cwd: ["/in/it's on"] },
    });
    expect(unitOf(plan, 'call').task).toMatchObject({ text: "Say it's on", items: ['2.0.0 is up'] });
    expect(unitOf(plan, 'ping', 'db1').task).toMatchObject({ target: { url: 'http://db1.example/' } });
  });

  it('takes the hash of an upload from the component with the same file', () => {
    const upload = { kind: 'upload', from: 'app.tgz', to: '/in/', mode: null, owner: null } as const;
    const component = {
      id: 'app',
      version: '2.0.0',
      file: 'app.tgz',
      sha256: 'ab'.repeat(32),
      ci: null,
      licence: null,
    };
    const wanted = request([step('up', upload, { on: 'db' })]);
    const plan = planned({ ...wanted, release: { ...wanted.release, components: [component] } });
    expect(unitOf(plan, 'up', 'db1').task).toMatchObject({ sha256: 'ab'.repeat(32) });
  });

  it('quotes values in scripts for a shell, and not for other interpreters', () => {
    const script = (id: string, interpreter: string): Step =>
      step(id, { kind: 'script', text: 'x {{ vars.greeting }}', file: null, interpreter }, { on: 'db' });
    const plan = planned(request([script('a', '/bin/bash -e'), script('b', 'python3')]));
    expect(unitOf(plan, 'a', 'db1').task).toMatchObject({ text: ["x 'it'\\''s on'"] });
    expect(unitOf(plan, 'b', 'db1').task).toMatchObject({ text: ["x it's on"] });
  });

  it('sends a script from a file as it is, and refuses one that is not there', () => {
    const script = step('s', { kind: 'script', text: null, file: 'a.sh', interpreter: 'sh' }, { on: 'db' });
    const plan = planned(request([script], { files: { 'a.sh': "docker ps --format '{{.Names}}'" } }));
    expect(unitOf(plan, 's', 'db1').task).toMatchObject({ text: ["docker ps --format '{{.Names}}'"] });
    expect(codesOf(script)).toEqual(['script-file']);
  });

  it('takes a communiqué from the release, and refuses one that is not there', () => {
    const told = {
      id: 'shops',
      audience: 'Shops',
      channel: 'email',
      to: ['a@b.c'],
      sender: null,
      send: null,
      subject: 'Up: {{ release.version }}',
      body: 'Since {{ run.finished }}',
    };
    const notify = step('tell', { kind: 'notify', communication: 'shops' });
    const plan = planned({
      ...request([notify]),
      release: release({ deployment: [phase('p', [notify])], communications: [told] }),
    });
    expect(unitOf(plan, 'tell').task).toMatchObject({
      channel: 'email',
      subject: 'Up: 2.0.0',
      body: 'Since {{ run.finished }}',
    });
    expect(codesOf(notify)).toEqual(['unknown-communication']);
  });

  it('reports a template that cannot be read', () => {
    expect(codesOf(run('a', 'echo {{ vars.x', { on: 'db' }))).toEqual(['bad-template']);
  });
});

describe('planRelease, values of the run', () => {
  const backup = run('backup', 'backup', { on: 'db', capture: { size: '(\\d+)' } });

  it('keeps captures of the same host, of another host and run values open', () => {
    const plan = planned(
      request([
        backup,
        run('own', 'echo {{ step.backup.size }}', { on: 'db' }),
        run('other', 'echo {{ step.backup.size@db1 | raw }} {{ run.id }}', { on: 'canary' }),
      ]),
    );
    expect(unitOf(plan, 'own', 'db1').task).toMatchObject({
      command: ['echo ', { late: 'capture', step: 'backup', name: 'size', host: null, quote: true }],
    });
    expect(unitOf(plan, 'other', 'web1').task).toMatchObject({
      command: [
        'echo ',
        { late: 'capture', step: 'backup', name: 'size', host: 'db1', quote: false },
        ' ',
        { late: 'run', name: 'id', quote: true },
      ],
    });
  });

  it('lets a step without hosts use what was captured on one host alone', () => {
    const plan = planned(
      request([backup, step('call', { kind: 'manual', text: 'Size {{ step.backup.size }}', items: [] })]),
    );
    expect(unitOf(plan, 'call').task).toMatchObject({ text: 'Size {{ step.backup.size@db1 }}' });
  });

  it('refuses what no earlier step captures there', () => {
    const early = request([run('use', 'echo {{ step.backup.size }}', { on: 'db' }), backup]);
    const elsewhere = request([backup, run('use', 'echo {{ step.backup.size }}', { on: 'canary' })]);
    const misspelt = request([backup, run('use', 'echo {{ step.backup.sise }}', { on: 'db' })]);
    const leftOut = request([backup, run('use', 'echo {{ step.backup.size@db1 }}', { on: 'web' })], {
      limit: 'web1',
    });
    for (const wanted of [early, elsewhere, misspelt, leftOut]) {
      expect(problemsOf(wanted).map(({ code, step: id }) => [code, id])).toEqual([['missing-value', 'use']]);
    }
  });

  it('keeps secrets in env open and refuses them anywhere else', () => {
    const plan = planned(request([run('s', 'true', { on: 'db', env: { PGPASSWORD: '{{ secret.db }}' } })]));
    expect(unitOf(plan, 's', 'db1').task).toMatchObject({
      shell: { env: { PGPASSWORD: [{ late: 'secret', name: 'db' }] } },
    });
    expect(codesOf(run('s', 'echo {{ secret.db }}', { on: 'db' }))).toEqual(['misplaced-secret']);
  });

  it('refuses a value of the run where the text is needed before it', () => {
    const upload = {
      kind: 'upload',
      from: 'app-{{ run.id }}.tgz',
      to: '/in/',
      mode: null,
      owner: null,
    } as const;
    expect(codesOf(step('up', upload, { on: 'db' }))).toEqual(['late-value']);
  });
});

describe('planRelease, undo', () => {
  it('resolves the undo of every unit for its host', () => {
    const undo = undoBy('rm {{ vars.app_dir }}', {
      sudo: { user: 'root', passwordSecret: null },
      takesMs: 5000,
    });
    const plan = planned(request([run('a', 'true', { on: 'web', undo })]));
    const unit = unitOf(plan, 'a', 'web2');
    expect(unit.undo && formatUndo(unit.undo)).toBe('rm /srv/app');
    expect(unit.undo).toMatchObject({
      title: 'Undo: Title of a',
      takesMs: 5000,
      task: { shell: { sudo: { user: 'root' } } },
    });
    expect(plan.steps[0]?.noUndo).toBeNull();
  });

  it('lets an undo use what its own step captured', () => {
    const plan = planned(
      request([run('a', 'true', { on: 'db', capture: { old: '.*' }, undo: undoBy('put {{ step.a.old }}') })]),
    );
    expect(unitOf(plan, 'a', 'db1').undo?.task).toMatchObject({
      command: ['put ', { late: 'capture', step: 'a', host: null }],
    });
  });

  it('says why a step has none', () => {
    const plan = planned(
      request([
        run('a', 'true', { on: 'db', undo: { kind: 'no-return', why: 'Data is gone' } }),
        run('b', 'true', { on: 'db', undo: { kind: 'nothing', why: 'A copy' } }),
        run('c', 'true', { on: 'db' }),
        step('d', { kind: 'check', text: 'true' }, { on: 'db' }),
      ]),
    );
    expect(plan.steps.map((each) => each.noUndo)).toEqual([
      { kind: 'no-return', why: 'Data is gone' },
      { kind: 'nothing', why: 'A copy' },
      { kind: 'unsaid', why: 'The release does not say how to undo it' },
      { kind: 'nothing', why: 'It changes nothing' },
    ]);
    expect(unitOf(plan, 'a', 'db1').undo).toBeNull();
  });

  it('refuses an undo on other hosts, and a command for a step without hosts', () => {
    const elsewhere = run('a', 'true', { on: 'db', undo: undoBy('true', { on: 'web' }) });
    const nowhere = step('b', { kind: 'manual', text: 'Do', items: [] }, { undo: undoBy('true', options()) });
    expect(problemsOf(request([elsewhere, nowhere])).map(({ code, message }) => [code, message])).toEqual([
      ['bad-undo', 'The undo of a names other hosts than the step: it runs on the host where the step ran'],
      [
        'bad-undo',
        'The undo of b runs on hosts, and the step has none: make it a step of backout.before or backout.after',
      ],
    ]);
  });

  it.each([
    ['says none', null, 'db1'],
    ['says those of its step', 'db1', 'db1'],
    ['says those of its phase', 'db', null],
  ])('takes an undo that %s', (_what, on, ofStep) => {
    const undone = run('a', 'true', { on: ofStep, undo: undoBy('true', { on }) });
    expect(problemsOf(request([phase('main', [undone], { on: 'db' })]))).toEqual([]);
  });
});

describe('planRelease, when', () => {
  it('decides a condition over known values, per host, and skips with it', () => {
    const plan = planned(request([run('a', 'true', { on: 'web', when: "vars.app_dir == '/srv/app'" })]));
    expect(plan.steps[0]?.units.map((unit) => unit.skipBecause)).toEqual([
      "vars.app_dir == '/srv/app'",
      null,
      "vars.app_dir == '/srv/app'",
    ]);
    expect(plan.steps[0]?.units.every((unit) => unit.when === null)).toBe(true);
  });

  it('keeps a condition over captures for the run', () => {
    const first = run('first', 'true', { on: 'db', capture: { state: '.*' } });
    const plan = planned(request([first, run('a', 'true', { on: 'db', when: "step.first.state == 'up'" })]));
    expect(unitOf(plan, 'a', 'db1')).toMatchObject({ when: "step.first.state == 'up'", skipBecause: null });
  });

  it('decides by the condition of the phase and the step', () => {
    const first = run('first', 'true', { on: 'db', capture: { state: '.*', mode: '.*' } });
    const of = (ofPhase: string, when: string | null): unknown => {
      const second = phase('second', [run('a', 'true', { on: 'db', when })], { when: ofPhase });
      return unitOf(planned(request([phase('first', [first]), second])), 'a', 'db1');
    };
    const [primary, replica] = ["vars.role == 'primary'", "vars.role == 'replica'"];
    const [up, shut] = ['step.first.state == "up"', 'step.first.mode == "shut" or step.first.state'];
    expect(of(primary, null)).toMatchObject({ skipBecause: null, when: null });
    expect(of(replica, up)).toMatchObject({ skipBecause: replica, when: null });
    expect(of(primary, replica)).toMatchObject({ skipBecause: replica, when: null });
    expect(of(up, primary)).toMatchObject({ skipBecause: null, when: up });
    expect(of(shut, up)).toMatchObject({ skipBecause: null, when: `(${shut}) and (${up})` });
  });

  it('asks for nothing that a step of a phase would capture on a host where the phase is skipped', () => {
    const first = run('first', 'true', { on: 'db', capture: { state: '.*' } });
    const a = run('a', 'true', { on: 'db', when: "step.first.state == 'up'" });
    const skip = "vars.role == 'replica'";
    const plan = planned(request([phase('main', [first, a], { when: skip })]));
    expect(unitOf(plan, 'a', 'db1')).toMatchObject({ skipBecause: skip, when: null });
  });

  it('writes out what is known of a condition that is kept', () => {
    const first = run('first', 'true', { on: 'db', capture: { state: '.*' } });
    const whenOf = (when: string): unknown =>
      unitOf(planned(request([first, run('a', 'true', { on: 'db', when })])), 'a', 'db1');
    expect(whenOf("vars.role == 'primary' and step.first.state =~ 'up\\d'")).toMatchObject({
      when: 'step.first.state =~ "up\\\\d"',
    });
    expect(whenOf('not (step.first.state == vars.role)')).toMatchObject({
      when: 'not (step.first.state == "primary")',
    });
    expect(whenOf("vars.role == 'replica' and step.first.state")).toMatchObject({
      when: null,
      skipBecause: expect.any(String),
    });
    expect(whenOf("vars.role == 'primary' or step.first.state")).toMatchObject({
      when: null,
      skipBecause: null,
    });
  });

  it('refuses a condition over missing values, secrets or values of no use, and one that cannot be read', () => {
    expect(codesOf(run('a', 'true', { on: 'db', when: "vars.none == 'x'" }))).toEqual(['missing-value']);
    expect(codesOf(run('a', 'true', { on: 'db', when: "secret.db == 'x'" }))).toEqual(['misplaced-secret']);
    expect(codesOf(run('a', 'true', { on: 'db', when: "run.id == 'x'" }))).toEqual(['late-value']);
    expect(codesOf(run('a', 'true', { on: 'db', when: 'vars.role ==' }))).toEqual(['bad-condition']);
  });

  it('does not ask for the values of a unit that is skipped', () => {
    const plan = planned(
      request([run('a', 'x {{ host.vars.role }}', { on: 'db or canary', when: "host.name == 'db1'" })]),
    );
    expect(unitOf(plan, 'a', 'web1').skipBecause).toBe("host.name == 'db1'");
  });
});
