import { Stack, Text, TextInput } from '@mantine/core';
import { bridge } from '#bridge/bridge.ts';
import { useTyped } from '#ui/form/drafts.ts';
import { FormButtons, FormModal } from '#ui/form/FormWindows.tsx';
import { noticeDone, noticeFailure } from '#ui/notices.ts';
import { useRelease } from '../release-context.ts';

interface KeepRevisionProps {
  readonly release: string;
  readonly onClose: () => void;
}

const LONGEST = 500;

export function KeepRevision({ release, onClose }: KeepRevisionProps) {
  const typed = useTyped('keep revision', { note: '' });
  const { note } = typed.value;
  const { save } = useRelease((state) => state.keep);
  const keep = async (): Promise<void> => {
    try {
      await save();
      const { number } = await bridge.call('release.keep', { release, note: note.trim() });
      noticeDone(`Revision ${number} is kept`, note.trim());
      onClose();
    } catch (cause) {
      noticeFailure('The revision was not kept', cause);
    }
  };
  return (
    <FormModal
      typed={typed}
      title="Keep this revision"
      onSave={() => void keep()}
      onClose={onClose}
      size="md"
    >
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          The text as it is now stays in the history under this note, whatever is changed afterwards.
        </Text>
        <TextInput
          label="What it is"
          placeholder="As rehearsed on staging"
          value={note}
          maxLength={LONGEST}
          onChange={({ currentTarget }) => typed.set({ note: currentTarget.value })}
          data-autofocus
        />
        <FormButtons save="Keep it" disabled={note.trim() === ''} />
      </Stack>
    </FormModal>
  );
}
