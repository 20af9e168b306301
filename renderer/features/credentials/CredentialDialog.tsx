import { Select, Stack, Switch, TextInput } from '@mantine/core';
import { bridge } from '#bridge/bridge.ts';
import type { CredentialReference } from '#core/library/references.ts';
import { isSourceComplete } from '#core/library/vault.ts';
import { useTyped } from '#ui/form/drafts.ts';
import { FormButtons, FormModal } from '#ui/form/FormWindows.tsx';
import { noticeFailure } from '#ui/notices.ts';
import { PathField, SourceFields } from './SourceFields.tsx';

export interface NamedCredential {
  readonly name: string;
  readonly reference: CredentialReference;
}

interface CredentialDialogProps {
  /** What is edited; a name that is empty makes a new one. */
  readonly start: NamedCredential;
  readonly onClose: () => void;
  readonly onSaved: () => void;
}

const FRESH: Readonly<Record<CredentialReference['kind'], CredentialReference>> = {
  agent: { kind: 'agent', fingerprint: null },
  key: { kind: 'key', path: '', passphrase: null },
  password: { kind: 'password', source: { kind: 'vault', entry: '' } },
};

export function CredentialDialog({ start, onClose, onSaved }: CredentialDialogProps) {
  const typed = useTyped<NamedCredential>(`credential ${start.name}`, start);
  const { name, reference } = typed.value;
  const setReference = (next: CredentialReference) => typed.set({ name, reference: next });
  const save = () =>
    bridge
      .call('credentials.set', { name: name.trim(), reference })
      .then(onSaved)
      .catch((cause: unknown) => noticeFailure('The credential was not saved', cause));
  return (
    <FormModal
      typed={typed}
      onSave={() => void save()}
      onClose={onClose}
      title={start.name === '' ? 'New credential' : `Credential ${start.name}`}
      size="md"
    >
      <Stack gap="md">
        <TextInput
          label="Name"
          description="The name in the release file, under credential:"
          placeholder="deploy"
          value={name}
          readOnly={start.name !== ''}
          onChange={(event) => typed.set({ name: event.currentTarget.value, reference })}
          data-autofocus
        />
        <Select
          label="How this workstation logs in"
          value={reference.kind}
          data={[
            { value: 'agent', label: 'SSH agent' },
            { value: 'key', label: 'Private key file' },
            { value: 'password', label: 'Password' },
          ]}
          onChange={(kind) => kind && setReference(FRESH[kind])}
        />
        <ReferenceFields reference={reference} onChange={setReference} />
        <FormButtons save="Save credential" disabled={name.trim() === '' || !isComplete(reference)} />
      </Stack>
    </FormModal>
  );
}

interface ReferenceFieldsProps {
  readonly reference: CredentialReference;
  readonly onChange: (reference: CredentialReference) => void;
}

function ReferenceFields({ reference, onChange }: ReferenceFieldsProps) {
  if (reference.kind === 'agent') {
    return (
      <TextInput
        label="Only this key (optional)"
        placeholder="SHA256:…"
        value={reference.fingerprint ?? ''}
        onChange={(event) =>
          onChange({ kind: 'agent', fingerprint: event.currentTarget.value.trim() || null })
        }
      />
    );
  }
  if (reference.kind === 'password') {
    return (
      <SourceFields
        what="The password"
        source={reference.source}
        onChange={(source) => onChange({ kind: 'password', source })}
      />
    );
  }
  return (
    <>
      <PathField
        label="Key file"
        purpose="key"
        path={reference.path}
        onChange={(path) => onChange({ ...reference, path })}
      />
      <Switch
        label="The key has a passphrase"
        checked={reference.passphrase !== null}
        onChange={(event) =>
          onChange({
            ...reference,
            passphrase: event.currentTarget.checked ? { kind: 'vault', entry: '' } : null,
          })
        }
      />
      {reference.passphrase && (
        <SourceFields
          what="The passphrase"
          source={reference.passphrase}
          onChange={(passphrase) => onChange({ ...reference, passphrase })}
        />
      )}
    </>
  );
}

function isComplete(reference: CredentialReference): boolean {
  switch (reference.kind) {
    case 'agent':
      return true;
    case 'password':
      return isSourceComplete(reference.source);
    case 'key':
      return (
        reference.path.trim() !== '' &&
        (reference.passphrase === null || isSourceComplete(reference.passphrase))
      );
  }
}
