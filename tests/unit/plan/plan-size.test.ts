import { describe, expect, it } from 'vitest';
import { outlinePlan } from '#core/plan/outline.ts';
import { host, PRODUCTION, planned, request, run, undoBy } from './small-release.ts';

describe('planRelease, size', () => {
  it('plans 200 steps on 500 hosts', () => {
    const hosts = Array.from({ length: 500 }, (_, index) => host(`web${index}`, ['web']));
    const command =
      '{{ vars.app_dir }}/bin/lb drain {{ host.name }} --to {{ release.version }} --say {{ vars.greeting }}';
    const steps = Array.from({ length: 200 }, (_, index) =>
      run(`s${index}`, command, { on: 'web', undo: undoBy(command) }),
    );
    const wanted = request(steps);
    const plan = planned({
      ...wanted,
      release: { ...wanted.release, environments: [{ ...PRODUCTION, hosts }] },
    });
    expect(plan.steps.flatMap((step) => step.units)).toHaveLength(100_000);
  }, 60_000);

  it('plans once what a step does alike on every host', () => {
    const [alike, own] = planned(
      request([
        run('a', 'true', { on: 'all', undo: undoBy('false') }),
        run('b', 'echo {{ host.name }}', { on: 'all' }),
      ]),
    ).steps;
    expect(new Set(alike?.units.map(({ task }) => task)).size).toBe(1);
    expect(new Set(alike?.units.map(({ undo }) => undo)).size).toBe(1);
    expect(new Set(own?.units.map(({ task }) => task)).size).toBe(own?.units.length);
  });

  it('outlines each list of hosts once', () => {
    const steps = ['a', 'b', 'c'].map((id) => run(id, 'true', { on: 'all' }));
    const outline = outlinePlan(planned(request(steps)));
    const groups = outline.steps.flatMap((step) => step.groups.map(({ hosts }) => hosts));
    expect(groups).toHaveLength(3);
    expect(new Set([...groups, ...outline.waves.map(({ hosts }) => hosts)]).size).toBe(1);
  });
});
