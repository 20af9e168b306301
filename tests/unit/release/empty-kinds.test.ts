import { expect, it } from 'vitest';
import { KIND_KEYS } from '#core/release/step-kinds.ts';
import { message, problems, withStep } from './release-text.ts';

it.each(KIND_KEYS)('reports a step whose %s says nothing', (kind) => {
  expect(message(withStep(`${kind}:`))).toContain(`"${kind}" is empty`);
});

it('reports an undo whose kind says nothing', () => {
  expect(problems(withStep('on: all\nrun: "true"\nundo: { script: }')).join()).toContain('error empty');
});
