import { expect, it } from 'vitest';
import { formatHostAddress } from '#core/plan/show.ts';
import { formatAddressAndPort, formatSshAddress } from '#core/words/figures/format-address.ts';

it.each([
  { address: 'web1.example', port: 22, whole: 'web1.example:22', short: 'web1.example' },
  { address: 'web1.example', port: 2222, whole: 'web1.example:2222', short: 'web1.example:2222' },
  { address: 'fe80::1', port: 22, whole: '[fe80::1]:22', short: 'fe80::1' },
  { address: 'fe80::1', port: 2222, whole: '[fe80::1]:2222', short: '[fe80::1]:2222' },
])('$address, port $port, is $whole, and $short where the port of SSH goes without saying', (each) => {
  const { address, port, whole, short } = each;
  expect(formatAddressAndPort(address, port)).toBe(whole);
  expect(formatHostAddress({ user: 'deploy', address, port })).toBe(`deploy@${whole}`);
  expect(formatSshAddress({ address, port })).toBe(short);
  expect(formatSshAddress({ address, port: null })).toBe(address);
});
