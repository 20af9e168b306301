import { createContext, useEffect, useEffectEvent, useRef, useState } from 'react';
import { addUnsaved } from './unsaved.ts';

export interface FormLeave {
  /** A person is being asked whether what was typed may go. */
  readonly asking: boolean;
  /** Closes the form, after a question if something was typed. */
  readonly leave: () => void;
  readonly stay: () => void;
  readonly discard: () => void;
}

/** `value` is all that the form holds, as plain data: what differs from its first value was typed. */
export function useFormLeave(title: string, value: unknown, onClose: () => void): FormLeave {
  const now = JSON.stringify(value);
  const first = useRef(now);
  const [asking, setAsking] = useState(false);
  const lost = useEffectEvent(() => (now === first.current ? null : title));
  useEffect(() => addUnsaved({ lost: () => lost() }), []);
  return {
    asking,
    leave: () => (now === first.current ? onClose() : setAsking(true)),
    stay: () => setAsking(false),
    discard: () => {
      setAsking(false);
      onClose();
    },
  };
}

/** Closes the form around as Escape does. */
export const FormLeaveContext = createContext<() => void>(() => undefined);
