import { type KnownPerson, proposedPerson } from '#core/release/people.ts';
import { operatorOf } from '#core/run/operator.ts';
import { type Typed, useTyped } from '#ui/form/drafts.ts';
import { useRunParts } from '../live/run-context.ts';

export interface TypedWish {
  /** Null: who is proposed. */
  readonly by: string | null;
  readonly note: string;
}

interface WishForm {
  readonly typed: Typed<TypedWish>;
  /** Those who may be chosen; empty where any name can be typed. */
  readonly people: readonly KnownPerson[];
  readonly by: string;
  readonly note: string;
  setBy(by: string): void;
  setNote(note: string): void;
}

/** Who wants something of the run and what they say about it. `name` tells it from other dialogs of the run. */
export function useTypedWish(name: string): WishForm {
  const { header, operators } = useRunParts('header', 'operators');
  const { people = [] } = header;
  const proposed = proposedPerson(people, operatorOf({ header, operators }));
  const typed = useTyped<TypedWish>(name, { by: null, note: '' });
  return {
    typed,
    people,
    by: typed.value.by ?? proposed,
    note: typed.value.note,
    setBy: (by) => typed.set((before) => ({ ...before, by: by === proposed ? null : by })),
    setNote: (note) => typed.set((before) => ({ ...before, note })),
  };
}
