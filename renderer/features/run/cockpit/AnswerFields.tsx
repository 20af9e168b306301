import { Stack, Textarea, TextInput } from '@mantine/core';
import type { Answering } from './use-answer.ts';

interface AnswerFieldsProps {
  readonly answering: Answering;
  readonly nameLabel?: string;
  readonly noteLabel?: string;
  readonly noteRequired?: boolean;
}

export function AnswerFields({
  answering,
  nameLabel = 'Your name',
  noteLabel = 'Note (optional)',
  noteRequired = false,
}: AnswerFieldsProps) {
  return (
    <Stack gap="xs">
      <TextInput
        label={nameLabel}
        required
        autoComplete="off"
        value={answering.by}
        onChange={(event) => answering.setBy(event.currentTarget.value)}
      />
      <Textarea
        label={noteLabel}
        required={noteRequired}
        maxLength={4000}
        autosize
        minRows={2}
        maxRows={6}
        value={answering.note}
        onChange={(event) => answering.setNote(event.currentTarget.value)}
      />
    </Stack>
  );
}
