/** Where downloads come to lie, beside the release file. No two hosts' files may come to one name. */
import { downloadNameKey } from '#core/release/download-name.ts';
import type { HostName } from '#core/release/model.ts';
import type { PlannedStep } from './model.ts';
import type { PlanScope } from './scope.ts';
import { fileOfTask } from './task-files.ts';

/** A `to` that ends in `/` is a folder with one file per host, named after it. */
export function downloadPlace(to: string, host: HostName | null): string {
  return to.endsWith('/') ? `${to}${host ?? 'workstation'}` : to;
}

/** Reports downloads of two hosts to one name, or to names that some disks do not tell apart. */
export function checkDownloads(steps: readonly PlannedStep[], scope: PlanScope): void {
  const taken = new Map<string, { readonly place: string; readonly host: HostName | null }>();
  for (const step of steps) {
    for (const { host, task, skipBecause } of step.units) {
      const file = fileOfTask(task);
      if (file?.kind !== 'written' || skipBecause !== null) continue;
      const place = downloadPlace(file.name, host);
      const first = taken.get(downloadNameKey(place));
      if (first && first.host !== host)
        scope.problems.add({
          code: 'downloads-meet',
          message: say(first, { place, host }),
          step: step.id,
          host,
        });
      else taken.set(downloadNameKey(place), { place, host });
    }
  }
}

interface Download {
  readonly place: string;
  readonly host: HostName | null;
}

function say(first: Download, second: Download): string {
  const where =
    first.place === second.place
      ? `to ${first.place}`
      : `to ${first.place} and ${second.place}, which are one file on some disks`;
  return `The files of ${first.host} and ${second.host} are both downloaded ${where}: the second would replace the first. Write {{ host.name }} in to`;
}
