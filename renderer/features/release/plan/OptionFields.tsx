import { Checkbox, Group, Select, Stack, Textarea, TextInput } from '@mantine/core';
import { DEFAULT_ON_FAILURE, DEFAULT_TIMEOUT, ON_FAILURES } from '#core/release/format/options.ts';
import type { StepKind } from '#core/release/model.ts';
import { STEP_KINDS } from '#core/release/step-kinds.ts';
import { labelOnFailure } from '#core/words/label-on-failure.ts';
import { PeopleField } from '../records/PeopleField.tsx';
import { type Raw, textOf } from '../text/raw.ts';
import { CODE } from './field-parts.ts';
import { HostsField } from './HostsField.tsx';
import { MoreOptions } from './MoreOptions.tsx';
import classes from './plan.module.css';
import { asThe, ShellFields } from './ShellFields.tsx';
import { SudoFields } from './SudoFields.tsx';

interface OptionFieldsProps {
  readonly kind: StepKind;
  readonly step: Raw;
  readonly rolling: boolean;
  readonly onChange: (part: Raw) => void;
}

const ON_FAILURE = ON_FAILURES.map((value) => ({ value, label: labelOnFailure(value) }));

export function OptionFields({ kind, step, rolling, onChange }: OptionFieldsProps) {
  const onHosts = STEP_KINDS[kind].where === 'hosts';
  return (
    <fieldset className={classes.formGroup}>
      <legend>{onHosts ? 'Where and how' : 'Time and people'}</legend>
      <Stack gap="sm">
        {onHosts && <HostFields step={step} rolling={rolling} onChange={onChange} />}
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
              description={`${DEFAULT_TIMEOUT} when empty`}
              placeholder={DEFAULT_TIMEOUT}
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

type HostFieldsProps = Pick<OptionFieldsProps, 'step' | 'rolling' | 'onChange'>;

function HostFields({ step, rolling, onChange }: HostFieldsProps) {
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
      <SudoFields sudo={step['sudo']} onChange={(sudo) => onChange({ sudo })} />
      <Select
        label="When it fails"
        description="On any host"
        data={ON_FAILURE}
        value={textOf(step['on_failure']) || DEFAULT_ON_FAILURE}
        onChange={(value) => onChange({ on_failure: value === DEFAULT_ON_FAILURE ? undefined : value })}
      />
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
