import { expect, it } from 'vitest';
import { partsOf, writeSudo } from '../../../renderer/features/release/plan/sudo-parts.ts';

it.each([
  true,
  'app',
  { user: 'app', by: 'su', password: '{{ secret.app }}' },
  { user: 'app', password: '{{ secret.app }}' },
  { user: 'root', by: 'doas' },
])('a form shows %j and writes the same', (sudo) => {
  expect(writeSudo(partsOf(sudo))).toEqual(sudo);
});

it('a form writes what is meant as short as it can', () => {
  expect(writeSudo(partsOf('{{ secret.pw }}'))).toEqual({ user: 'root', password: '{{ secret.pw }}' });
  expect(writeSudo(partsOf({ by: 'sudo' }))).toBe(true);
  for (const nobody of [false, undefined, '']) expect(writeSudo(partsOf(nobody))).toBeUndefined();
});
