import { Button, Group, Modal, Stack, Textarea, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useRun, useRunState } from './cockpit-context.ts';
import { Refusal } from './Refusal.tsx';
import { restoreFocus } from './restore-focus.ts';
import type { Wish } from './run-store.ts';

export interface DialogProps {
  readonly opened: boolean;
  onClose(): void;
}

interface WishDialogProps extends DialogProps {
  readonly title: string;
  /** What will happen. */
  readonly children: ReactNode;
  readonly action: string;
  readonly cancel?: string;
  readonly noteLabel?: string;
  readonly noteRequired?: boolean;
  readonly danger?: boolean;
  /** Nothing but the name is asked for. */
  readonly withoutNote?: boolean;
  /** True when it was taken. */
  onWish(wish: Wish): Promise<boolean>;
}

/** Says what will happen, and asks who wants it and why. */
export function WishDialog({
  opened,
  onClose,
  title,
  children,
  action,
  cancel = 'Cancel',
  noteLabel = 'Note (optional)',
  noteRequired = false,
  danger = false,
  withoutNote = false,
  onWish,
}: WishDialogProps) {
  const { header } = useRunState();
  const busy = useRun((store) => store.busy);
  const [by, setBy] = useState(header.operator);
  const [note, setNote] = useState('');
  const lacking = by.trim() === '' || (noteRequired && note.trim() === '');
  const confirm = async (): Promise<void> => {
    if (!lacking && (await onWish({ by: by.trim(), note: note.trim() || null }))) onClose();
  };
  return (
    <Modal
      closeButtonProps={{ 'aria-label': 'Close' }}
      opened={opened}
      onClose={onClose}
      onExitTransitionEnd={restoreFocus}
      title={title}
      centered
      size="lg"
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void confirm();
        }}
      >
        <Stack>
          {children}
          {withoutNote ? null : (
            <Textarea
              label={noteLabel}
              required={noteRequired}
              data-autofocus={noteRequired || undefined}
              maxLength={4000}
              autosize
              minRows={2}
              maxRows={5}
              value={note}
              onChange={(event) => setNote(event.currentTarget.value)}
            />
          )}
          <TextInput
            label="Your name"
            required
            maxLength={200}
            value={by}
            onChange={(event) => setBy(event.currentTarget.value)}
          />
          <Refusal />
          <Group justify="flex-end">
            <Button variant="default" data-autofocus={danger || undefined} onClick={onClose}>
              {cancel}
            </Button>
            <Button
              type="submit"
              color={danger ? 'red' : 'brand'}
              loading={busy}
              disabled={lacking}
              data-autofocus={(!danger && !noteRequired) || undefined}
            >
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
