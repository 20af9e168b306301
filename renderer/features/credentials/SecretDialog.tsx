import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { bridge } from '#bridge/bridge.ts';
import type { SecretSource } from '#contract/commands.ts';
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
    <Modal
      opened
      onClose={onClose}
      title={start.name === '' ? 'New secret' : `Secret ${start.name}`}
      closeButtonProps={{ 'aria-label': 'Close' }}
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
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button disabled={name.trim() === '' || !isSourceComplete(source)} onClick={() => void save()}>
            Save secret
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
