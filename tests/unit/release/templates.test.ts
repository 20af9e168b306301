import { describe, expect, it } from 'vitest';
import { planRelease } from '#core/plan/plan-release.ts';
import type { Revision } from '#core/release/model.ts';
import { newReleaseText } from '#core/release/new-release.ts';
import { parseRelease } from '#core/release/parse-release.ts';
import { TEMPLATE_IDS, TEMPLATES } from '#core/release/templates/templates.ts';

const NAMES = { id: 'next-one', name: 'Größe: "next" # one', version: '1.10' };

describe.each(TEMPLATE_IDS)('the template %s', (id) => {
  const text = newReleaseText(NAMES, id);
  const { release, issues } = parseRelease(text);

  it('has the names of the new release, and nothing wrong with it', () => {
    expect(issues).toEqual([]);
    expect(release?.info).toMatchObject(NAMES);
  });

  it('plans every part on staging and on production', () => {
    if (release === null) throw new Error('no release');
    expect(release.environments.map(({ kind }) => kind)).toEqual(['staging', 'production']);
    for (const { name } of release.environments)
      for (const plan of ['deployment', 'verification', 'backout'] as const) {
        const { plan: planned, problems } = planRelease({
          release,
          environment: name,
          plan,
          limit: null,
          vars: {},
          files: {},
          revision: 'r' as Revision,
        });
        expect(problems).toEqual([]);
        expect(planned?.steps.length).toBeGreaterThan(0);
      }
  });

  it('says of every changing step how it is undone, and passes no point of no return', () => {
    const steps = release?.deployment.flatMap((phase) => phase.steps) ?? [];
    expect(steps.length).toBeGreaterThan(4);
    expect(steps.filter(({ undo }) => undo.kind === 'no-return')).toEqual([]);
    expect(TEMPLATES[id].says).not.toMatch(/\.$/);
  });
});
