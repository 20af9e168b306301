import { Button, Stack } from '@mantine/core';
import { SafeText } from './output/SafeText.tsx';

interface OfferedActProps {
  readonly text: string;
  readonly label: string;
  readonly onTake: () => void;
}

/** What a notice says, and the one thing that can be done about it. */
export function OfferedAct({ text, label, onTake }: OfferedActProps) {
  return (
    <Stack gap="xs" align="flex-start">
      {text !== '' && <SafeText text={text} />}
      <Button size="xs" variant="default" onClick={onTake}>
        {label}
      </Button>
    </Stack>
  );
}
