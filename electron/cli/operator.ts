/** In whose name a command acts. */

import { createInterface } from 'node:readline/promises';
import { accountName } from '#adapters/system/account.ts';
import {
  describePeople,
  findPerson,
  isUnlisted,
  type KnownPerson,
  signatureOf,
} from '#core/release/people.ts';
import { describeUnlisted } from '#core/words/describe-refusal.ts';
import { isAtTerminal } from './ask.ts';
import { CliFailure } from './failure.ts';
import { safe } from './terminal.ts';

export interface Operator {
  /** The id of a listed person, or any name where nobody is listed. */
  readonly name: string;
  /** Said before anything is begun; null when it is known who acts. */
  readonly warning: string | null;
}

/**
 * Without `--operator` the login name stands if it is a listed person's; otherwise the person at the terminal is asked,
 * and without one it is said that nobody knows who acts.
 */
export async function chooseOperator(
  people: readonly KnownPerson[],
  given: string | undefined,
): Promise<Operator> {
  const known = operatorAtOnce(people, given);
  return known.warning !== null && isAtTerminal() ? { name: await askWho(people), warning: null } : known;
}

function operatorAtOnce(people: readonly KnownPerson[], given: string | undefined): Operator {
  if (given !== undefined) return { name: mustBeListed(people, given, '--operator'), warning: null };
  const login = accountName();
  return {
    name: signatureOf(people, login),
    warning: isUnlisted(people, login) ? warningAbout(people, login) : null,
  };
}

/** Says what there is to say, and gives the name. */
export function noteOperator({ name, warning }: Operator): string {
  if (warning !== null) process.stderr.write(`warning: ${safe(warning)}\n`);
  return name;
}

export function mustBeListed(people: readonly KnownPerson[], given: string, option: string): string {
  if (given.trim() === '') throw new CliFailure('usage', `${option} needs the name of a person`);
  if (isUnlisted(people, given))
    throw new CliFailure('not-listed', `${describeUnlisted(people, given)}; name one of them with ${option}`);
  return signatureOf(people, given);
}

function warningAbout(people: readonly KnownPerson[], login: string): string {
  return `nobody said who acts, so the log has the login name ${login}, which is none of the people of this release: ${describePeople(people)}; name one of them with --operator`;
}

async function askWho(people: readonly KnownPerson[]): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const closed = new Promise<string>((resolve) => terminal.once('close', () => resolve('')));
  process.stderr.write(`\nThe people of this release: ${safe(describePeople(people))}\n`);
  try {
    for (;;) {
      const word = await Promise.race([terminal.question('Who are you? '), closed]);
      const person = findPerson(people, word);
      if (person !== null) return person.id;
      if (word.trim() === '') throw new CliFailure('usage', 'Nobody was named, so nothing was begun');
      process.stderr.write(`${safe(describeUnlisted(people, word))}\n`);
    }
  } finally {
    terminal.close();
  }
}
