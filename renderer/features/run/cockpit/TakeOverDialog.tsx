import { List, Text } from '@mantine/core';
import { SafeText } from '#ui/output/SafeText.tsx';
import { useRun, useRunParts } from './cockpit-context.ts';
import { heldElsewhere } from './UnfitHosts.tsx';
import { type DialogProps, WishDialog } from './WishDialog.tsx';

const SHOWN = 6;

/** Takes hosts away from whoever works there; asked with the names of those who do. */
export function TakeOverDialog(props: DialogProps) {
  const takeOver = useRun((store) => store.takeOver);
  const said = heldElsewhere(useRunParts('preflight'));
  return (
    <WishDialog
      {...props}
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
      <List size="sm" style={{ overflowWrap: 'anywhere' }}>
        {said.slice(0, SHOWN).map((message) => (
          <List.Item key={message}>
            <SafeText text={message} />
          </List.Item>
        ))}
        {said.length > SHOWN ? <List.Item>and {said.length - SHOWN} more</List.Item> : null}
      </List>
    </WishDialog>
  );
}
