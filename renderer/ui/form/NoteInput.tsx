import { Textarea, type TextareaProps } from '@mantine/core';

interface NoteInputProps extends Omit<TextareaProps, 'value' | 'onChange'> {
  readonly value: string;
  onChange(text: string): void;
}

/** What a person says in their own words, as long as the log takes it. */
export function NoteInput({ onChange, autosize = false, ...props }: NoteInputProps) {
  return (
    <Textarea
      maxLength={4000}
      autosize={autosize}
      {...(autosize ? {} : { rows: 3 })}
      {...props}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
