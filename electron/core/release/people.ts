/** Who somebody is: id, name and login of a release's person are one person, however they are written. */
import type { Person } from './model.ts';

/** What is needed to know a person again. */
export type KnownPerson = Pick<Person, 'id' | 'name' | 'login' | 'roles'>;

/** Whom one may choose where a name is asked, with how to call them. */
export interface NamedPerson extends KnownPerson {
  readonly phone: string | null;
}

/** The listed person of this id, login or name; null when nobody is listed so, or when two are. */
export function findPerson(people: readonly KnownPerson[], written: string): KnownPerson | null {
  const wanted = plain(written);
  for (const nameOf of [id, login, name]) {
    const found = people.filter((person) => nameOf(person) === wanted);
    if (found.length > 0) return found.length === 1 ? (found[0] ?? null) : null;
  }
  return null;
}

const id = (person: KnownPerson): string => plain(person.id);
const login = (person: KnownPerson): string | null => (person.login === null ? null : plain(person.login));
const name = (person: KnownPerson): string => plain(person.name);

/**
 * The listed person who works on the workstation under this login: the one of whom the release says so, else one of that id or name of
 * whom it says no login. Somebody whose login is another is not the one who sits there.
 */
export function personOfLogin(people: readonly KnownPerson[], account: string): KnownPerson | null {
  const stated = people.filter((person) => login(person) === plain(account));
  if (stated.length > 0) return stated.length === 1 ? (stated[0] ?? null) : null;
  return findPerson(
    people.filter((person) => person.login === null),
    account,
  );
}

/** A word that stands for two people: the id of one and the login, name or a role of another. */
export interface Shared {
  readonly word: string;
  readonly of: KnownPerson;
  readonly alsoOf: KnownPerson;
  readonly as: 'login' | 'name' | 'role';
}

/** Two who have one name are told apart by their ids; these are not told apart. */
export function sharedWords(people: readonly KnownPerson[]): readonly Shared[] {
  return people.flatMap((of) =>
    people.flatMap((alsoOf): readonly Shared[] => {
      if (of === alsoOf || plain(of.id) === plain(alsoOf.id)) return [];
      const word = plain(of.id);
      const as =
        login(alsoOf) === word
          ? 'login'
          : name(alsoOf) === word
            ? 'name'
            : alsoOf.roles.some((role) => plain(role) === word)
              ? 'role'
              : null;
      return as === null ? [] : [{ word: of.id, of, alsoOf, as }];
    }),
  );
}

/** What the log calls somebody: the id of a listed person, else the name as written, without blanks around it. */
export function signatureOf(people: readonly KnownPerson[], written: string): string {
  return findPerson(people, written)?.id ?? written.trim();
}

export function isSamePerson(people: readonly KnownPerson[], a: string, b: string): boolean {
  return plain(signatureOf(people, a)) === plain(signatureOf(people, b));
}

/** Whether nobody of this name acts, since other people are listed. */
export function isUnlisted(people: readonly KnownPerson[], written: string): boolean {
  return people.length > 0 && findPerson(people, written) === null;
}

/** `engineer (Deployment engineer on duty), manager (Deployment manager)`. */
export function describePeople(people: readonly KnownPerson[]): string {
  return people.map((person) => `${person.id} (${person.name})`).join(', ');
}

/** Names that differ in letter case, blanks or compatible characters are one. */
function plain(text: string): string {
  return text.normalize('NFKC').trim().replaceAll(/\s+/g, ' ').toLowerCase();
}

/** Who is proposed where somebody signs: this one if they may act, else nobody (empty), so that a person chooses. */
export function proposedPerson(people: readonly KnownPerson[], name: string): string {
  return isUnlisted(people, name) ? '' : signatureOf(people, name);
}
