import { expect, it } from 'vitest';
import { parseRelease } from '#core/release/parse-release.ts';
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

it.each([true, 'app', '{{ secret.pw }}', {}, { user: 'app', password: '{{ secret.pw }}' }, { by: 'doas' }])(
  'a form takes %j for what the reader of the file does',
  (sudo) => {
    const step = { id: 'a', title: 'A', on: 'all', run: 'x', sudo, nothing_to_undo: 'A test' };
    const release = {
      holdpoint: 1,
      release: { id: 'a', name: 'A', version: '1' },
      environments: { lab: { kind: 'test', hosts: { web1: { address: '192.0.2.1' } } } },
      deployment: { phases: [{ id: 'p', title: 'P', steps: [step] }] },
    };
    const { release: read } = parseRelease(JSON.stringify(release));
    const { user, by, secret } = partsOf(sudo);
    expect(read?.deployment[0]?.steps[0]?.sudo).toEqual({
      user,
      passwordSecret: secret === '' ? null : secret,
      ...(by === '' ? {} : { by }),
    });
  },
);
