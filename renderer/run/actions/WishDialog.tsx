import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import type { ReactNode } from 'react';
import { proposedPerson } from '#core/release/people.ts';
import type { RunOutcome } from '#core/run/events.ts';
import { describeEnded } from '#core/words/describe-ended.ts';
import { useTyped } from '#ui/form/drafts.ts';
import { FormButtons, FormModal } from '#ui/form/FormWindows.tsx';
import { PersonField } from '#ui/PersonField.tsx';
import { Refusal } from '../live/Refusal.tsx';
import { useRun, useRunParts } from '../live/run-context.ts';
import type { Wish } from '../live/run-wishes.ts';

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
  /** Nothing but the name is asked for. */
  readonly withoutNote?: boolean;
  /** True when it was taken. */
  onWish(wish: Wish): Promise<boolean>;
}

export interface TypedWish {
  /** Null: who is proposed. */
  readonly by: string | null;
  readonly note: string;
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
  onWish,
}: WishDialogProps) {
  const { header } = useRunParts('header');
  const busy = useRun((store) => store.asked.busy);
  const { people = [] } = header;
  const proposed = proposedPerson(people, header.operator);
  const typed = useTyped<TypedWish>(name, { by: null, note: '' });
  const { note } = typed.value;
  const by = typed.value.by ?? proposed;
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
  if (endedAs !== null)
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
          <Textarea
            label={noteLabel}
            required={noteRequired}
            data-autofocus={noteRequired || undefined}
            maxLength={4000}
            autosize={false}
            rows={3}
            value={note}
            onChange={(event) => {
              const { value } = event.currentTarget;
              typed.set((before) => ({ ...before, note: value }));
            }}
          />
        )}
        <PersonField
          label="Your name"
          people={people}
          value={by}
          onChange={(next) => typed.set((before) => ({ ...before, by: next === proposed ? null : next }))}
        />
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
