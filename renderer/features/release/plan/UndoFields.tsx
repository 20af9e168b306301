import { Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { type Raw, recordOf, textOf } from '../text/raw.ts';
import { CODE } from './field-parts.ts';
import classes from './plan.module.css';
import { type UndoChoice, undoChoiceOf, withUndoChoice } from './step-form.ts';

interface UndoFieldsProps {
  readonly step: Raw;
  readonly onChange: (step: Raw) => void;
}

const CHOICES: readonly { readonly value: UndoChoice; readonly label: string }[] = [
  { value: 'unsaid', label: 'Not said yet' },
  { value: 'command', label: 'A command undoes it' },
  { value: 'script', label: 'A script undoes it' },
  { value: 'nothing', label: 'There is nothing to undo' },
  { value: 'no-return', label: 'It cannot be undone: a point of no return' },
];
const OTHER = { value: 'other', label: 'Another kind of step undoes it' } as const;

export function UndoFields({ step, onChange }: UndoFieldsProps) {
  const choice = undoChoiceOf(step);
  return (
    <fieldset className={classes.formGroup}>
      <legend>Undo</legend>
      <Stack gap="sm">
        <Select
          aria-label="How it is undone"
          value={choice}
          data={choice === 'other' ? [...CHOICES, OTHER] : CHOICES}
          onChange={(next) => next && onChange(withUndoChoice(step, next))}
        />
        <ChosenUndo choice={choice} step={step} onChange={onChange} />
      </Stack>
    </fieldset>
  );
}

function ChosenUndo({ choice, step, onChange }: UndoFieldsProps & { readonly choice: UndoChoice }) {
  const undo = recordOf(step['undo']);
  const script = recordOf(undo['script']);
  switch (choice) {
    case 'unsaid':
      return (
        <Text size="xs" c="dimmed">
          It is shown as a gap until you say how it is undone, or that it need not or cannot be.
        </Text>
      );
    case 'command':
      return (
        <Textarea
          label="Undo command"
          description="Runs on the same hosts with the step's shell, sudo and environment"
          styles={CODE}
          value={textOf(step['undo'])}
          onChange={(event) => onChange({ ...step, undo: event.currentTarget.value })}
        />
      );
    case 'script':
      return (
        <>
          <TextInput
            label="Title of the undo"
            value={textOf(undo['title'])}
            onChange={(event) => onChange({ ...step, undo: { ...undo, title: event.currentTarget.value } })}
          />
          <Textarea
            label="Undo script"
            minRows={5}
            styles={CODE}
            value={textOf(script['text'])}
            onChange={(event) =>
              onChange({ ...step, undo: { ...undo, script: { ...script, text: event.currentTarget.value } } })
            }
          />
        </>
      );
    case 'nothing':
      return (
        <TextInput
          label="Why nothing needs to be undone"
          value={textOf(step['nothing_to_undo'])}
          onChange={(event) => onChange({ ...step, nothing_to_undo: event.currentTarget.value })}
        />
      );
    case 'no-return':
      return (
        <TextInput
          label="Why it cannot be undone"
          value={textOf(step['point_of_no_return'])}
          onChange={(event) => onChange({ ...step, point_of_no_return: event.currentTarget.value })}
        />
      );
    case 'other':
      return (
        <Text size="xs" c="dimmed">
          Its undo is a step of its own, with options that only the source shows. It stays as it is.
        </Text>
      );
  }
}
