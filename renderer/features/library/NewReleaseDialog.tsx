import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { noticeFailure } from '#ui/notices.ts';
import { idFrom } from './id-from.ts';

interface NewReleaseDialogProps {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onCreate: (release: { id: string; name: string; version: string }) => Promise<string>;
  readonly taken: readonly { readonly id: string }[];
}

export function NewReleaseDialog({ opened, onClose, onCreate, taken }: NewReleaseDialogProps) {
  const [, navigate] = useLocation();
  const [busy, setBusy] = useState(false);
  const form = useForm({
    initialValues: { name: '', version: '' },
    validate: {
      name: (name) => nameProblem(name, taken),
      version: (version) => (version.trim() === '' ? 'Give the version that goes to production.' : null),
    },
  });
  const create = async ({ name, version }: { name: string; version: string }) => {
    setBusy(true);
    try {
      const id = await onCreate({ id: idFrom(name), name: name.trim(), version: version.trim() });
      form.reset();
      onClose();
      navigate(`/release/${id}`);
    } catch (cause) {
      noticeFailure('The release was not made', cause);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal opened={opened} onClose={onClose} title="New release" closeButtonProps={{ 'aria-label': 'Close' }}>
      <form onSubmit={form.onSubmit((values) => void create(values))} noValidate>
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
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={busy}>
              Create release
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function nameProblem(name: string, taken: readonly { readonly id: string }[]): string | null {
  const id = idFrom(name);
  if (id === '') return 'Give it a name with at least one letter.';
  return taken.some((release) => release.id === id)
    ? 'A release with this name is already in the library.'
    : null;
}
