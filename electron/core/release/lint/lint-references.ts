/** Ids that must be unique, and names that must lead somewhere. */

import type { Naming } from '../format/value-type.ts';
import type { Action, Person } from '../model.ts';
import { sharedWords } from '../people.ts';
import { didYouMean } from '../suggest.ts';
import type { Lint } from './placed-step.ts';
import type { NamingText } from './written-text.ts';

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
function lintPeople({ release, steps, naming, problems }: Lint): void {
  const { people } = release.info;
  if (people.length === 0) return;
  for (const { word, of, alsoOf, as } of sharedWords(people))
    problems.error(
      [...problems.pathOf(alsoOf), as === 'role' ? 'roles' : as],
      'person-shared',
      `"${word}" is the id of ${of.name} and ${as === 'role' ? 'a role' : `the ${as}`} of ${alsoOf.name}: what is signed or approved with it would be taken for both; give one of them another`,
    );
  const known = new Set(people.flatMap((person) => [person.id, ...person.roles]));
  for (const { text, path } of textsNaming('person', naming))
    if (!known.has(text))
      problems.error(
        path,
        'unknown-person',
        `"${text}" is neither a person nor a role of this release${didYouMean(text, known)}`,
      );
  for (const { step, path } of steps) {
    if (step.action.kind !== 'hold') continue;
    const tooFew = tooFewApprovers(step.action, people);
    if (tooFew !== null) problems.error([...path, 'hold', 'count'], 'count-too-high', tooFew);
  }
}

/** Those that are empty are told of where they are read. */
function textsNaming(what: Naming, naming: readonly NamingText[]): readonly NamingText[] {
  return naming.filter(({ names, text }) => names === what && text.trim() !== '');
}

type Hold = Extract<Action, { kind: 'hold' }>;

/** As many people as a hold point wants must be among those who may release it. */
function tooFewApprovers({ approvers, count }: Hold, people: readonly Person[]): string | null {
  const able = people.filter(({ id, roles }) => [id, ...roles].some((name) => approvers.includes(name)));
  if (approvers.length === 0 || able.length === 0 || able.length >= count) return null;
  return `${count} people must release this, and only ${able.length} may: ${able.map(({ id }) => id).join(', ')}`;
}

function lintCommunications({ release, naming, problems }: Lint): void {
  const known = release.communications.map(({ id }) => id);
  for (const { text, path } of textsNaming('communication', naming))
    if (!known.includes(text))
      problems.error(
        path,
        'unknown-communication',
        `there is no communication "${text}"${didYouMean(text, known)}`,
      );
}

function lintChecks({ release, naming, problems }: Lint): void {
  const known = new Set<string>(release.infrastructure.flatMap(({ steps }) => steps.map(({ id }) => id)));
  for (const { text, path } of textsNaming('infrastructure-step', naming))
    if (!known.has(text))
      problems.error(
        path,
        'unknown-step',
        `there is no step "${text}" in the infrastructure plan${didYouMean(text, known)}`,
      );
}
