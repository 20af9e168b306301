import {
  type AutocompleteProps,
  Textarea,
  type TextareaProps,
  TextInput,
  type TextInputProps,
} from '@mantine/core';
import { useEffect, useState } from 'react';
import type { Path } from '#core/release/problems.ts';
import { PeopleField } from '../records/PeopleField.tsx';
import { useRaw, useTypeRaw } from '../release-context.ts';
import { textOf, textsOf } from '../text/raw.ts';

interface FieldWords {
  /** What the field shows of what the text says. */
  readonly show: (value: unknown) => string;
  /** What the text says for what stands in the field; undefined takes the place out. */
  readonly read: (text: string) => unknown;
}

/**
 * What stands in a field of the release. Each key continues to the text; the field keeps blanks and line ends that the text
 * does not.
 */
export function useField(path: Path, { show, read }: FieldWords) {
  const typeInto = useTypeRaw();
  const shown = show(useRaw(path));
  const [draft, setDraft] = useState(shown);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another text of the release changes the field
  useEffect(() => setDraft((now) => (show(read(now)) === shown ? now : shown)), [shown]);
  return {
    value: draft,
    type(text: string) {
      setDraft(text);
      typeInto(path, read(text));
    },
  };
}

const LINE: FieldWords = { show: textOf, read: (text) => text.trim() || undefined };
const AREA: FieldWords = { show: textOf, read: (text) => text || undefined };
const LINES: FieldWords = {
  show: (value) => textsOf(value).join('\n'),
  read(text) {
    const lines = text
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean);
    return lines.length > 0 ? lines : undefined;
  },
};

type RawTextProps = Omit<TextInputProps, 'value' | 'onChange'> & { readonly path: Path };

export function RawText({ path, ...props }: RawTextProps) {
  const { value, type } = useField(path, LINE);
  return <TextInput {...props} value={value} onChange={(event) => type(event.currentTarget.value)} />;
}

type RawAreaProps = Omit<TextareaProps, 'value' | 'onChange'> & { readonly path: Path };

export function RawArea({ path, ...props }: RawAreaProps) {
  const { value, type } = useField(path, AREA);
  return <Textarea {...props} value={value} onChange={(event) => type(event.currentTarget.value)} />;
}

/** A list of texts, one on each line. */
export function RawLines({ path, ...props }: RawAreaProps) {
  const { value, type } = useField(path, LINES);
  return <Textarea {...props} value={value} onChange={(event) => type(event.currentTarget.value)} />;
}

/** A person or role of the release. */
export function RawWho({
  path,
  ...props
}: Omit<AutocompleteProps, 'data' | 'value' | 'onChange'> & { readonly path: Path }) {
  const { value, type } = useField(path, LINE);
  return <PeopleField {...props} value={value} onChange={type} />;
}
