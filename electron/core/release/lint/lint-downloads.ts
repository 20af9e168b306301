/** Downloads from several hosts to one name, of one step or of several: each would replace the one before. */
import { fileOfAction } from '../action-files.ts';
import { downloadNameKey } from '../download-name.ts';
import type { HostName } from '../model.ts';
import { parseSelector, selectHosts } from '../selector.ts';
import type { Lint, PlacedStep } from './placed-step.ts';

type Environments = Lint['release']['environments'];

/** Where `to` holds a value, or a step its condition, the plan tells whether two hosts come to one name. */
export function lintDownloads({ release: { environments }, steps, problems }: Lint): void {
  const earlier = new Map<string, PlacedStep[]>();
  for (const placed of steps) {
    const { step, path } = placed;
    const file = fileOfAction(step.action);
    if (file?.kind !== 'download' || file.name.endsWith('/') || file.name.includes('{{')) continue;
    const hosts = mostHosts([placed], environments);
    if (hosts > 1)
      problems.error(
        [...path, 'download', 'to'],
        'downloads-meet',
        `"${step.id}" downloads from ${hosts} hosts to one file, where each would replace the one before: write {{ host.name }} in "to", or end it with / for a folder with one file per host`,
      );
    if (hosts > 1 || step.when !== null) continue;
    // Each plan is a run of its own.
    const key = `${path[0]} ${downloadNameKey(file.name)}`;
    const before = earlier.get(key) ?? [];
    const other = before.find((each) => mostHosts([each, placed], environments) > 1);
    if (other)
      problems.error(
        [...path, 'download', 'to'],
        'downloads-meet',
        `"${step.id}" downloads to the file of "${other.step.id}", which comes from another host and would be replaced: write {{ host.name }} in "to"`,
      );
    earlier.set(key, [...before, placed]);
  }
}

/** In the environment where they are on the most. */
function mostHosts(steps: readonly PlacedStep[], environments: Environments): number {
  const counts = environments.map(({ hosts }) => new Set(steps.flatMap((step) => hostsOf(step, hosts))).size);
  return Math.max(0, ...counts);
}

function hostsOf({ step, phaseOn }: PlacedStep, hosts: Environments[number]['hosts']): readonly HostName[] {
  const on = step.on ?? phaseOn;
  const parsed = on === null ? null : parseSelector(on);
  return parsed?.ok ? selectHosts(parsed.selector, hosts).map(({ name }) => name) : [];
}
