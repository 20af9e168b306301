/** Ids that must be unique, and names that must lead somewhere. */

import type { Action, Person } from '../model.ts';
import { sharedWords } from '../people.ts';
import type { Path } from '../problems.ts';
import { didYouMean } from '../suggest.ts';
import type { Lint } from './placed-step.ts';

export function lintReferences(lint: Lint): void {
  lintStepIds(lint);
  lintPeople(lint);
  lintCommunications(lint);
  lintChecks(lint);
}

function lintStepIds({ steps, problems }: Lint): void {
  const seen = new Set<string>();
  for (const { step, path } of steps) {
    if (seen.has(step.id) && step.id !== '')
      problems.error(
        [...path, 'id'],
        'duplicate-id',
        `the step id "${step.id}" is used twice in this release`,
      );
    seen.add(step.id);
  }
}

/** Where no people are listed, names are taken as they are. */
function lintPeople({ release, steps, problems }: Lint): void {
  const { people } = release.info;
  if (people.length === 0) return;
  for (const { word, of, alsoOf, as } of sharedWords(people))
    problems.error(
      [...problems.pathOf(alsoOf), as === 'role' ? 'roles' : as],
      'person-shared',
      `"${word}" is the id of ${of.name} and ${as === 'role' ? 'a role' : `the ${as}`} of ${alsoOf.name}: what is signed or approved with it would be taken for both; give one of them another`,
    );
  const known = new Set(people.flatMap((person) => [person.id, ...person.roles]));
  const check = (name: string | null, path: Path): void => {
    if (name === null || known.has(name)) return;
    problems.error(
      path,
      'unknown-person',
      `"${name}" is neither a person nor a role of this release${didYouMean(name, known)}`,
    );
  };
  const at = (entry: object, key: string): Path => [...problems.pathOf(entry), key];
  for (const control of release.controls) check(control.by, at(control, 'by'));
  for (const requirement of release.requirements) check(requirement.owner, at(requirement, 'owner'));
  for (const communication of release.communications)
    check(communication.sender, at(communication, 'sender'));
  check(release.backout.authority, ['backout', 'authority']);
  check(release.backout.performer, ['backout', 'performer']);
  for (const { step, path } of steps) {
    check(step.owner, [...path, 'owner']);
    if (step.action.kind !== 'hold') continue;
    for (const [i, name] of step.action.approvers.entries()) check(name, [...path, 'hold', 'approvers', i]);
    const tooFew = tooFewApprovers(step.action, people);
    if (tooFew !== null) problems.error([...path, 'hold', 'count'], 'count-too-high', tooFew);
  }
}

type Hold = Extract<Action, { kind: 'hold' }>;

/** As many people as a hold point wants must be among those who may release it. */
function tooFewApprovers({ approvers, count }: Hold, people: readonly Person[]): string | null {
  const able = people.filter(({ id, roles }) => [id, ...roles].some((name) => approvers.includes(name)));
  if (approvers.length === 0 || able.length === 0 || able.length >= count) return null;
  return `${count} people must release this, and only ${able.length} may: ${able.map(({ id }) => id).join(', ')}`;
}

function lintCommunications({ release, steps, problems }: Lint): void {
  const known = release.communications.map((communication) => communication.id);
  for (const { step, path } of steps) {
    if (step.action.kind !== 'notify' || known.includes(step.action.communication)) continue;
    const name = step.action.communication;
    problems.error(
      [...path, 'notify'],
      'unknown-communication',
      `there is no communication "${name}"${didYouMean(name, known)}`,
    );
  }
}

function lintChecks({ release, problems }: Lint): void {
  const known = release.infrastructure.flatMap(({ steps }) => steps.map(({ id }) => id));
  for (const requirement of release.requirements)
    for (const [i, name] of requirement.checks.entries()) {
      if (known.some((id) => id === name)) continue;
      problems.error(
        [...problems.pathOf(requirement), 'checks', i],
        'unknown-step',
        `there is no step "${name}" in the infrastructure plan${didYouMean(name, known)}`,
      );
    }
}
