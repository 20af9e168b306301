import { describe, expect, it } from 'vitest';
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
});
