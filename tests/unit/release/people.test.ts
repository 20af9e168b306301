import { describe, expect, it } from 'vitest';
import { parseRelease } from '#core/release/parse-release.ts';
import {
  findPerson,
  isSamePerson,
  isUnlisted,
  personOfLogin,
  proposedPerson,
  signatureOf,
} from '#core/release/people.ts';
import { describeUnlisted } from '#core/words/run/describe-refusal.ts';

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

describe('whoever sits at the workstation', () => {
  const of = (people: readonly object[], account: string) =>
    personOfLogin(people.map((person) => ({ name: '', login: null, roles: [], ...person })) as never, account)
      ?.id ?? null;

  it('is the one of that login, before one of that id', () => {
    expect(of([{ id: 'max' }, { id: 'kim', login: 'max' }], 'MAX')).toBe('kim');
    expect(of([{ id: 'max' }, { id: 'kim' }], 'max')).toBe('max');
  });

  it('is nobody whose login is another, and nobody where two have it', () => {
    expect(of([{ id: 'max', login: 'mmuster' }], 'max')).toBeNull();
    expect(
      of(
        [
          { id: 'max', login: 'shift' },
          { id: 'kim', login: 'shift' },
        ],
        'shift',
      ),
    ).toBeNull();
  });
});

describe('a word that stands for two people', () => {
  const told = (...people: readonly object[]) =>
    parseRelease(
      `holdpoint: 1\nrelease: { id: a, name: A, version: "1", people: ${JSON.stringify(people)} }\n`,
    ).issues.flatMap(({ code, message }) => (code === 'person-shared' ? [message] : []));
  const max = { id: 'max', name: 'Max Muster' };

  it.each([
    [{ id: 'kim', name: 'Kim', login: 'Max' }, 'the login'],
    [{ id: 'kim', name: ' MAX ' }, 'the name'],
    [{ id: 'kim', name: 'Kim', roles: ['max'] }, 'a role'],
  ])('is an error: %j', (other, as) => {
    expect(told(max, other)).toEqual([expect.stringMatching(`^"max" is the id of Max Muster and ${as} of `)]);
  });

  it('is none where one person has it twice, or two have a name or a role', () => {
    expect(told({ ...max, login: 'max', roles: ['max', 'manager'] })).toEqual([]);
    expect(told(max, { id: 'kim', name: 'Max Muster', roles: ['manager'] })).toEqual([]);
  });
});
