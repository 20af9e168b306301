import { Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import type { StepKind } from '#core/release/model.ts';
import { KIND_KEYS, STEP_KINDS } from '#core/release/step-kinds.ts';
import { type Raw, recordOf, textOf } from '../text/raw.ts';
import { ActionFields } from './ActionFields.tsx';
import { CODE } from './field-parts.ts';
import { MoreOptions } from './MoreOptions.tsx';
import classes from './plan.module.css';
import { SudoFields } from './SudoFields.tsx';
import { kindOf } from './step-draft.ts';
import { freshUndo, type UndoChoice, undoChoiceOf, withUndoChoice } from './step-form.ts';

interface UndoFieldsProps {
  readonly kind: StepKind;
  readonly step: Raw;
  readonly onChange: (step: Raw) => void;
}

interface Choice {
  readonly value: UndoChoice;
  readonly label: string;
  /** Needs hosts, which only a step that runs on some has. */
  readonly onHosts?: true;
}

const CHOICES: readonly Choice[] = [
  { value: 'unsaid', label: 'Not said yet' },
  { value: 'command', label: 'A command undoes it', onHosts: true },
  { value: 'script', label: 'A script undoes it', onHosts: true },
  { value: 'manual', label: 'A person undoes it' },
  { value: 'other', label: 'Another kind of step undoes it', onHosts: true },
  { value: 'nothing', label: 'There is nothing to undo' },
  { value: 'no-return', label: 'It cannot be undone: a point of no return' },
];

export function UndoFields({ kind, step, onChange }: UndoFieldsProps) {
  const choice = undoChoiceOf(step);
  const isOnHosts = STEP_KINDS[kind].where === 'hosts';
  const choices = CHOICES.filter(({ value, onHosts }) => isOnHosts || !onHosts || value === choice);
  return (
    <fieldset className={classes.formGroup}>
      <legend>Undo</legend>
      <Stack gap="sm">
        <Select
          aria-label="How it is undone"
          value={choice}
          data={choices.map(({ value, label }) => ({ value, label }))}
          onChange={(next) => next && next !== choice && onChange(withUndoChoice(step, next))}
        />
        <ChosenUndo choice={choice} step={step} onChange={onChange} />
      </Stack>
    </fieldset>
  );
}

interface ChosenUndoProps extends Omit<UndoFieldsProps, 'kind'> {
  readonly choice: UndoChoice;
}

function ChosenUndo({ choice, step, onChange }: ChosenUndoProps) {
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
    case 'manual':
    case 'other':
      return (
        <UndoBody
          undo={recordOf(step['undo'])}
          isAnyKind={choice === 'other'}
          onChange={(undo) => onChange({ ...step, undo })}
        />
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
  }
}

/** Kinds that have a choice of their own, or that would have to be undone in their turn by nobody. */
const NOT_OTHERS: ReadonlySet<StepKind> = new Set(['script', 'manual', 'notify']);

interface UndoBodyProps {
  readonly undo: Raw;
  readonly isAnyKind: boolean;
  readonly onChange: (undo: Raw) => void;
}

/** An undo that is a step of its own: it runs where its step ran, and takes over nothing else. */
function UndoBody({ undo, isAnyKind, onChange }: UndoBodyProps) {
  const kind = kindOf(undo);
  const put = (part: Raw) => onChange({ ...undo, ...part });
  return (
    <>
      <TextInput
        label="Title of the undo"
        value={textOf(undo['title'])}
        onChange={(event) => put({ title: event.currentTarget.value })}
      />
      {isAnyKind && (
        <Select
          label="Kind of step"
          allowDeselect={false}
          value={kind}
          data={KIND_KEYS.filter((key) => !NOT_OTHERS.has(key)).map((key) => ({
            value: key,
            label: STEP_KINDS[key].label,
          }))}
          onChange={(next) =>
            next && onChange({ ...freshUndo(next as StepKind), title: textOf(undo['title']) })
          }
        />
      )}
      {kind && <ActionFields kind={kind} step={undo} onChange={put} />}
      {kind && STEP_KINDS[kind].where === 'hosts' && (
        <SudoFields sudo={undo['sudo']} onChange={(sudo) => put({ sudo })} />
      )}
      <TextInput
        label="Takes"
        description="Expected; that of the step when empty"
        value={textOf(undo['takes'])}
        onChange={(event) => put({ takes: event.currentTarget.value })}
      />
      {kind && <MoreOptions kind={kind} step={undo} without={['rollout', 'delegate_to']} onChange={put} />}
    </>
  );
}
