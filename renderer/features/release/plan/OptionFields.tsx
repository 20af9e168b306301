import { Checkbox, Group, Stack, Textarea, TextInput } from '@mantine/core';
import { DEFAULT_TIMEOUT } from '#core/release/format/options.ts';
import type { StepKind } from '#core/release/model.ts';
import { STEP_KINDS } from '#core/release/step-kinds.ts';
import { PeopleField } from '../records/PeopleField.tsx';
import { type Raw, textOf } from '../text/raw.ts';
import { FailureField } from './FailureField.tsx';
import { CODE } from './field-parts.ts';
import { HostsField } from './HostsField.tsx';
import { MoreOptions } from './MoreOptions.tsx';
import classes from './plan.module.css';
import { asThe, ShellFields } from './ShellFields.tsx';
import { SudoFields } from './SudoFields.tsx';

interface OptionFieldsProps {
  readonly kind: StepKind;
  readonly step: Raw;
  /** The phase that it stands in, as the text has it; empty outside of any. */
  readonly phase: Raw;
  readonly onChange: (part: Raw) => void;
}

export function OptionFields({ kind, step, phase, onChange }: OptionFieldsProps) {
  const timeout = textOf(phase['timeout']);
  const onHosts = STEP_KINDS[kind].where === 'hosts';
  return (
    <fieldset className={classes.formGroup}>
      <legend>{onHosts ? 'Where and how' : 'Time and people'}</legend>
      <Stack gap="sm">
        {onHosts && <HostFields step={step} phase={phase} onChange={onChange} />}
        <Group grow align="flex-start">
          <TextInput
            label="Takes"
            description="Expected, such as 90s or 1h30m"
            placeholder="5m"
            value={textOf(step['takes'])}
            onChange={(event) => onChange({ takes: event.currentTarget.value })}
          />
          {onHosts && (
            <TextInput
              label="Timeout"
              description={timeout === '' ? `${DEFAULT_TIMEOUT} when empty` : 'As the phase when empty'}
              placeholder={timeout || DEFAULT_TIMEOUT}
              value={textOf(step['timeout'])}
              onChange={(event) => onChange({ timeout: event.currentTarget.value })}
            />
          )}
        </Group>
        <PeopleField
          label="Owner"
          description="A person or role of the release"
          value={textOf(step['owner'])}
          onChange={(owner) => onChange({ owner })}
        />
        <MoreOptions kind={kind} step={step} onChange={onChange} />
      </Stack>
    </fieldset>
  );
}

type HostFieldsProps = Pick<OptionFieldsProps, 'step' | 'phase' | 'onChange'>;

function HostFields({ step, phase, onChange }: HostFieldsProps) {
  const rolling = textOf(phase['on']) !== '';
  return (
    <>
      <HostsField
        label="On hosts"
        description={
          rolling
            ? 'The phase says which; a step may narrow it'
            : 'Names, tags or patterns; nothing means no host'
        }
        placeholder={rolling ? 'As the phase' : 'web and not canary'}
        value={textOf(step['on'])}
        onChange={(on) => onChange({ on })}
      />
      <SudoFields sudo={step['sudo']} around={phase['sudo']} onChange={(sudo) => onChange({ sudo })} />
      <FailureField label="When it fails" of={step} around={phase} onChange={onChange} />
      <ShellFields of={step} otherwise={asThe('phase')} onChange={onChange} />
      <Textarea
        label="Done if"
        description="A command that only reads: exit 0 says that the step is done, exit 1 that it is not. It settles an unknown outcome"
        autosize
        minRows={1}
        styles={CODE}
        value={textOf(step['done_if'])}
        onChange={(event) => onChange({ done_if: event.currentTarget.value })}
      />
      <Checkbox
        label="May be run twice without harm"
        checked={step['repeatable'] === true}
        onChange={(event) => onChange({ repeatable: event.currentTarget.checked || undefined })}
      />
    </>
  );
}
