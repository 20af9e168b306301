import { Select, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { ReleaseSummary } from '#contract/commands/releases.ts';
import type { Input } from '#contract/commands.ts';
import { idFrom, newIdFrom } from '#core/release/id-from.ts';
import { TEMPLATE_IDS, TEMPLATES, type TemplateId } from '#core/release/templates/templates.ts';
import { closeForm } from '#ui/form/close-form.ts';
import { FormButtons, FormModal } from '#ui/form/FormWindows.tsx';
import { useTypedForm } from '#ui/form/typed-form.ts';
import { noticeFailure } from '#ui/notices.ts';
import { spelledLines } from '#ui/output/output-text.ts';
import { SafeText } from '#ui/output/SafeText.tsx';

interface NewReleaseDialogProps {
  readonly onClose: () => void;
  readonly onCreate: (release: Input<'release.create'>) => Promise<string>;
  readonly releases: readonly ReleaseSummary[];
}

type Typed = {
  readonly name: string;
  readonly version: string;
  /** `release ID` or `template ID` that it begins with; empty: nothing. */
  readonly from: string;
};

const NOTHING: Typed = { name: '', version: '', from: '' };

/** Mounted while it is open. */
export function NewReleaseDialog({ onClose, onCreate, releases }: NewReleaseDialogProps) {
  const [, navigate] = useLocation();
  const [busy, setBusy] = useState(false);
  const { form, typed } = useTypedForm<Typed>('new release', NOTHING, {
    name: (name) => (idFrom(name) === '' ? 'Give it a name with at least one letter.' : null),
    version: (version, { name }) => versionProblem({ name, version }, releases),
  });
  const create = async ({ name, version, from }: Typed) => {
    setBusy(true);
    try {
      const id = freeIdOf({ name, version }, releases);
      const wanted = { id, name: name.trim(), version: version.trim(), ...beginsWith(from) };
      const made = await onCreate(wanted);
      closeForm(onClose, () => navigate(`/release/${made}`));
    } catch (cause) {
      noticeFailure('The release was not made', cause);
    } finally {
      setBusy(false);
    }
  };
  const beginWith = (from: string | null): void => {
    const earlier = releases.find(({ id }) => `release ${id}` === from);
    form.setFieldValue('from', from ?? '');
    if (earlier && form.values.name.trim() === '') form.setFieldValue('name', earlier.name);
  };
  return (
    <FormModal
      title="New release"
      typed={typed}
      onSave={form.onSubmit((values) => void create(values))}
      onClose={onClose}
    >
      <Stack gap="md">
        <Select
          label="Begin with"
          description={
            form.values.from.startsWith('release ')
              ? 'Plans, hosts and messages come along; window, approvals and hashes do not'
              : 'The last release of the product, or a usual kind of release'
          }
          placeholder="Nothing"
          clearable
          searchable
          data={choicesOf(releases)}
          renderOption={({ option }) => <Beginning value={option.value} label={option.label} />}
          value={form.values.from === '' ? null : form.values.from}
          onChange={beginWith}
        />
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

function choicesOf(releases: readonly ReleaseSummary[]) {
  const earlier = releases.map(({ id, name, version }) => ({
    value: `release ${id}`,
    label: spelledLines(`${name} ${version}`),
  }));
  const templates = TEMPLATE_IDS.map((id) => ({ value: `template ${id}`, label: TEMPLATES[id].label }));
  return [
    ...(earlier.length > 0 ? [{ group: 'Releases of this library', items: earlier }] : []),
    { group: 'Templates', items: templates },
  ];
}

function Beginning({ value, label }: { readonly value: string; readonly label: string }) {
  const template = templateIn(value);
  return (
    <div>
      <SafeText text={label} />
      {template && (
        <Text size="xs" c="dimmed">
          {TEMPLATES[template].says}
        </Text>
      )}
    </div>
  );
}

function templateIn(from: string): TemplateId | null {
  return TEMPLATE_IDS.find((id) => from === `template ${id}`) ?? null;
}

function beginsWith(from: string): Pick<Input<'release.create'>, 'from' | 'template'> {
  const [, release = null] = /^release (.*)$/.exec(from) ?? [];
  return { from: release, template: templateIn(from) };
}

function freeIdOf(
  { name, version }: Pick<Typed, 'name' | 'version'>,
  releases: readonly ReleaseSummary[],
): string {
  return newIdFrom(
    { name, version },
    releases.map(({ id }) => id),
  );
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
