import { Textarea, type TextareaProps, TextInput, type TextInputProps } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useChangeRaw, useRaw } from '../release-context.ts';
import { type Path, textOf, textsOf } from '../text/raw.ts';

/** Keeps what is typed until the field is left; then it goes into the text as one change. */
function useDraft(path: Path, shown: string, fromText: (text: string) => unknown) {
  const change = useChangeRaw();
  const [draft, setDraft] = useState(shown);
  useEffect(() => setDraft(shown), [shown]);
  const keep = () => {
    if (draft !== shown) change(path, fromText(draft));
  };
  return { value: draft, onChange: setDraft, keep };
}

type RawTextProps = Omit<TextInputProps, 'value' | 'onChange' | 'onBlur'> & { readonly path: Path };

export function RawText({ path, ...props }: RawTextProps) {
  const { value, onChange, keep } = useDraft(path, textOf(useRaw(path)), (text) => text.trim() || undefined);
  return (
    <TextInput
      {...props}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      onBlur={keep}
      onKeyDown={(event) => event.key === 'Enter' && keep()}
    />
  );
}

type RawAreaProps = Omit<TextareaProps, 'value' | 'onChange' | 'onBlur'> & { readonly path: Path };

export function RawArea({ path, ...props }: RawAreaProps) {
  const { value, onChange, keep } = useDraft(path, textOf(useRaw(path)), (text) => text || undefined);
  return (
    <Textarea
      {...props}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      onBlur={keep}
    />
  );
}

/** A list of texts, one on each line. */
export function RawLines({ path, ...props }: RawAreaProps) {
  const lines = (text: string) =>
    text
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean);
  const { value, onChange, keep } = useDraft(path, textsOf(useRaw(path)).join('\n'), (text) =>
    lines(text).length > 0 ? lines(text) : undefined,
  );
  return (
    <Textarea
      {...props}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      onBlur={keep}
    />
  );
}
