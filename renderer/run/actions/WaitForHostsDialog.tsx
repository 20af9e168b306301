import { Text } from '@mantine/core';
import { useRun } from '../live/run-context.ts';
import { HeldList } from './HeldList.tsx';
import { type DialogProps, WishDialog } from './WishDialog.tsx';

/** Takes the run up, so that its preflight waits until others have let go of its hosts. */
export function WaitForHostsDialog(props: DialogProps) {
  const waitForHosts = useRun((store) => store.waitForHosts);
  return (
    <WishDialog
      {...props}
      name="wait for hosts"
      title="Wait for these hosts?"
      action="Wait for them"
      withoutNote
      onWish={({ by }) => waitForHosts(by)}
    >
      <Text size="sm">
        Nothing is sent while Holdpoint waits. It looks every few seconds whether the hosts are free, checks
        all hosts again, and then the run goes on. You can end the wait at any time.
      </Text>
      <HeldList />
    </WishDialog>
  );
}
