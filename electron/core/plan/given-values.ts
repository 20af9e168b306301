/** Values that are given for one run, against what the release knows: one that nothing reads is a misspelt one. */
import type { Release, Vars } from '../release/model.ts';
import { didYouMean } from '../release/suggest.ts';
import type { ProblemList } from './problem.ts';

export function checkGiven(
  { release, vars }: { readonly release: Release; readonly vars: Vars },
  problems: ProblemList,
): void {
  const given = Object.keys(vars);
  if (given.length === 0) return;
  const known = knownVars(release);
  for (const name of given) {
    if (known.has(name)) continue;
    problems.add({
      code: 'unknown-value',
      message: `vars.${name} is given, but nothing in this release sets or reads it${didYouMean(name, known)}`,
      step: null,
      host: null,
    });
  }
}

/** What environments and hosts set, and what any text reads. */
function knownVars(release: Release): ReadonlySet<string> {
  const set = release.environments.flatMap(({ vars, hosts }) =>
    [vars, ...hosts.map((host) => host.vars)].flatMap((each) => Object.keys(each)),
  );
  const read = JSON.stringify(release).matchAll(/\bvars\.([A-Za-z0-9_-]+)/g);
  return new Set([...set, ...[...read].map(([, name = '']) => name)]);
}
