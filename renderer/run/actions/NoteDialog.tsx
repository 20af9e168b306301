import { Stack } from '@mantine/core';
import { FormButtons, FormModal } from '#ui/form/FormWindows.tsx';
import { NoteInput } from '#ui/form/NoteInput.tsx';
import { PersonField } from '#ui/PersonField.tsx';
import { Refusal } from '../live/Refusal.tsx';
import { useRun } from '../live/run-context.ts';
import { useTypedWish } from './typed-wish.ts';
import type { DialogProps } from './WishDialog.tsx';
import { restoreFocus } from './WishDialog.tsx';

export function NoteDialog({ opened, onClose }: DialogProps) {
  const addNote = useRun((store) => store.ask.record.addNote);
  const busy = useRun((store) => store.asked.busy);
  const { typed, people, by, note, setBy, setNote } = useTypedWish('note');
  const text = note.trim();
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
        <NoteInput
          label="Note"
          description="It is kept in the log and printed in the report, with your name and the time."
          required
          data-autofocus
          autosize
          minRows={3}
          maxRows={10}
          value={note}
          onChange={setNote}
        />
        <PersonField label="Your name" people={people} value={by} onChange={setBy} />
        <Refusal />
        <FormButtons save="Add note" busy={busy} disabled={isLacking} />
      </Stack>
    </FormModal>
  );
}
