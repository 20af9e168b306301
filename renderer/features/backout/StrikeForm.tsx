import { Button, Group, TextInput } from '@mantine/core';
import { useTypedOnPage } from '#ui/form/drafts.ts';
import classes from './backout.module.css';

interface StrikeFormProps {
  readonly label: string;
  readonly action: string;
  onStrike(reason: string): Promise<void>;
  onCancel(): void;
}

/** What is not undone stays as it is for a reason. */
export function StrikeForm({ label, action, onStrike, onCancel }: StrikeFormProps) {
  const typed = useTypedOnPage(label, 'why lines are left out of the backout', '');
  const reason = typed.value;
  const give = (): void => {
    if (reason.trim() === '') return;
    typed.startOver();
    void onStrike(reason.trim());
  };
  return (
    <Group gap="xs" align="flex-end" className={classes.strike ?? ''}>
      <TextInput
        label={label}
        required
        w={320}
        value={reason}
        onChange={(event) => typed.set(event.currentTarget.value)}
        onKeyDown={(event) => (event.key === 'Enter' ? give() : undefined)}
      />
      <Button size="sm" disabled={reason.trim() === ''} onClick={give}>
        {action}
      </Button>
      <Button size="sm" variant="default" onClick={onCancel}>
        Cancel
      </Button>
    </Group>
  );
}
