import { IconAlertTriangle } from '@tabler/icons-react';
import { describeMissing, type MissingRun } from '#core/run/evidence.ts';
import { NoticeBar } from '#ui/NoticeBar.tsx';
import { SafeText } from '#ui/output/SafeText.tsx';

/** Above a list of runs: what the list cannot show. */
export function MissingRuns({ missing }: { readonly missing: readonly MissingRun[] | null }) {
  if (missing === null || missing.length === 0) return null;
  return (
    <NoticeBar tone="bad" icon={IconAlertTriangle} title="Runs are missing from this library" role="alert">
      {missing.map((each) => (
        <div key={each.run}>
          <SafeText text={describeMissing(each)} />
        </div>
      ))}
    </NoticeBar>
  );
}
