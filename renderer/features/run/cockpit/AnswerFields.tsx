import { Stack, Textarea, TextInput } from '@mantine/core';
import type { Answering } from './use-answer.ts';

interface FieldProps {
  readonly answering: Answering;
  readonly label?: string;
}

export function NameField({ answering, label = 'Your name' }: FieldProps) {
  return (
    <TextInput
      label={label}
      required
      autoComplete="off"
      maxLength={200}
      value={answering.by}
      onChange={(event) => answering.setBy(event.currentTarget.value)}
    />
  );
}

export function NoteField({
  answering,
  label = 'Note (optional)',
  required = false,
}: FieldProps & { readonly required?: boolean }) {
  return (
    <Textarea
      label={label}
      required={required}
      maxLength={4000}
      autosize
      minRows={2}
      maxRows={6}
      value={answering.note}
      onChange={(event) => answering.setNote(event.currentTarget.value)}
    />
  );
}

interface AnswerFieldsProps {
  readonly answering: Answering;
  readonly nameLabel?: string;
  readonly noteLabel?: string;
}

export function AnswerFields({ answering, nameLabel, noteLabel }: AnswerFieldsProps) {
  return (
    <Stack gap="xs">
      <NameField answering={answering} {...(nameLabel ? { label: nameLabel } : {})} />
      <NoteField answering={answering} {...(noteLabel ? { label: noteLabel } : {})} />
    </Stack>
  );
}
