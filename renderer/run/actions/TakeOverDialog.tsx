import { Text } from '@mantine/core';
import { useRun } from '../live/run-context.ts';
import { HeldList } from './HeldList.tsx';
import { type DialogProps, WishDialog } from './WishDialog.tsx';

/** Takes hosts away from whoever works there; asked with the names of those who do. */
export function TakeOverDialog(props: DialogProps) {
  const takeOver = useRun((store) => store.takeOver);
  return (
    <WishDialog
      {...props}
      name="take over"
      title="Take these hosts over?"
      action="Take them over"
      danger
      withoutNote
      onWish={({ by }) => takeOver(by)}
    >
      <Text size="sm">
        The other program begins nothing more on them; what it has under way there goes on. See first that
        nobody works there.
      </Text>
      <HeldList />
    </WishDialog>
  );
}
