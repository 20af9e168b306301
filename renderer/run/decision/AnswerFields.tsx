import { Stack } from '@mantine/core';
import { NoteInput } from '#ui/form/NoteInput.tsx';
import { PersonField } from '#ui/PersonField.tsx';
import type { AnswerDraft } from './use-answer.ts';

interface FieldProps {
  readonly draft: AnswerDraft;
  readonly label?: string;
}

export function NameField({ draft, label = 'Your name' }: FieldProps) {
  return (
    <PersonField
      label={label}
      people={draft.people}
      value={draft.form.by}
      onChange={(by) => draft.type({ by })}
    />
  );
}

export function NoteField({
  draft,
  label = 'Note (optional)',
  required = false,
}: FieldProps & { readonly required?: boolean }) {
  return (
    <NoteInput
      label={label}
      description={
        draft.isBack && draft.form.note !== '' ? 'Typed before, and not part of an answer yet.' : undefined
      }
      required={required}
      // One that grows by itself lays the page out anew each time that the run continues.
      autosize={false}
      value={draft.form.note}
      onChange={(note) => draft.type({ note })}
    />
  );
}

interface AnswerFieldsProps {
  readonly draft: AnswerDraft;
  readonly nameLabel?: string;
  readonly noteLabel?: string;
}

export function AnswerFields({ draft, nameLabel, noteLabel }: AnswerFieldsProps) {
  return (
    <Stack gap="xs">
      <NameField draft={draft} {...(nameLabel ? { label: nameLabel } : {})} />
      <NoteField draft={draft} {...(noteLabel ? { label: noteLabel } : {})} />
    </Stack>
  );
}
