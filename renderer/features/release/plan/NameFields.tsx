import { Stack, TextInput } from '@mantine/core';
import { type Raw, textOf } from '../text/raw.ts';

interface NameFieldsProps {
  readonly step: Raw;
  readonly id: string;
  readonly isNew: boolean;
  readonly onChange: (part: Raw) => void;
}

export function NameFields({ step, id, isNew, onChange }: NameFieldsProps) {
  return (
    <Stack gap="sm">
      <TextInput
        label="Title"
        description="What happens, in a few words"
        value={textOf(step['title'])}
        onChange={(event) => onChange({ title: event.currentTarget.value })}
        data-autofocus
      />
      <TextInput
        label="Id"
        description={isNew ? 'Made from the title; unique in the release' : 'Runs and values refer to it'}
        value={textOf(step['id'])}
        placeholder={id}
        onChange={(event) => onChange({ id: event.currentTarget.value })}
      />
    </Stack>
  );
}
