import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { Link } from 'wouter';
import { bridge } from '#bridge/bridge.ts';
import { useNews } from '#bridge/use-news.ts';
import type { KeptCrash } from '#contract/commands/desktop-upkeep.ts';
import { describeAfterCrash, titleOfCrash } from '#core/diagnostics/crash-report.ts';
import { NoticeBar } from '#ui/NoticeBar.tsx';
import { watchPageFaults } from './page-faults.ts';

/** Says what crashed, what goes on all the same, and where its report is; until a person has seen it. */
export function CrashNotice() {
  const [crash, setCrash] = useState<KeptCrash | null>(null);
  useEffect(() => {
    take(setCrash);
    return watchPageFaults(setCrash);
  }, []);
  useNews((news) => {
    if (news.kind === 'crashed' || news.kind === 'engineRestarted') take(setCrash);
  });
  if (!crash) return null;
  const close = () => setCrash(null);
  return (
    <NoticeBar
      tone="care"
      icon={IconAlertTriangle}
      role="alert"
      title={titleOfCrash(crash)}
      actions={
        <>
          <Button component={Link} href="/diagnostics" variant="default" size="xs" onClick={close}>
            Open diagnostics
          </Button>
          <Button variant="subtle" size="xs" onClick={close}>
            Close
          </Button>
        </>
      }
    >
      {`${describeAfterCrash(crash.part)} A report was written; read it before you pass it on.`}
    </NoticeBar>
  );
}

function take(show: (crash: KeptCrash) => void): void {
  // Where nothing can be asked, there is nobody to tell.
  bridge.call('desktop.takeCrash', {}).then(
    (crash) => crash && show(crash),
    () => undefined,
  );
}
