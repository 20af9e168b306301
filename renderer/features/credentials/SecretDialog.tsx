import { Stack, TextInput } from '@mantine/core';
import { bridge } from '#bridge/bridge.ts';
import type { SecretReference } from '#core/library/references.ts';
import { isSourceComplete } from '#core/library/vault.ts';
import { useTyped } from '#ui/form/drafts.ts';
import { FormButtons, FormModal } from '#ui/form/FormWindows.tsx';
import { noticeFailure } from '#ui/notices.ts';
import { SourceFields } from './SourceFields.tsx';

export interface NamedSecret {
  readonly name: string;
  readonly reference: SecretReference;
}

interface SecretDialogProps {
  readonly start: NamedSecret;
  readonly onClose: () => void;
  readonly onSaved: () => void;
}

export function SecretDialog({ start, onClose, onSaved }: SecretDialogProps) {
  const typed = useTyped<NamedSecret>(`secret ${start.name}`, start);
  const { name, reference } = typed.value;
  const save = () =>
    bridge
      .call('secrets.set', { name: name.trim(), reference })
      .then(onSaved)
      .catch((cause: unknown) => noticeFailure('The secret was not saved', cause));
  return (
    <FormModal
      typed={typed}
      onSave={() => void save()}
      onClose={onClose}
      title={start.name === '' ? 'New secret' : `Secret ${start.name}`}
    >
      <Stack gap="md">
        <TextInput
          label="Name"
          description="The name in the release file, as in {{ secret.name }}"
          placeholder="tokens_db"
          value={name}
          readOnly={start.name !== ''}
          onChange={(event) => typed.set({ name: event.currentTarget.value, reference })}
          data-autofocus
        />
        <SourceFields
          what="Its value"
          source={reference}
          onChange={(next) => typed.set({ name, reference: next })}
        />
        <FormButtons save="Save secret" disabled={name.trim() === '' || !isSourceComplete(reference)} />
      </Stack>
    </FormModal>
  );
}
