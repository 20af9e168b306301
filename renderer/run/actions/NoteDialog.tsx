import { Stack, Textarea } from '@mantine/core';
import { proposedPerson } from '#core/release/people.ts';
import { useTyped } from '#ui/form/drafts.ts';
import { FormButtons, FormModal } from '#ui/form/FormWindows.tsx';
import { PersonField } from '#ui/PersonField.tsx';
import { Refusal } from '../live/Refusal.tsx';
import { useRun, useRunState } from '../live/run-context.ts';
import type { DialogProps, TypedWish } from './WishDialog.tsx';
import { restoreFocus } from './WishDialog.tsx';

export function NoteDialog({ opened, onClose }: DialogProps) {
  const state = useRunState();
  const addNote = useRun((store) => store.ask.record.addNote);
  const busy = useRun((store) => store.asked.busy);
  const { people = [], operator } = state.header;
  const proposed = proposedPerson(people, operator);
  const typed = useTyped<TypedWish>('note', { by: null, note: '' });
  const text = typed.value.note.trim();
  const by = typed.value.by ?? proposed;
  const isLacking = by.trim() === '' || text === '';
  const save = async (): Promise<void> => {
    if (!isLacking && (await addNote(by.trim(), text))) onClose();
  };
  return (
    <FormModal
      opened={opened}
      onClose={onClose}
      onExitTransitionEnd={restoreFocus}
      title="Add a note to the log"
      lost="note to the log"
      typed={typed}
      onSave={() => void save()}
      centered
      size="lg"
    >
      <Stack>
        <Textarea
          label="Note"
          description="It is kept in the log and printed in the report, with your name and the time."
          required
          data-autofocus
          autosize
          minRows={3}
          maxRows={10}
          maxLength={4000}
          value={typed.value.note}
          onChange={(event) => {
            const { value } = event.currentTarget;
            typed.set((before) => ({ ...before, note: value }));
          }}
        />
        <PersonField
          label="Your name"
          people={people}
          value={by}
          onChange={(next) => typed.set((before) => ({ ...before, by: next === proposed ? null : next }))}
        />
        <Refusal />
        <FormButtons save="Add note" busy={busy} disabled={isLacking} />
      </Stack>
    </FormModal>
  );
}
