import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { planJson } from '#core/plan/json.ts';
import type { Plan } from '#core/plan/model.ts';
import { type PlanRequest, planRelease } from '#core/plan/plan-release.ts';
import { PLAN_NAMES, type Revision } from '#core/release/model.ts';
import { parseRelease } from '#core/release/parse-release.ts';
import { unitOf, wavesOf } from './small-release.ts';

const file = new URL('../../support/harness/sample.release.yaml', import.meta.url);

function planSample(given: Partial<PlanRequest> = {}): Plan {
  const { release, issues } = parseRelease(readFileSync(file, 'utf8'));
  if (release === null) throw new Error(JSON.stringify(issues));
  const revision = '0'.repeat(64) as Revision;
  const request = {
    release,
    revision,
    plan: 'deployment',
    environment: 'production',
    limit: null,
    vars: {},
    files: {},
  } as const;
  const { plan, problems } = planRelease({ ...request, ...given });
  expect(problems).toEqual([]);
  if (plan === null) throw new Error('no plan');
  return plan;
}

describe('planRelease, the sample release', () => {
  it('plans every plan for every environment', () => {
    for (const environment of ['staging', 'production']) {
      for (const plan of PLAN_NAMES)
        expect(planSample({ plan, environment }).waves.length).toBeGreaterThan(0);
    }
  });

  it('rolls over the web tier between the other phases', () => {
    expect(wavesOf(planSample())).toEqual([
      'desk 1/1:',
      'backup 1/1: db1',
      'deliver 1/1: web1 web2 web3',
      'go-live 1/1:',
      'drain 1/2: web1',
      'switch 1/2: web1',
      'healthy 1/2: web1',
      'restore 1/2: web1',
      '? drain 2/2: web2 web3',
      'switch 2/2: web2 web3',
      'healthy 2/2: web2 web3',
      'restore 2/2: web2 web3',
      'migrate 1/1: db1',
    ]);
  });

  it('says commands, undo and rollout as people read them', () => {
    const json = planJson(planSample(), 'live');
    expect(json.sentences).toContainEqual({
      step: 'drain',
      text: '2 batches: 1, 2 hosts; 10 at a time; stops at the first failed host',
    });
    expect(json.units.find((unit) => unit.step === 'drain')).toMatchObject({
      host: 'web1',
      command: '/opt/payments/bin/lb drain web1',
      undo: '/opt/payments/bin/lb restore web1',
    });
    expect(json.units.find((unit) => unit.step === 'backup')).toMatchObject({
      command: '/opt/payments/bin/backup --to /var/backups/payments/pre-4.2.0.dump',
      shell: 'as postgres, with PGPASSWORD={{ secret.tokens_db }}',
      undo: null,
    });
  });

  it('knows the hash of the package, the jump host and the point of no return', () => {
    const plan = planSample();
    expect(unitOf(plan, 'deliver', 'web1').task).toMatchObject({ kind: 'upload', sha256: '0'.repeat(64) });
    expect(plan.hosts.map((host) => host.name)).toEqual(['bastion', 'web1', 'web2', 'web3', 'db1']);
    expect(plan.steps.find((step) => step.id === 'migrate')?.noUndo?.kind).toBe('no-return');
  });

  it('takes the whole deployment back, newest first', () => {
    expect(wavesOf(planSample({ plan: 'backout' }))).toEqual([
      'freeze 1/1: db1',
      'switch 1/2: web3 web2',
      'drain 1/2: web3 web2',
      'switch 2/2: web1',
      'drain 2/2: web1',
      'deliver 1/1: web3 web2 web1',
      'old-version 1/1: web1 web2 web3',
    ]);
  });
});
