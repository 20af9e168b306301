import { Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { idFrom } from '#core/release/id-from.ts';
import { closeForm } from '#ui/form/close-form.ts';
import { useTyped } from '#ui/form/drafts.ts';
import { FormButtons, FormModal } from '#ui/form/FormWindows.tsx';
import { noticeFailure } from '#ui/notices.ts';

interface NewReleaseDialogProps {
  readonly onClose: () => void;
  readonly onCreate: (release: { id: string; name: string; version: string }) => Promise<string>;
  readonly taken: readonly { readonly id: string }[];
}

/** Mounted while it is open. */
export function NewReleaseDialog({ onClose, onCreate, taken }: NewReleaseDialogProps) {
  const [, navigate] = useLocation();
  const [busy, setBusy] = useState(false);
  const typed = useTyped('new release', { name: '', version: '' });
  const form = useForm({
    initialValues: typed.value,
    onValuesChange: (values) => typed.set(values),
    validate: {
      name: (name) => nameProblem(name, taken),
      version: (version) => (version.trim() === '' ? 'Give the version that goes to production.' : null),
    },
  });
  const startOver = (): void => {
    typed.startOver();
    form.setValues(typed.start);
  };
  const create = async ({ name, version }: { name: string; version: string }) => {
    setBusy(true);
    try {
      const id = await onCreate({ id: idFrom(name), name: name.trim(), version: version.trim() });
      closeForm(onClose, () => navigate(`/release/${id}`));
    } catch (cause) {
      noticeFailure('The release was not made', cause);
    } finally {
      setBusy(false);
    }
  };
  return (
    <FormModal
      title="New release"
      typed={{ ...typed, startOver }}
      onSave={form.onSubmit((values) => void create(values))}
      onClose={onClose}
    >
      <Stack gap="md">
        <TextInput
          label="Product"
          description="What is released, as people call it"
          placeholder="Payments gateway"
          data-autofocus
          {...form.getInputProps('name')}
        />
        <TextInput label="Version" placeholder="4.2.0" {...form.getInputProps('version')} />
        <Text size="xs" c="dimmed">
          Its id will be <code>{idFrom(form.values.name) || '…'}</code>
        </Text>
        <FormButtons save="Create release" busy={busy} disabled={false} />
      </Stack>
    </FormModal>
  );
}

function nameProblem(name: string, taken: readonly { readonly id: string }[]): string | null {
  const id = idFrom(name);
  if (id === '') return 'Give it a name with at least one letter.';
  return taken.some((release) => release.id === id)
    ? 'A release with this name is already in the library.'
    : null;
}
