import { useMemo } from 'react';
import { Pieces } from './OutputRow.tsx';
import { spellOut } from './output-text.ts';

/** Text that somebody else wrote: nothing in it acts, reorders or hides. */
export function SafeText({ text }: { readonly text: string }) {
  const pieces = useMemo(() => spellOut(text), [text]);
  return <Pieces pieces={pieces} />;
}
