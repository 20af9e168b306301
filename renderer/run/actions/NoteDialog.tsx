import { Button, Group, Modal, Stack, Textarea } from '@mantine/core';
import { useState } from 'react';
import { proposedPerson } from '#core/release/people.ts';
import { PersonField } from '#ui/PersonField.tsx';
import { Refusal } from '../live/Refusal.tsx';
import { useRun, useRunState } from '../live/run-context.ts';
import { restoreFocus } from './restore-focus.ts';

export function NoteDialog({ opened, onClose }: { readonly opened: boolean; onClose(): void }) {
  const state = useRunState();
  const addNote = useRun((store) => store.addNote);
  const busy = useRun((store) => store.busy);
  const { people = [], operator } = state.header;
  const [by, setBy] = useState(() => proposedPerson(people, operator));
  const [text, setText] = useState('');
  const save = async (): Promise<void> => {
    if (!(await addNote(by.trim(), text.trim()))) return;
    setText('');
    onClose();
  };
  return (
    <Modal
      closeButtonProps={{ 'aria-label': 'Close' }}
      opened={opened}
      onClose={onClose}
      onExitTransitionEnd={restoreFocus}
      title="Add a note to the log"
      centered
      size="lg"
    >
      <Stack>
        <Textarea
          label="Note"
          description="It stands in the log and in the report, with your name and the time."
          required
          data-autofocus
          autosize
          minRows={3}
          maxRows={10}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <PersonField label="Your name" people={people} value={by} onChange={setBy} />
        <Refusal />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            loading={busy}
            disabled={by.trim() === '' || text.trim() === ''}
            onClick={() => void save()}
          >
            Add note
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
