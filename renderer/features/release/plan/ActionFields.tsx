import { Checkbox, Group, NumberInput, Select, Stack, TagsInput, Textarea, TextInput } from '@mantine/core';
import type { StepKind } from '#core/release/model.ts';
import { useRaw } from '../release-context.ts';
import { listOf, type Raw, recordOf, textOf, textsOf } from '../text/raw.ts';
import { type ActionFieldsProps, CODE } from './field-parts.ts';
import { ProbeFields } from './ProbeFields.tsx';
import { WaitFields } from './WaitFields.tsx';

export function ActionFields({ kind, step, onChange }: ActionFieldsProps & { readonly kind: StepKind }) {
  switch (kind) {
    case 'run':
    case 'check':
      return (
        <Textarea
          label={kind === 'run' ? 'Command' : 'Command that only reads'}
          description="By the shell of the step. {{ vars.x }}, {{ host.name }} and the like are filled in and quoted."
          styles={CODE}
          value={textOf(step[kind])}
          onChange={(event) => onChange({ [kind]: event.currentTarget.value })}
        />
      );
    case 'script':
      return <ScriptFields step={step} onChange={onChange} />;
    case 'upload':
    case 'download':
      return <CopyFields kind={kind} step={step} onChange={onChange} />;
    case 'probe':
      return <ProbeFields step={step} onChange={onChange} />;
    case 'manual':
      return <ManualFields step={step} onChange={onChange} />;
    case 'hold':
      return <HoldFields step={step} onChange={onChange} />;
    case 'wait':
      return <WaitFields step={step} onChange={onChange} />;
    case 'notify':
      return <NotifyFields step={step} onChange={onChange} />;
  }
}

function ScriptFields({ step, onChange }: ActionFieldsProps) {
  const script = recordOf(step['script']);
  const put = (part: Raw) => onChange({ script: { ...script, ...part } });
  return (
    <Stack gap="sm">
      <TextInput
        label="Interpreter"
        description="When empty, what the first line (#!) names, else the shell of the step"
        placeholder="python3"
        value={textOf(script['interpreter'])}
        onChange={(event) => put({ interpreter: event.currentTarget.value })}
      />
      {script['file'] === undefined ? (
        <Textarea
          label="Script"
          description="Sent whole, and checked before it starts"
          minRows={6}
          styles={CODE}
          value={textOf(script['text'])}
          onChange={(event) => put({ text: event.currentTarget.value })}
        />
      ) : (
        <TextInput
          label="Script file"
          value={textOf(script['file'])}
          onChange={(event) => put({ file: event.currentTarget.value })}
        />
      )}
    </Stack>
  );
}

function CopyFields({ kind, step, onChange }: ActionFieldsProps & { readonly kind: 'upload' | 'download' }) {
  const copy = recordOf(step[kind]);
  const put = (part: Raw) => onChange({ [kind]: { ...copy, ...part } });
  const up = kind === 'upload';
  return (
    <Stack gap="sm">
      <TextInput
        label={up ? 'From (beside the release file)' : 'From (on the host)'}
        styles={CODE}
        value={textOf(copy['from'])}
        onChange={(event) => put({ from: event.currentTarget.value })}
      />
      <TextInput
        label={up ? 'To (on the host)' : 'To (beside the release file)'}
        styles={CODE}
        value={textOf(copy['to'])}
        onChange={(event) => put({ to: event.currentTarget.value })}
      />
      {up && (
        <>
          <Group grow>
            <TextInput
              label="Mode"
              placeholder="As the file there, or 0644"
              value={textOf(copy['mode'])}
              onChange={(event) => put({ mode: event.currentTarget.value })}
            />
            <TextInput
              label="File owner"
              placeholder="As the file there"
              value={textOf(copy['owner'])}
              onChange={(event) => put({ owner: event.currentTarget.value })}
            />
          </Group>
          <Checkbox
            label="Follow a symbolic link"
            description="Otherwise the step fails where the host has a link"
            checked={copy['follow'] === true}
            onChange={(event) => put({ follow: event.currentTarget.checked || undefined })}
          />
        </>
      )}
    </Stack>
  );
}

function ManualFields({ step, onChange }: ActionFieldsProps) {
  return (
    <Stack gap="sm">
      <Textarea
        label="What the person does"
        minRows={3}
        value={textOf(step['manual'])}
        onChange={(event) => onChange({ manual: event.currentTarget.value })}
      />
      <TagsInput
        label="Checklist"
        description="Every item must be ticked; Enter adds one"
        splitChars={[]}
        value={[...textsOf(step['items'])]}
        onChange={(items) => onChange({ items })}
      />
    </Stack>
  );
}

function HoldFields({ step, onChange }: ActionFieldsProps) {
  const hold = recordOf(step['hold']);
  const people = listOf(useRaw(['release', 'people'])).map((person) => textOf(recordOf(person)['id']));
  const put = (part: Raw) => onChange({ hold: { ...hold, ...part } });
  return (
    <Stack gap="sm">
      <TagsInput
        label="Who may release it"
        description="People of the release; anyone when empty"
        data={people}
        value={[...textsOf(hold['approvers'])]}
        onChange={(approvers) => put({ approvers })}
      />
      <NumberInput
        label="How many of them"
        min={1}
        value={textOf(hold['count']) || 1}
        onChange={(count) => put({ count: Number(count) || 1 })}
      />
      <Checkbox
        label="Not the person who runs it"
        checked={hold['not_operator'] === true}
        onChange={(event) => put({ not_operator: event.currentTarget.checked || undefined })}
      />
    </Stack>
  );
}

function NotifyFields({ step, onChange }: ActionFieldsProps) {
  const ids = listOf(useRaw(['communications'])).map((each) => textOf(recordOf(each)['id']));
  return (
    <Select
      label="Message"
      description="One of the messages under Communications"
      data={ids}
      value={textOf(step['notify']) || null}
      onChange={(notify) => onChange({ notify })}
    />
  );
}
