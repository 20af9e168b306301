/** The messages of a release as a run keeps them: values of the environment filled in, and whom they go to. */
import { planMessages } from '../plan/messages.ts';
import type { Person, Release, Vars } from '../release/model.ts';
import { findPerson } from '../release/people.ts';
import type { FrozenMessage, Recipient } from './message.ts';

interface Place {
  readonly environment: string;
  /** Given for the run. */
  readonly vars: Vars;
}

export function freezeMessages(release: Release, place: Place): readonly FrozenMessage[] {
  const { people } = release.info;
  return planMessages(release, place).map((message) => ({
    id: message.id,
    audience: message.audience,
    channel: message.channel,
    to: message.to.flatMap((written) => recipientsOf(people, written)),
    sender: message.sender === null ? null : (recipientsOf(people, message.sender)[0] ?? null),
    send: message.send,
    subject: message.subject ?? '',
    body: message.body,
  }));
}

/** A person, everybody of a role, or what is written as it is: an address, a number, a group. */
function recipientsOf(people: readonly Person[], written: string): readonly Recipient[] {
  const known = findPerson(people, written);
  const named = people.filter(
    ({ id, roles }) => id === known?.id || (known === null && roles.includes(written)),
  );
  if (named.length > 0) return named.map(({ name, email, phone }) => ({ name, email, phone }));
  const email = /^[^\s@<>,;"]+@[^\s@<>,;"]+$/.test(written) ? written : null;
  const phone = /^\+?[\d\s()/.-]{5,}$/.test(written) ? written : null;
  return [{ name: written, email, phone }];
}
