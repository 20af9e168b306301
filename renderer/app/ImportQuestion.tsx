import { Radio, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useStore } from 'zustand';
import type { ReleaseThere } from '#core/release/import.ts';
import { formatTime } from '#core/words/figures/format-time.ts';
import { DraftScope, useTyped } from '#ui/form/drafts.ts';
import { FormButtons, FormModal } from '#ui/form/FormWindows.tsx';
import { importStore } from './import-release.ts';

/** Asks what becomes of a file whose release is in the library with another text. */
export function ImportQuestion() {
  const { asked } = useStore(importStore);
  return (
    asked && (
      <DraftScope value="library">
        <Choice key={`${asked.id} ${asked.here.savedAt}`} asked={asked} />
      </DraftScope>
    )
  );
}

const ID = /^[a-z][a-z0-9-]*$/;

function Choice({ asked }: { readonly asked: ReleaseThere }) {
  const { finish } = useStore(importStore);
  const typed = useTyped(`import ${asked.id}`, asked.freeId);
  const id = typed.value;
  // An id is typed for a release of its own alone.
  const [kind, setKind] = useState<string>(typed.isBack ? 'release' : 'revision');
  const [busy, setBusy] = useState(false);
  const isNew = kind === 'release';
  const isLacking = isNew && !ID.test(id);
  const take = async () => {
    if (isLacking) return;
    setBusy(true);
    await finish(isNew ? { kind: 'release', id } : { kind: 'revision' });
    setBusy(false);
  };
  return (
    <FormModal
      title={`${asked.name} is already in the library`}
      lost={`id for the imported ${asked.name}`}
      size="lg"
      typed={typed}
      onSave={() => void take()}
      onClose={() => void finish(null)}
    >
      <Stack gap="md">
        <Text size="sm">
          {`The library has ${asked.here.version}, saved ${formatTime(asked.here.savedAt)}. The file is ${asked.version}, with a different text.`}
        </Text>
        <Radio.Group value={kind} onChange={setKind} aria-label="What to do with the file">
          <Stack gap="sm">
            <Radio
              value="revision"
              label="Save it as the newest text of this release"
              description="It replaces the text in the library. Runs keep the text they ran with."
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
            onChange={(event) => typed.set(event.currentTarget.value)}
            error={ID.test(id) ? null : 'Lowercase letters, digits and hyphens, beginning with a letter.'}
          />
        )}
        <FormButtons
          save={isNew ? 'Import as a new release' : 'Save as the newest text'}
          busy={busy}
          disabled={isLacking}
        />
      </Stack>
    </FormModal>
  );
}
