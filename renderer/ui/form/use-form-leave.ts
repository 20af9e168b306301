import { createContext, useEffect, useEffectEvent, useRef } from 'react';
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

/** What differs from what the form began with was typed. */
export function useFormLeave(title: string, typed: Form, onClose: () => void): FormLeave {
  const now = JSON.stringify(typed.value);
  const first = useRef(JSON.stringify(typed.start));
  useDraft(title, typed);
  const asking = useStore(discardStore, ({ what }) => what.length > 0);
  const lost = useEffectEvent(() => (now === first.current ? null : title));
  useEffect(() => addUnsaved({ lost: () => lost() }), []);
  return {
    asking,
    leave() {
      if (now === first.current) onClose();
      else void askDiscard([title]).then((discard) => discard && onClose());
    },
  };
}

/** Closes the form around as Escape does. */
export const FormLeaveContext = createContext<() => void>(() => undefined);
