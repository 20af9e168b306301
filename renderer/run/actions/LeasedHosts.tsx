import { List, Text } from '@mantine/core';
import { isAboutLease } from '#core/run/leased-hosts.ts';
import { preflightCauses } from '#core/run/preflight-causes.ts';
import type { RunState } from '#core/run/state.ts';
import { describeCause } from '#core/words/hosts/describe-preflight.ts';
import { toSentence } from '#core/words/text/sentence.ts';
import { SafeText } from '#ui/output/SafeText.tsx';
import { useRun, useRunParts } from '../live/run-context.ts';
import { type DialogProps, WishDialog } from './WishDialog.tsx';

/** To whom which hosts are leased, one line for each run. */
function LeasedList() {
  const said = leasedElsewhere(useRunParts('preflight', 'header'));
  return (
    <List size="sm" style={{ overflowWrap: 'anywhere' }}>
      {said.map((message) => (
        <List.Item key={message}>
          <SafeText text={message} />
        </List.Item>
      ))}
    </List>
  );
}

/** What preflight says of hosts that are leased to another run or workstation. */
export function leasedElsewhere({
  preflight,
  header,
}: Pick<RunState, 'preflight' | 'header'>): readonly string[] {
  if (preflight === null) return [];
  return preflightCauses(preflight, header.run)
    .filter(isAboutLease)
    .map((cause) => toSentence(describeCause(cause)));
}

/** Takes hosts away from whoever works there; asked with the names of those who do. */
export function TakeOverDialog(props: DialogProps) {
  const takeOver = useRun((store) => store.ask.carry.takeOver);
  return (
    <WishDialog
      {...props}
      name="take over"
      title="Take these hosts over?"
      action="Take over hosts"
      danger
      withoutNote
      onWish={({ by }) => takeOver(by)}
    >
      <Text size="sm">
        The other program starts nothing more on them. What it has running there continues. First make sure
        that nobody works there.
      </Text>
      <LeasedList />
    </WishDialog>
  );
}

/** Resumes the run, so that its preflight waits until others have released its hosts. */
export function WaitForHostsDialog(props: DialogProps) {
  const waitForHosts = useRun((store) => store.ask.carry.waitForHosts);
  return (
    <WishDialog
      {...props}
      name="wait for hosts"
      title="Wait for these hosts?"
      action="Wait for hosts"
      withoutNote
      onWish={({ by }) => waitForHosts(by)}
    >
      <Text size="sm">
        Nothing is sent while Holdpoint waits. It checks every few seconds whether the hosts are free. Then it
        checks all hosts again, and the run continues. You can end the wait at any time.
      </Text>
      <LeasedList />
    </WishDialog>
  );
}
