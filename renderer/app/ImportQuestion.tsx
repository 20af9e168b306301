import { Button, Group, Modal, Radio, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useStore } from 'zustand';
import { formatTime } from '#core/words/format-time.ts';
import { importStore, type ReleaseThere } from './import-release.ts';

/** Asks what becomes of a file whose release is in the library with another text. */
export function ImportQuestion() {
  const { asked, finish } = useStore(importStore);
  const cancel = () => void finish(null);
  return (
    <Modal
      opened={asked !== null}
      onClose={cancel}
      size="lg"
      title={`${asked?.name ?? ''} is already in the library`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {asked && <Choice key={`${asked.id} ${asked.here.savedAt}`} asked={asked} />}
    </Modal>
  );
}

const ID = /^[a-z][a-z0-9-]*$/;

function Choice({ asked }: { readonly asked: ReleaseThere }) {
  const { finish } = useStore(importStore);
  const [kind, setKind] = useState<string>('revision');
  const [id, setId] = useState(asked.freeId);
  const [busy, setBusy] = useState(false);
  const isNew = kind === 'release';
  const take = async () => {
    setBusy(true);
    await finish(isNew ? { kind: 'release', id } : { kind: 'revision' });
    setBusy(false);
  };
  return (
    <Stack gap="md">
      <Text size="sm">
        The library has {asked.here.version}, saved {formatTime(asked.here.savedAt)}. The file is{' '}
        {asked.version}, with another text.
      </Text>
      <Radio.Group value={kind} onChange={setKind} aria-label="What to do with the file">
        <Stack gap="sm">
          <Radio
            value="revision"
            label="Save it as the newest text of this release"
            description="The text in the library gives way. Runs keep the text they ran with."
            data-autofocus
          />
          <Radio
            value="release"
            label="Import it as a release of its own"
            description="The release in the library stays as it is."
          />
        </Stack>
      </Radio.Group>
      {isNew && (
        <TextInput
          label="Id of the new release"
          value={id}
          onChange={(event) => setId(event.currentTarget.value)}
          error={ID.test(id) ? null : 'Small letters, digits and hyphens, beginning with a letter.'}
        />
      )}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={() => void finish(null)}>
          Cancel
        </Button>
        <Button loading={busy} disabled={isNew && !ID.test(id)} onClick={() => void take()}>
          {isNew ? 'Import as a new release' : 'Save as the newest text'}
        </Button>
      </Group>
    </Stack>
  );
}
