import { describe, expect, it } from 'vitest';
import { findPerson, isSamePerson, isUnlisted, proposedPerson, signatureOf } from '#core/release/people.ts';
import { describeUnlisted } from '#core/words/describe-refusal.ts';

const PEOPLE = [
  { id: 'engineer', name: 'Eva Example', login: 'eex', roles: [] },
  { id: 'manager', name: 'Max Muster', login: null, roles: [] },
  { id: 'deputy', name: 'Max Muster', login: 'manager', roles: [] },
];

describe('a person of a release', () => {
  it.each(['engineer', 'ENGINEER', 'Eva Example', ' eva   example', 'EEX'])('is known as %s', (written) => {
    expect(signatureOf(PEOPLE, written)).toBe('engineer');
    expect(isSamePerson(PEOPLE, written, 'eex')).toBe(true);
  });

  it('is found by the id before the login, and by no name that two have', () => {
    expect(findPerson(PEOPLE, 'manager')?.id).toBe('manager');
    expect(findPerson(PEOPLE, 'Max Muster')).toBeNull();
  });

  it('nobody else acts where people are listed', () => {
    expect(isUnlisted(PEOPLE, ' Mallory ')).toBe(true);
    expect(describeUnlisted(PEOPLE, ' Mallory ')).toBe(
      '"Mallory" is not among the people of this release: engineer (Eva Example), manager (Max Muster), deputy (Max Muster)',
    );
    expect(isUnlisted([], 'Mallory')).toBe(false);
    expect([
      proposedPerson(PEOPLE, 'root'),
      proposedPerson(PEOPLE, 'eex'),
      proposedPerson([], 'root'),
    ]).toEqual(['', 'engineer', 'root']);
  });
});
