import { Textarea, type TextareaProps } from '@mantine/core';
import { useState } from 'react';
import { pairsFrom, pairsText } from '../environments/pairs.ts';
import { CODE } from '../plan/field-parts.ts';
import { isSame, type Raw, recordOf } from '../text/raw.ts';

interface PairsFieldProps extends Omit<TextareaProps, 'value' | 'onChange'> {
  readonly value: unknown;
  readonly onChange: (pairs: Raw | undefined) => void;
}

/** `name: value` on each line. Lines that are not finished stay as they are typed. */
export function PairsField({ value, onChange, ...props }: PairsFieldProps) {
  const [typed, setTyped] = useState(() => pairsText(recordOf(value)));
  const shown = isSame(pairsFrom(typed), recordOf(value)) ? typed : pairsText(recordOf(value));
  return (
    <Textarea
      autosize
      minRows={1}
      styles={CODE}
      placeholder="NAME: value"
      {...props}
      value={shown}
      onChange={({ currentTarget }) => {
        const pairs = pairsFrom(currentTarget.value);
        setTyped(currentTarget.value);
        onChange(Object.keys(pairs).length === 0 ? undefined : pairs);
      }}
    />
  );
}
