import { Checkbox, Group, NumberInput, Stack, TextInput } from '@mantine/core';
import { DEFAULT_TIMEOUT } from '#core/release/format/options.ts';
import { DEFAULT_PARALLEL } from '#core/release/format/rollout.ts';
import { idFrom } from '#core/release/id-from.ts';
import { useTyped } from '#ui/form/drafts.ts';
import { FormButtons, FormModal } from '#ui/form/FormWindows.tsx';
import { type Raw, recordOf, textOf, textsOf, withoutEmpty } from '../text/raw.ts';
import { FailureField } from './FailureField.tsx';
import classes from './plan.module.css';
import { asThe, ShellFields } from './ShellFields.tsx';
import { SudoFields } from './SudoFields.tsx';

interface PhaseDialogProps {
  /** Tells this phase from all others of the release. */
  readonly name: string;
  /** The phase as it stands; empty for a new one. */
  readonly start: Raw;
  readonly onClose: () => void;
  readonly onSave: (phase: Raw) => void;
}

export function PhaseDialog({ name, start, onClose, onSave }: PhaseDialogProps) {
  const typed = useTyped(name, formOf(start));
  const { title, rolling, on, batches, parallel, stopAfter, pause, shared } = typed.value;
  const put = (part: Partial<PhaseForm>) => typed.set((before) => ({ ...before, ...part }));
  const save = () => {
    const { on: _on, rollout: _rollout, steps, ...others } = start;
    const rest = Object.entries(others).filter(([key]) => !SHARED.includes(key));
    const named = {
      ...Object.fromEntries(rest),
      id: textOf(start['id']) || idFrom(title),
      title: title.trim(),
    };
    const next = { ...named, ...withoutEmpty(shared), ...(steps === undefined ? {} : { steps }) };
    const rolls = {
      batches: readBatches(batches),
      parallel: numberOr(parallel),
      stop_after: numberOr(stopAfter),
      pause: pause ? 'hold' : '',
    };
    onSave(rolling ? { ...next, on: on.trim(), rollout: withoutEmpty(rolls) } : next);
  };
  return (
    <FormModal
      typed={typed}
      onSave={save}
      onClose={onClose}
      title={start['title'] === undefined ? 'New phase' : 'Phase'}
    >
      <Stack gap="md">
        <TextInput
          label="Title"
          value={title}
          onChange={(event) => put({ title: event.currentTarget.value })}
          data-autofocus
        />
        <Checkbox
          label="Roll through the hosts in batches"
          description="All steps of the phase are done on one batch before the next one starts."
          checked={rolling}
          onChange={(event) => put({ rolling: event.currentTarget.checked })}
        />
        {rolling && (
          <>
            <TextInput
              label="On hosts"
              description="Names, tags or patterns"
              placeholder="web and not canary"
              value={on}
              onChange={(event) => put({ on: event.currentTarget.value })}
            />
            <TextInput
              label="Batches"
              description="Counts or percentages; the last one is usually rest"
              value={batches}
              onChange={(event) => put({ batches: event.currentTarget.value })}
            />
            <Group grow>
              <NumberInput
                label="At a time"
                placeholder={String(DEFAULT_PARALLEL)}
                min={1}
                value={parallel}
                onChange={(count) => put({ parallel: count })}
              />
              <TextInput
                label="Stop after"
                description="A number of failed hosts, or a percentage"
                placeholder="1 or 10%"
                value={stopAfter}
                onChange={(event) => put({ stopAfter: event.currentTarget.value })}
              />
            </Group>
            <Checkbox
              label="Wait for a person between batches"
              checked={pause}
              onChange={(event) => put({ pause: event.currentTarget.checked })}
            />
          </>
        )}
        <SharedFields of={shared} onChange={(part) => put({ shared: { ...shared, ...part } })} />
        <FormButtons save="Save phase" disabled={idFrom(title) === ''} />
      </Stack>
    </FormModal>
  );
}

interface SharedFieldsProps {
  readonly of: Raw;
  readonly onChange: (part: Raw) => void;
}

function SharedFields({ of, onChange }: SharedFieldsProps) {
  return (
    <fieldset className={classes.formGroup}>
      <legend>For its steps, where they do not say otherwise</legend>
      <Stack gap="sm">
        <SudoFields sudo={of['sudo']} onChange={(sudo) => onChange({ sudo })} />
        <Group grow align="flex-start">
          <TextInput
            label="Timeout"
            description={`${DEFAULT_TIMEOUT} when empty`}
            placeholder={DEFAULT_TIMEOUT}
            value={textOf(of['timeout'])}
            onChange={(event) => onChange({ timeout: event.currentTarget.value })}
          />
          <FailureField label="When one fails" of={of} onChange={onChange} />
        </Group>
        <ShellFields of={of} otherwise={asThe('environment')} onChange={onChange} />
        <TextInput
          label="Only when"
          description="In addition to the conditions of the steps. Where it is not met, they are skipped"
          placeholder='host.vars.role == "primary"'
          value={textOf(of['when'])}
          onChange={(event) => onChange({ when: event.currentTarget.value })}
        />
      </Stack>
    </fieldset>
  );
}

interface PhaseForm {
  readonly title: string;
  readonly rolling: boolean;
  readonly on: string;
  readonly batches: string;
  readonly parallel: number | string;
  readonly stopAfter: string;
  readonly pause: boolean;
  /** What its steps share, as written. */
  readonly shared: Raw;
}

const SHARED = ['sudo', 'timeout', 'on_failure', 'when', 'shell', 'strict'];

function formOf(start: Raw): PhaseForm {
  const rollout = recordOf(start['rollout']);
  return {
    title: textOf(start['title']),
    rolling: start['rollout'] !== undefined,
    on: textOf(start['on']),
    batches: textsOf(rollout['batches']).join(', ') || '1, rest',
    parallel: textOf(rollout['parallel']),
    stopAfter: textOf(rollout['stop_after']) || '1',
    pause: rollout['pause'] === 'hold',
    shared: Object.fromEntries(SHARED.map((key) => [key, start[key]])),
  };
}

function readBatches(text: string): readonly (number | string)[] {
  return text
    .split(/[\s,]+/)
    .filter(Boolean)
    .map(numberOr);
}

/** A count as a number; a percentage or a word as it is. */
function numberOr(value: string | number): number | string {
  return /^\d+$/.test(String(value).trim()) ? Number(value) : value;
}
