import { useEffect, useRef } from 'react';
import { useSearch } from 'wouter';
import { useRelease } from '../release-context.ts';
import { createEditor, type Editor } from './editor.ts';
import classes from './source.module.css';

export function SourceView() {
  const { text, read } = useRelease((state) => state.draft);
  const { type } = useRelease((state) => state.write);
  const holder = useRef<HTMLDivElement>(null);
  const editor = useRef<Editor | null>(null);
  const place = useSearch();
  const first = useRef(text);
  /** While a line is being typed the text says nothing: what it said last still holds. */
  const known = useRef<unknown>(null);
  if (read.data !== null) known.current = read.data;
  useEffect(() => {
    if (!holder.current) return;
    const made = createEditor(holder.current, {
      text: first.current,
      onType: type,
      data: () => known.current,
    });
    editor.current = made;
    made.focus();
    return () => made.destroy();
  }, [type]);
  useEffect(() => editor.current?.setText(text), [text]);
  useEffect(() => editor.current?.setIssues(read.issues), [read.issues]);
  useEffect(() => {
    const wanted = new URLSearchParams(place);
    const line = Number(wanted.get('line'));
    if (line > 0) editor.current?.goTo(line, Number(wanted.get('column')) || 1);
  }, [place]);
  return <div ref={holder} className={classes.source} />;
}
