/** What a release still says as the one did that it was made from, in words. */
import type { CarriedOver } from '../../release/next-release.ts';

export function describeCarried(part: CarriedOver): string {
  if (part.kind === 'component') return `component ${part.id}: version ${part.version}`;
  switch (part.key) {
    case 'summary':
      return 'the summary';
    case 'features':
      return 'the features';
    case 'risks':
      return 'the risks';
    case 'affected':
      return 'who is affected';
    case 'handover':
      return 'the handover';
  }
}
