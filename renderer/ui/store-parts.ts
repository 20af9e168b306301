/** Stores are made of a few named parts: what is known and chosen, each by its idea, and what can be done with it. */

/** New values for members of some parts. */
export type PartsChange<State> = { readonly [Part in keyof State]?: Partial<State[Part]> };

/** The parts that change, whole; all at once, so that nobody sees one part without the other. */
export function changeParts<State extends object>(state: State, change: PartsChange<State>): Partial<State> {
  const changed: Partial<State> = {};
  for (const part of Object.keys(change) as (keyof State)[])
    changed[part] = { ...state[part], ...change[part] };
  return changed;
}
