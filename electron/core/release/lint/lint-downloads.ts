/** Downloads from several hosts to one name: each would replace the one before. */
import { fileOfAction } from '../action-files.ts';
import { parseSelector, selectHosts } from '../selector.ts';
import type { Lint, PlacedStep } from './placed-step.ts';

/** Where `to` holds a value, the plan tells whether two hosts come to one name. */
export function lintDownloads({ release, steps, problems }: Lint): void {
  for (const { step, path, phaseOn } of steps) {
    const file = fileOfAction(step.action);
    if (file?.kind !== 'download' || file.name.endsWith('/') || file.name.includes('{{')) continue;
    const hosts = mostHosts(step.on ?? phaseOn, release.environments);
    if (hosts < 2) continue;
    problems.error(
      [...path, 'download', 'to'],
      'downloads-meet',
      `"${step.id}" downloads from ${hosts} hosts to one file, where each would replace the one before: write {{ host.name }} in "to", or end it with / for a folder with one file per host`,
    );
  }
}

function mostHosts(on: PlacedStep['phaseOn'], environments: Lint['release']['environments']): number {
  const parsed = on === null ? null : parseSelector(on);
  if (!parsed?.ok) return 0;
  const { selector } = parsed;
  return environments.reduce((most, { hosts }) => Math.max(most, selectHosts(selector, hosts).length), 0);
}
