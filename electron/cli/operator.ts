/** In whose name a command acts. */

import { createInterface } from 'node:readline/promises';
import { accountName } from '#adapters/system/account.ts';
import {
  describePeople,
  findPerson,
  isUnlisted,
  type KnownPerson,
  personOfLogin,
  signatureOf,
} from '#core/release/people.ts';
import { describeUnlisted } from '#core/words/run/describe-refusal.ts';
import { isAtTerminal } from './ask.ts';
import { CliFailure } from './failure.ts';
import { editorOutput, safe } from './terminal.ts';

/**
 * The id of a listed person, or any name where nobody is listed. Without `--operator` the login stands if it is a listed person's;
 * otherwise the person at the terminal is asked, and without one nothing is done: nobody signs for whom nobody spoke.
 */
export async function chooseOperator(
  people: readonly KnownPerson[],
  given: string | undefined,
): Promise<string> {
  if (given !== undefined) return mustBeListed(people, given, '--operator');
  const login = accountName();
  if (people.length === 0) return login;
  const person = personOfLogin(people, login);
  if (person !== null) return person.id;
  if (isAtTerminal()) return askWho(people);
  throw new CliFailure(
    'not-listed',
    `nobody said who acts, and the login ${login} is not one of the people of this release: ${describePeople(people)}; name one of them with --operator`,
  );
}

export function mustBeListed(people: readonly KnownPerson[], given: string, option: string): string {
  if (given.trim() === '') throw new CliFailure('usage', `${option} needs the name of a person`);
  if (isUnlisted(people, given))
    throw new CliFailure('not-listed', `${describeUnlisted(people, given)}; name one of them with ${option}`);
  return signatureOf(people, given);
}

async function askWho(people: readonly KnownPerson[]): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: editorOutput() });
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
