/** Secrets and credentials by the names that a release has for them: nobody can be asked for another. */
import type { Release } from './model.ts';
import { parseRelease } from './parse-release.ts';
import { VALUE_NAME } from './template.ts';

export interface NamedPlaces {
  readonly secrets: readonly string[];
  readonly credentials: readonly string[];
}

/** Of all plans and environments of the release; null where the text is no release. */
export function namedPlaces(text: string): NamedPlaces | null {
  const { release } = parseRelease(text);
  return release && { secrets: secretsIn(text), credentials: credentialsIn(release) };
}

/** Names of the secrets in a text of a release. */
export function secretsIn(text: string): readonly string[] {
  const found = text.matchAll(new RegExp(`\\{\\{\\s*secret\\.(${VALUE_NAME})`, 'g'));
  return [...new Set(Array.from(found, ([, name = '']) => name))];
}

function credentialsIn({ environments }: Release): readonly string[] {
  const hosts = environments.flatMap((environment) => environment.hosts);
  return [...new Set(hosts.flatMap(({ credential }) => credential ?? []))];
}
