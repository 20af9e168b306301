import { Checkbox, NumberInput, Select, Stack, TagsInput, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { wordsOf } from '#core/release/format/shape-at.ts';
import { type KeyShape, namingOf, type Shape } from '#core/release/format/value-type.ts';
import { CODE } from '../plan/field-parts.ts';
import classes from '../plan/plan.module.css';
import { isSame, type Raw, recordOf, textOf, textsOf, withoutEmpty } from '../text/raw.ts';
import { figuresFrom, figuresText, formOfShape, limitsOf } from './field-values.ts';
import { describeKey, labelKey } from './field-words.ts';
import { PairsField } from './PairsField.tsx';
import { PeopleField } from './PeopleField.tsx';

/** What a form says of a key beyond what the format does. */
export interface FieldHint {
  readonly label?: string;
  readonly description?: string;
  readonly placeholder?: string;
  /** Several lines. */
  readonly isLong?: boolean;
  readonly isCode?: boolean;
  /** Short words, one beside the other. */
  readonly areWords?: boolean;
  /** What it may be, where the format does not say; or what its words are called. */
  readonly choices?: readonly { readonly value: string; readonly label: string }[];
}

export type FieldHints = Readonly<Record<string, FieldHint>>;

interface TableFieldsProps {
  /** The keys of a mapping of the file, as its format declares them. */
  readonly keys: ReadonlyMap<string, KeyShape>;
  readonly value: Raw;
  readonly hints?: FieldHints;
  /** The form begins with them: the first has the focus at first. */
  readonly areFirst?: boolean;
  readonly onChange: (part: Raw) => void;
}

/** A field for each key of a mapping, made from the format's own tables. */
export function TableFields({ keys, value, hints = {}, areFirst = false, onChange }: TableFieldsProps) {
  return [...keys].map(([key, shape], index) => (
    <TableField
      key={key}
      name={key}
      of={shape}
      hint={hints[key] ?? {}}
      hasFocus={areFirst && index === 0}
      hints={hints}
      value={value[key]}
      onChange={(next) => onChange({ [key]: next })}
    />
  ));
}

interface TableFieldProps {
  readonly name: string;
  readonly of: KeyShape;
  readonly hint: FieldHint;
  readonly hasFocus: boolean;
  /** Of what stands inside. */
  readonly hints: FieldHints;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
}

function TableField({ name, of, hint, hasFocus, hints, value, onChange }: TableFieldProps) {
  const { shape } = of;
  const placeholder = hint.placeholder ?? textOf(of.default);
  const words = {
    label: hint.label ?? labelKey(name),
    description: hint.description ?? describeKey(of),
    ...(placeholder === '' ? {} : { placeholder }),
    ...(hasFocus ? { 'data-autofocus': true } : {}),
  };
  const says = (text: string): void => onChange(text === '' ? undefined : text);
  const form = hint.choices ? 'choice' : formOfShape(shape);
  switch (form) {
    case 'choice':
      return (
        <Select
          {...words}
          clearable
          data={[...(hint.choices ?? wordsOf(shape))]}
          value={textOf(value) || null}
          onChange={(next) => onChange(next ?? undefined)}
        />
      );
    case 'word': {
      const [word = ''] = wordsOf(shape);
      return (
        <Checkbox
          {...words}
          checked={value === word}
          onChange={(event) => onChange(event.currentTarget.checked ? word : undefined)}
        />
      );
    }
    case 'flag':
      return (
        <Checkbox
          {...words}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked || undefined)}
        />
      );
    case 'number':
      return (
        <NumberInput
          {...words}
          {...limitsOf(shape)}
          value={textOf(value)}
          onChange={(next) => onChange(next === '' ? undefined : Number(next))}
        />
      );
    case 'texts':
      return hint.areWords ? (
        <TagsInput {...words} value={[...textsOf(value)]} onChange={onChange} />
      ) : (
        <TextsField {...words} value={value} onChange={onChange} />
      );
    case 'pairs':
      return <PairsField {...words} value={value} onChange={onChange} />;
    case 'figures':
      return <FiguresField {...words} shape={shape} value={value} onChange={onChange} />;
    case 'group':
      return (
        <GroupField {...words} shape={shape} hints={hints} value={recordOf(value)} onChange={onChange} />
      );
    case 'text':
      if (namingOf(shape) === 'person')
        return <PeopleField {...words} value={textOf(value)} onChange={says} />;
      return hint.isLong ? (
        <Textarea
          {...words}
          autosize
          minRows={2}
          value={textOf(value)}
          onChange={(event) => says(event.currentTarget.value)}
        />
      ) : (
        <TextInput
          {...words}
          {...(hint.isCode ? { styles: CODE } : {})}
          value={textOf(value)}
          onChange={(event) => says(event.currentTarget.value)}
        />
      );
  }
}

interface PartProps {
  readonly label: string;
  readonly description: string;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
}

/** One text on each line. */
function TextsField({ value, onChange, ...words }: PartProps) {
  const read = (text: string): readonly string[] =>
    text
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean);
  const [typed, setTyped] = useState(() => textsOf(value).join('\n'));
  const shown = isSame(read(typed), textsOf(value)) ? typed : textsOf(value).join('\n');
  return (
    <Textarea
      {...words}
      description={`${words.description}; one on each line`}
      autosize
      minRows={2}
      value={shown}
      onChange={({ currentTarget }) => {
        const lines = read(currentTarget.value);
        setTyped(currentTarget.value);
        onChange(lines.length === 0 ? undefined : lines);
      }}
    />
  );
}

function FiguresField({ shape, value, onChange, ...words }: PartProps & { readonly shape: Shape }) {
  const [typed, setTyped] = useState(() => figuresText(value));
  const shown = isSame(figuresFrom(typed, shape), value) ? typed : figuresText(value);
  return (
    <TextInput
      {...words}
      value={shown}
      onChange={({ currentTarget }) => {
        setTyped(currentTarget.value);
        onChange(figuresFrom(currentTarget.value, shape));
      }}
    />
  );
}

type GroupProps = Omit<PartProps, 'value'> & {
  readonly shape: Shape;
  readonly hints: FieldHints;
  readonly value: Raw;
};

function GroupField({ shape, hints, value, onChange, label, description }: GroupProps) {
  if (shape.kind !== 'mapping') return null;
  const put = (part: Raw): void => {
    const next = withoutEmpty({ ...value, ...part });
    onChange(Object.keys(next).length === 0 ? undefined : next);
  };
  return (
    <fieldset className={classes.inner}>
      <legend>{label}</legend>
      <p>{description}</p>
      <Stack gap="xs">
        <TableFields keys={shape.keys} value={value} hints={hints} onChange={put} />
      </Stack>
    </fieldset>
  );
}
