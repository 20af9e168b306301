/** Ids that must be unique, and names that must lead somewhere. */
import { parseCondition } from './condition.ts';
import type { PlacedStep } from './lint.ts';
import type { Release } from './model.ts';
import type { Path, Problems } from './problems.ts';
import { didYouMean } from './suggest.ts';

export function lintReferences(release: Release, steps: readonly PlacedStep[], problems: Problems): void {
  lintStepIds(steps, problems);
  lintPeople(release, steps, problems);
  lintCommunications(release, steps, problems);
  for (const { step, path } of steps) {
    if (step.when === null) continue;
    const parsed = parseCondition(step.when);
    if (!parsed.ok)
      problems.error([...path, 'when'], 'bad-condition', parsed.message, { offset: parsed.column - 1 });
  }
}

function lintStepIds(steps: readonly PlacedStep[], problems: Problems): void {
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
function lintPeople(release: Release, steps: readonly PlacedStep[], problems: Problems): void {
  const { people } = release.info;
  if (people.length === 0) return;
  const known = new Set(people.flatMap((person) => [person.id, ...person.roles]));
  const check = (name: string | null, path: Path): void => {
    if (name === null || known.has(name)) return;
    problems.error(
      path,
      'unknown-person',
      `"${name}" is neither a person nor a role of this release${didYouMean(name, known)}`,
    );
  };
  release.controls.forEach((control, i) => check(control.by, ['controls', i, 'by']));
  release.requirements.forEach((requirement, i) =>
    check(requirement.owner, ['infrastructure', 'requirements', i, 'owner']),
  );
  release.communications.forEach((communication, i) =>
    check(communication.sender, ['communications', i, 'sender']),
  );
  check(release.backout.authority, ['backout', 'authority']);
  check(release.backout.performer, ['backout', 'performer']);
  for (const { step, path } of steps) {
    check(step.owner, [...path, 'owner']);
    if (step.action.kind === 'hold')
      step.action.approvers.forEach((name, i) => check(name, [...path, 'hold', 'approvers', i]));
  }
}

function lintCommunications(release: Release, steps: readonly PlacedStep[], problems: Problems): void {
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
