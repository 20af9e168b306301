import { Checkbox, Group, NumberInput, Select, Stack, TagsInput, Textarea, TextInput } from '@mantine/core';
import { isHostName } from '#core/release/format/environment.ts';
import { SSH_PORT } from '#core/release/ssh-port.ts';
import { useTyped } from '#ui/form/drafts.ts';
import { FormButtons, FormModal, SaveAndNext } from '#ui/form/FormWindows.tsx';
import { PairsField } from '../records/PairsField.tsx';
import { type Raw, recordOf, textOf, textsOf, withoutEmpty } from '../text/raw.ts';
import { pairsFrom, pairsText } from './pairs.ts';
import { TransportSelect } from './TransportSelect.tsx';

interface HostDialogProps {
  /** Empty for a new host. */
  readonly name: string;
  readonly environment: string;
  /** What the environment says of its hosts; empty where it says nothing. */
  readonly transport: string;
  readonly host: Raw;
  readonly others: readonly string[];
  readonly onClose: () => void;
  readonly onSave: (name: string, host: Raw) => void;
  /** Saves a new host, and the form stays for the next. */
  readonly onSaveAndNext: (name: string, host: Raw) => void;
}

/** What the next host mostly has in common with the one before. */
const IN_COMMON = ['user', 'credential', 'via', 'tags', 'port', 'transport', 'ssh'] as const;

export function HostDialog({
  name: start,
  environment,
  transport,
  host: startHost,
  others,
  onClose,
  onSave,
  onSaveAndNext,
}: HostDialogProps) {
  const typed = useTyped(`host ${start} of ${environment}`, {
    name: start,
    host: startHost,
    guard: pairsText(recordOf(startHost['is'])),
  });
  const { name, host, guard } = typed.value;
  const change = (part: Partial<typeof typed.value>) => typed.set((before) => ({ ...before, ...part }));
  const put = (part: Raw) => typed.set((before) => ({ ...before, host: { ...before.host, ...part } }));
  const problem = nameProblem(name, others);
  const save = () => onSave(name, withoutEmpty({ ...host, is: pairsFrom(guard) }));
  const isIncomplete = problem !== null || textOf(host['address']) === '';
  const saveAndNext = () => {
    onSaveAndNext(name, withoutEmpty({ ...host, is: pairsFrom(guard) }));
    const common = IN_COMMON.filter((key) => host[key] !== undefined).map((key) => [key, host[key]]);
    typed.startOver({ name: '', host: Object.fromEntries(common), guard: '' });
  };
  const text = (key: string) => ({
    value: textOf(host[key]),
    onChange: (event: { currentTarget: { value: string } }) => put({ [key]: event.currentTarget.value }),
  });
  return (
    <FormModal
      typed={typed}
      onSave={save}
      onClose={onClose}
      size="lg"
      title={start === '' ? 'New host' : `Host ${start}`}
    >
      <Stack gap="sm">
        <TextInput
          label="Name"
          placeholder="web1"
          value={name}
          onChange={(event) => change({ name: event.currentTarget.value })}
          error={name === '' ? null : problem}
          data-autofocus
        />
        <Group grow preventGrowOverflow={false} align="flex-start">
          <TextInput label="Address" placeholder="10.20.0.11" flex={2} {...text('address')} />
          <NumberInput
            label="Port"
            placeholder={String(SSH_PORT)}
            min={1}
            max={65535}
            hideControls
            flex={1}
            value={textOf(host['port'])}
            onChange={(port) => put({ port: port === '' ? undefined : Number(port) })}
          />
        </Group>
        <Group grow align="flex-start">
          <TextInput label="User" placeholder="deploy" {...text('user')} />
          <TextInput
            label="Credential"
            placeholder="deploy"
            description="A name; its meaning is set on each workstation"
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            {...text('credential')}
          />
        </Group>
        <Select
          label="Reached via"
          placeholder="Directly"
          clearable
          data={[...others]}
          value={textOf(host['via']) || null}
          onChange={(via) => put({ via: via ?? undefined })}
        />
        <TransportSelect
          otherwise={transport}
          value={textOf(host['transport'])}
          onChange={(chosen) => put({ transport: chosen })}
        />
        <Checkbox
          label="Outdated host (ssh: legacy)"
          description="Allows outdated SSH algorithms: for a host that offers nothing else and cannot be changed. They protect the connection less"
          checked={host['ssh'] === 'legacy'}
          onChange={(event) => put({ ssh: event.currentTarget.checked ? 'legacy' : undefined })}
        />
        <TagsInput
          label="Tags"
          placeholder="web, canary"
          value={[...textsOf(host['tags'])]}
          onChange={(tags) => put({ tags })}
        />
        <PairsField
          label="Values"
          description="One name: value on each line; they win over those of the environment, and steps use them as {{ host.vars.name }} too"
          placeholder="role: primary"
          value={host['vars']}
          onChange={(vars) => put({ vars })}
        />
        <Textarea
          label="Host keys"
          description="SHA256 fingerprints or public keys that travel with the release, one on each line"
          value={textsOf(host['host_keys']).join('\n')}
          onChange={(event) => put({ host_keys: event.currentTarget.value.split('\n').filter(Boolean) })}
        />
        <Textarea
          label="Announced host keys"
          description="Keys that it is to have next, in the same forms: when it shows one, a person confirms it beside the old one"
          value={textsOf(host['next_host_keys']).join('\n')}
          onChange={(event) => put({ next_host_keys: event.currentTarget.value.split('\n').filter(Boolean) })}
        />
        <Textarea
          label="Right-host guard"
          description="Checked before the first change: one fact on each line, such as hostname: web1.prod"
          value={guard}
          onChange={(event) => change({ guard: event.currentTarget.value })}
        />
        <FormButtons save="Save host" disabled={isIncomplete}>
          {start === '' && <SaveAndNext disabled={isIncomplete} onSave={saveAndNext} />}
        </FormButtons>
      </Stack>
    </FormModal>
  );
}

function nameProblem(name: string, others: readonly string[]): string | null {
  if (!isHostName(name))
    return 'Letters, digits, dots, underscores and hyphens, not digits alone; “all”, “and”, “or” and “not” are words of selectors.';
  return others.includes(name) ? 'A host with this name already exists.' : null;
}
