import { createContext, useEffect, useEffectEvent } from 'react';
import { useStore } from 'zustand';
import { askDiscard, discardStore } from './discard.ts';
import { type Form, useDraft } from './drafts.ts';
import { addUnsaved } from './unsaved.ts';

interface FormLeave {
  /** A person is being asked whether what was typed may go. */
  readonly asking: boolean;
  /** Closes the form, after a question if something was typed. */
  readonly leave: () => void;
}

interface FormToLeave {
  /** Names what is lost when it is discarded. */
  readonly title: string;
  readonly isOpen?: boolean;
  readonly onClose: () => void;
}

/** What differs from what the form began with was typed. */
export function useFormLeave(typed: Form, { title, isOpen = true, onClose }: FormToLeave): FormLeave {
  const isDirty = isOpen && JSON.stringify(typed.value) !== JSON.stringify(typed.start);
  useDraft(title, typed, isOpen);
  const asking = useStore(discardStore, ({ what }) => what.length > 0);
  const lost = useEffectEvent(() => (isDirty ? title : null));
  useEffect(() => addUnsaved({ lost: () => lost() }), []);
  return {
    asking,
    leave() {
      if (isDirty) void askDiscard([title]).then((discard) => discard && onClose());
      else onClose();
    },
  };
}

/** Closes the form around as Escape does. */
export const FormLeaveContext = createContext<() => void>(() => undefined);
