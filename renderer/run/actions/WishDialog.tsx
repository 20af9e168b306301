import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { RunOutcome } from '#core/run/events.ts';
import { describeEnded } from '#core/words/run/describe-ended.ts';
import { FormButtons, FormModal } from '#ui/form/FormWindows.tsx';
import { NoteInput } from '#ui/form/NoteInput.tsx';
import { PersonField } from '#ui/PersonField.tsx';
import { Refusal } from '../live/Refusal.tsx';
import { useRun } from '../live/run-context.ts';
import type { Wish } from '../live/run-wishes.ts';
import { useTypedWish } from './typed-wish.ts';

export interface DialogProps {
  readonly opened: boolean;
  onClose(): void;
}

interface WishDialogProps extends DialogProps {
  /** Tells it from the other dialogs of the run: what was typed into it, and not said, stands in it again. */
  readonly name: string;
  readonly title: string;
  /** What will happen. */
  readonly children: ReactNode;
  readonly action: string;
  readonly cancel?: string;
  readonly noteLabel?: string;
  readonly noteRequired?: boolean;
  readonly danger?: boolean;
  /** It can be wished of a run at its end as well. */
  readonly isOfEndedRuns?: boolean;
  /** Nothing but the name is asked for. */
  readonly withoutNote?: boolean;
  /** True when it was taken. */
  onWish(wish: Wish): Promise<boolean>;
}

/** Says what will happen, and asks who wants it and why. */
export function WishDialog({
  opened,
  onClose,
  name,
  title,
  children,
  action,
  cancel = 'Cancel',
  noteLabel = 'Note (optional)',
  noteRequired = false,
  danger = false,
  withoutNote = false,
  isOfEndedRuns = false,
  onWish,
}: WishDialogProps) {
  const busy = useRun((store) => store.asked.busy);
  const { typed, people, by, note, setBy, setNote } = useTypedWish(name);
  const endedAs = useRun((store) => store.endedAs);
  const lacking = by.trim() === '' || (noteRequired && note.trim() === '');
  const confirm = async (): Promise<void> => {
    if (!lacking && (await onWish({ by: by.trim(), note: note.trim() || null }))) onClose();
  };
  const frame = {
    opened,
    onClose,
    onExitTransitionEnd: restoreFocus,
    // It comes at once: the page behind it does not scroll, and whoever wants to stop does not wait for a fade.
    lockScroll: false,
    transitionProps: { duration: 0 },
    title,
    centered: true,
    size: 'lg',
  };
  if (endedAs !== null && !isOfEndedRuns)
    return (
      <Modal closeButtonProps={{ 'aria-label': 'Close' }} {...frame}>
        <AlreadyEnded outcome={endedAs} onClose={onClose} />
      </Modal>
    );
  return (
    <FormModal {...frame} lost={`note for “${action}”`} typed={typed} onSave={() => void confirm()}>
      <Stack>
        {children}
        {withoutNote ? null : (
          <NoteInput
            label={noteLabel}
            required={noteRequired}
            data-autofocus={noteRequired || undefined}
            value={note}
            onChange={setNote}
          />
        )}
        <PersonField label="Your name" people={people} value={by} onChange={setBy} />
        <Refusal />
        <FormButtons
          save={action}
          cancel={cancel}
          danger={danger}
          busy={busy}
          disabled={lacking}
          focus={danger ? 'cancel' : noteRequired ? undefined : 'save'}
        />
      </Stack>
    </FormModal>
  );
}

/** Nothing can be asked of a run that is over: how it ended is all there is to say. */
function AlreadyEnded({ outcome, onClose }: { readonly outcome: RunOutcome; onClose(): void }) {
  return (
    <Stack>
      <Text role="status">{describeEnded(outcome)}</Text>
      <Group justify="flex-end">
        <Button data-autofocus onClick={onClose}>
          Close
        </Button>
      </Group>
    </Stack>
  );
}

/**
 * When a dialog has closed and what it was opened from is gone, the page takes the focus, so that reading continues there.
 * Its last frame goes after it has told of its end, so this looks a moment later.
 */
export function restoreFocus(): void {
  setTimeout(() => {
    if (document.activeElement === null || document.activeElement === document.body)
      document.getElementById('main')?.focus();
  });
}
