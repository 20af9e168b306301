import { expect, it } from 'vitest';
import { describeForgetting, describeRevoking } from '#core/words/hosts/describe-key-source.ts';

it.each([
  [['release'], 'correct host_keys in the release'],
  [['accepted'], 'forget the old key under Hosts and trust'],
  [['/home/eva/.ssh/known_hosts:3'], 'remove line 3 of /home/eva/.ssh/known_hosts'],
  [['C:\\Users\\eva\\.ssh\\known_hosts:12'], 'remove line 12 of C:\\Users\\eva\\.ssh\\known_hosts'],
  [
    ['accepted', '/etc/ssh/ssh_known_hosts:1'],
    'forget the old key under Hosts and trust, and remove line 1 of /etc/ssh/ssh_known_hosts',
  ],
  [[], 'have the old key forgotten'],
])('a key that %j expects is changed where that stands', (sources, words) => {
  expect(describeForgetting(sources)).toBe(words);
});

it('says who revokes a key', () => {
  expect(describeRevoking(['/etc/ssh/revoked:7', 'accepted'])).toBe(
    ', by line 7 of /etc/ssh/revoked and Hosts and trust',
  );
  expect(describeRevoking([])).toBe('');
});
