import { Stack } from '@mantine/core';
import { NoteInput } from '#ui/form/NoteInput.tsx';
import { PersonField } from '#ui/PersonField.tsx';
import type { Answering } from './use-answer.ts';

interface FieldProps {
  readonly answering: Answering;
  readonly label?: string;
}

export function NameField({ answering, label = 'Your name' }: FieldProps) {
  return (
    <PersonField
      label={label}
      people={answering.people}
      value={answering.form.by}
      onChange={(by) => answering.type({ by })}
    />
  );
}

export function NoteField({
  answering,
  label = 'Note (optional)',
  required = false,
}: FieldProps & { readonly required?: boolean }) {
  return (
    <NoteInput
      label={label}
      description={
        answering.isBack && answering.form.note !== ''
          ? 'Typed before, and not part of an answer yet.'
          : undefined
      }
      required={required}
      // One that grows by itself lays the page out anew each time that the run continues.
      autosize={false}
      value={answering.form.note}
      onChange={(note) => answering.type({ note })}
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
