import { Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { bridge } from '#bridge/bridge.ts';
import type { SecretSource } from '#contract/commands.ts';
import { FormButtons, FormModal } from '#ui/form/FormWindows.tsx';
import { noticeFailure } from '#ui/notices.ts';
import { isSourceComplete } from './CredentialDialog.tsx';
import { SourceFields } from './SourceFields.tsx';

export interface NamedSecret {
  readonly name: string;
  readonly source: SecretSource;
}

interface SecretDialogProps {
  readonly start: NamedSecret;
  readonly onClose: () => void;
  readonly onSaved: () => void;
}

export function SecretDialog({ start, onClose, onSaved }: SecretDialogProps) {
  const [name, setName] = useState(start.name);
  const [source, setSource] = useState(start.source);
  const save = () =>
    bridge
      .call('secrets.set', { name: name.trim(), source })
      .then(onSaved)
      .catch((cause: unknown) => noticeFailure('The secret was not saved', cause));
  return (
    <FormModal
      value={{ name, source }}
      onSave={() => void save()}
      onClose={onClose}
      title={start.name === '' ? 'New secret' : `Secret ${start.name}`}
    >
      <Stack gap="md">
        <TextInput
          label="Name"
          description="As the release file says it in {{ secret.name }}"
          placeholder="tokens_db"
          value={name}
          readOnly={start.name !== ''}
          onChange={(event) => setName(event.currentTarget.value)}
          data-autofocus
        />
        <SourceFields what="Its value" source={source} onChange={setSource} />
        <FormButtons save="Save secret" disabled={name.trim() === '' || !isSourceComplete(source)} />
      </Stack>
    </FormModal>
  );
}
