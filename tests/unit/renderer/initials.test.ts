import { expect, it } from 'vitest';
import { initialsOf } from '#app/initials.ts';

it.each([
  ['library', 'LIB'],
  ['North site', 'NS'],
  ['acme-prod', 'AP'],
  ['North west data centre', 'NWD'],
  ['7', '7'],
  ['Ödön', 'ÖDÖ'],
  ['…', '…'],
])('%s is known as %s', (name, initials) => {
  expect(initialsOf(name)).toBe(initials);
});
