import { IconAlertTriangle, IconLock } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { bridge } from '#bridge/bridge.ts';
import type { Output } from '#contract/commands.ts';
import { describeOpening } from '#core/words/describe-evidence.ts';
import { NoticeBar } from '#ui/NoticeBar.tsx';
import { SafeText } from '#ui/output/SafeText.tsx';

type Facts = Pick<Output<'app.facts'>, 'readOnly' | 'caution' | 'losses'>;

/** Says on every page what keeps the library from being written, or what it has lost. Nothing when it is whole. */
export function LibraryCondition() {
  const [facts, setFacts] = useState<Facts | null>(null);
  useEffect(() => {
    // A library that cannot be opened at all is told by the pages themselves.
    bridge.call('app.facts', {}).then(setFacts, () => undefined);
  }, []);
  if (!facts) return null;
  return (
    <>
      {facts.readOnly ? (
        <NoticeBar tone="care" icon={IconLock} title="The library can only be read. Nothing can be run.">
          <SafeText text={facts.readOnly} />
        </NoticeBar>
      ) : null}
      {facts.caution ? (
        <NoticeBar tone="care" icon={IconAlertTriangle} title="The library is not safe where it lies">
          <SafeText text={facts.caution} />
        </NoticeBar>
      ) : null}
      {facts.losses.length > 0 ? (
        <NoticeBar tone="bad" icon={IconAlertTriangle} title="The library is not whole" role="alert">
          {facts.losses.map(describeOpening).map((loss) => (
            <div key={loss}>
              <SafeText text={loss} />
            </div>
          ))}
          Check the evidence on the runs concerned, and keep this folder as it is for whoever looks into it.
        </NoticeBar>
      ) : null}
    </>
  );
}
