import { useRun } from '../live/run-context.ts';
import { EntryDialog } from './EntryDialog.tsx';
import { useTypedWish } from './typed-wish.ts';
import type { DialogProps } from './WishDialog.tsx';

export function NoteDialog(dialog: DialogProps) {
  const addNote = useRun((store) => store.ask.record.addNote);
  const { typed, people, by, note, setBy, setNote } = useTypedWish('note');
  const text = note.trim();
  const isLacking = by.trim() === '' || text === '';
  return (
    <EntryDialog
      {...dialog}
      title="Add a note to the log"
      lost="note to the log"
      typed={typed}
      text={{
        label: 'Note',
        description: 'It is kept in the log and printed in the report, with your name and the time.',
        value: note,
        onChange: setNote,
      }}
      by={{ people, value: by, onChange: setBy }}
      save="Add note"
      onSave={isLacking ? null : () => addNote(by.trim(), text)}
    />
  );
}
