import { expect, it } from 'vitest';
import type { StepKind } from '#core/release/model.ts';
import { message, problems, withStep } from './release-text.ts';

const KINDS: readonly StepKind[] = [
  'run',
  'script',
  'check',
  'upload',
  'download',
  'probe',
  'manual',
  'hold',
  'wait',
  'notify',
];

it.each(KINDS)('reports a step whose %s says nothing', (kind) => {
  expect(message(withStep(`${kind}:`))).toContain(`"${kind}" says nothing`);
});

it('reports an undo whose kind says nothing', () => {
  expect(problems(withStep('on: all\nrun: "true"\nundo: { script: }')).join()).toContain('error empty');
});
