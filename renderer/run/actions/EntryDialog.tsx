import { Stack } from '@mantine/core';
import type { ComponentProps, ReactNode } from 'react';
import type { Typed } from '#ui/form/drafts.ts';
import { FormButtons, FormModal } from '#ui/form/FormWindows.tsx';
import { NoteInput } from '#ui/form/NoteInput.tsx';
import { PersonField } from '#ui/PersonField.tsx';
import { Refusal } from '../live/Refusal.tsx';
import { useRun } from '../live/run-context.ts';
import { type DialogProps, restoreFocus } from './WishDialog.tsx';

interface EntryDialogProps<T> extends DialogProps {
  readonly title: string;
  /** What is lost if it is discarded. */
  readonly lost: string;
  readonly typed: Typed<T>;
  /** What is said, and who says it. */
  readonly text: Pick<ComponentProps<typeof NoteInput>, 'label' | 'description' | 'value' | 'onChange'>;
  readonly by: Pick<ComponentProps<typeof PersonField>, 'people' | 'value' | 'onChange'>;
  readonly save: string;
  /** Null: something is lacking. */
  readonly onSave: (() => Promise<boolean>) | null;
  /** What stands between the text and its author. */
  readonly children?: ReactNode;
}

/** A person's entry in the log of the run: a text in their name, which has to be said whole. */
export function EntryDialog<T>({ text, by, save, onSave, children, ...frame }: EntryDialogProps<T>) {
  const busy = useRun((store) => store.asked.busy);
  const { onClose } = frame;
  const send = async (): Promise<void> => {
    if (await onSave?.()) onClose();
  };
  return (
    <FormModal {...frame} onExitTransitionEnd={restoreFocus} onSave={() => void send()} centered size="lg">
      <Stack>
        <NoteInput required data-autofocus autosize minRows={3} maxRows={10} {...text} />
        {children}
        <PersonField label="Your name" {...by} />
        <Refusal />
        <FormButtons save={save} busy={busy} disabled={onSave === null} />
      </Stack>
    </FormModal>
  );
}
