import { IconAlertTriangle } from '@tabler/icons-react';
import { NoticeBar } from '#ui/NoticeBar.tsx';
import { sayCount } from '../wording.ts';
import { useRunState } from './cockpit-context.ts';

/** A run that had begun, and whose hosts were found unfit when it was to go on. */
export function UnfitBanner() {
  const { preflight, startedAt } = useRunState();
  if (startedAt === null || preflight === null || preflight.passed) return null;
  const unfit = preflight.hosts.filter((host) => host.problems.length > 0).length;
  return (
    <NoticeBar tone="bad" icon={IconAlertTriangle} role="alert" title="The run cannot go on yet.">
      Preflight found problems{unfit > 0 ? ` on ${sayCount(unfit, 'host')}` : ''}. Put right what the table
      says, or exclude the hosts, then take the run up again.
    </NoticeBar>
  );
}
