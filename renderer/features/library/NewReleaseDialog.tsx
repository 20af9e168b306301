import { Select, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { ReleaseSummary } from '#contract/commands/releases.ts';
import type { Input } from '#contract/commands.ts';
import { idFrom } from '#core/release/id-from.ts';
import { closeForm } from '#ui/form/close-form.ts';
import { useTyped } from '#ui/form/drafts.ts';
import { FormButtons, FormModal } from '#ui/form/FormWindows.tsx';
import { noticeFailure } from '#ui/notices.ts';

interface NewReleaseDialogProps {
  readonly onClose: () => void;
  readonly onCreate: (release: Input<'release.create'>) => Promise<string>;
  readonly releases: readonly ReleaseSummary[];
}

interface Typed {
  readonly name: string;
  readonly version: string;
  /** Id of the release it begins with; empty: none. */
  readonly from: string;
}

/** Mounted while it is open. */
export function NewReleaseDialog({ onClose, onCreate, releases }: NewReleaseDialogProps) {
  const [, navigate] = useLocation();
  const [busy, setBusy] = useState(false);
  const typed = useTyped<Typed>('new release', { name: '', version: '', from: '' });
  const form = useForm<Typed>({
    initialValues: typed.value,
    onValuesChange: (values) => typed.set(values),
    validate: {
      name: (name) => (idFrom(name) === '' ? 'Give it a name with at least one letter.' : null),
      version: (version, { name }) => versionProblem({ name, version }, releases),
    },
  });
  const startOver = (): void => {
    typed.startOver();
    form.setValues(typed.start);
  };
  const create = async ({ name, version, from }: Typed) => {
    setBusy(true);
    try {
      const id = freeIdOf({ name, version }, releases);
      const wanted = { id, name: name.trim(), version: version.trim(), from: from === '' ? null : from };
      const made = await onCreate(wanted);
      closeForm(onClose, () => navigate(`/release/${made}`));
    } catch (cause) {
      noticeFailure('The release was not made', cause);
    } finally {
      setBusy(false);
    }
  };
  const beginWith = (from: string | null): void => {
    const earlier = releases.find(({ id }) => id === from);
    form.setFieldValue('from', from ?? '');
    if (earlier && form.values.name.trim() === '') form.setFieldValue('name', earlier.name);
  };
  return (
    <FormModal
      title="New release"
      typed={{ ...typed, startOver }}
      onSave={form.onSubmit((values) => void create(values))}
      onClose={onClose}
    >
      <Stack gap="md">
        {releases.length > 0 && (
          <Select
            label="Begin with"
            description="Plans, hosts and messages come along; window, approvals and hashes do not"
            placeholder="Nothing"
            clearable
            searchable
            data={releases.map(({ id, name, version }) => ({ value: id, label: `${name} ${version}` }))}
            value={form.values.from === '' ? null : form.values.from}
            onChange={beginWith}
          />
        )}
        <TextInput
          label="Product"
          description="What is released, as people call it"
          placeholder="Payments gateway"
          data-autofocus
          {...form.getInputProps('name')}
        />
        <TextInput label="Version" placeholder="4.2.0" {...form.getInputProps('version')} />
        <Text size="xs" c="dimmed">
          Its id will be <code>{freeIdOf(form.values, releases) || '…'}</code>
        </Text>
        <FormButtons save="Create release" busy={busy} disabled={false} />
      </Stack>
    </FormModal>
  );
}

/** Of the product; where that is taken, of product and version. */
function freeIdOf(
  { name, version }: Pick<Typed, 'name' | 'version'>,
  releases: readonly ReleaseSummary[],
): string {
  const id = idFrom(name);
  return releases.some((release) => release.id === id) ? idFrom(`${name} ${version}`) : id;
}

function versionProblem(
  typed: Pick<Typed, 'name' | 'version'>,
  releases: readonly ReleaseSummary[],
): string | null {
  if (typed.version.trim() === '') return 'Give the version that goes to production.';
  const id = freeIdOf(typed, releases);
  return releases.some((release) => release.id === id)
    ? 'A release with this name and version is already in the library.'
    : null;
}
