import { ActionIcon, Button, Group, Menu, Select, Stack, TextInput } from '@mantine/core';
import { IconDots, IconPlus, IconServer2, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { idFrom } from '#core/release/id-from.ts';
import { formatCount } from '#core/words/figures/format-count.ts';
import { ConfirmDialog } from '#ui/ConfirmButton.tsx';
import { EmptyState } from '#ui/EmptyState.tsx';
import { useTyped } from '#ui/form/drafts.ts';
import { FormButtons, FormModal } from '#ui/form/FormWindows.tsx';
import { spelledLines } from '#ui/output/output-text.ts';
import { Section } from '#ui/Section.tsx';
import { asThe, RawShellFields } from '../plan/ShellFields.tsx';
import { describeKey } from '../records/field-words.ts';
import { TableFields } from '../records/TableFields.tsx';
import { useChangeRaw, useRaw, useRelease } from '../release-context.ts';
import { type Raw, recordOf, textOf } from '../text/raw.ts';
import { HostsTable } from './HostsTable.tsx';
import { ENVIRONMENT_KEYS, pick, TRANSPORT_HINT } from './host-fields.ts';
import { VarsTable } from './VarsTable.tsx';

export function EnvironmentsView() {
  const environments = Object.entries(recordOf(useRaw(['environments'])));
  const [adding, setAdding] = useState(false);
  const add = (
    <Button variant="default" leftSection={<IconPlus size={15} />} onClick={() => setAdding(true)}>
      Add environment
    </Button>
  );
  return (
    <>
      {environments.length === 0 && (
        <EmptyState icon={<IconServer2 />} title="No environments yet" action={add}>
          An environment is a named set of hosts, such as staging or production. The same steps run on each;
          only hosts and values differ.
        </EmptyState>
      )}
      {environments.map(([name, raw]) => (
        <EnvironmentBlock key={name} name={name} raw={recordOf(raw)} />
      ))}
      {environments.length > 0 && <Group mt="xl">{add}</Group>}
      {adding && (
        <EnvironmentDialog taken={environments.map(([name]) => name)} onClose={() => setAdding(false)} />
      )}
    </>
  );
}

function EnvironmentBlock({ name, raw }: { readonly name: string; readonly raw: Raw }) {
  const path = ['environments', name];
  const edit = useRelease((state) => state.write.edit);
  const change = useChangeRaw();
  const [deleting, setDeleting] = useState(false);
  const transport = textOf(raw['transport']);
  const hosts = Object.keys(recordOf(raw['hosts'])).length;
  return (
    <Section
      title={name}
      note={`${textOf(raw['kind']) || 'No kind given'}, ${formatCount(hosts, 'host')}`}
      actions={
        <Menu position="bottom-end" shadow="md">
          <Menu.Target>
            <ActionIcon aria-label={spelledLines(`Actions for environment ${name}`)}>
              <IconDots size={16} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item color="bad" leftSection={<IconTrash size={15} />} onClick={() => setDeleting(true)}>
              Delete environment…
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      }
    >
      <Stack gap="md">
        <RawShellFields path={path} otherwise={asThe('release')} />
        <TableFields
          keys={pick(ENVIRONMENT_KEYS, 'transport')}
          value={raw}
          hints={{ transport: TRANSPORT_HINT }}
          onChange={({ transport: chosen }) => change([...path, 'transport'], chosen)}
        />
        <HostsTable
          path={[...path, 'hosts']}
          hosts={recordOf(raw['hosts'])}
          environment={name}
          transport={transport}
        />
        <VarsTable path={[...path, 'vars']} environment={name} />
      </Stack>
      <ConfirmDialog
        opened={deleting}
        onClose={() => setDeleting(false)}
        question={`Delete the environment ${name}?`}
        confirmLabel="Delete environment"
        danger
        onConfirm={() => edit([{ kind: 'remove', path }])}
      >
        {`Its ${formatCount(hosts, 'host')} and values are deleted with it. Undo restores them.`}
      </ConfirmDialog>
    </Section>
  );
}

const KINDS = ['development', 'test', 'staging', 'production'] as const;

/** An environment is mostly called what it is. */
function kindOfName(name: string): string {
  const word = name.trim().toLowerCase();
  return (word !== '' && KINDS.find((kind) => kind.startsWith(word) || word.startsWith(kind))) || 'staging';
}

function EnvironmentDialog({
  taken,
  onClose,
}: {
  readonly taken: readonly string[];
  readonly onClose: () => void;
}) {
  const change = useChangeRaw();
  const typed = useTyped('new environment', { name: '', chosen: '' });
  const { name, chosen } = typed.value;
  const proposed = chosen || kindOfName(name);
  const put = (part: Partial<typeof typed.value>) => typed.set((before) => ({ ...before, ...part }));
  const id = idFrom(name);
  const kind = ENVIRONMENT_KEYS.get('kind');
  const save = () => {
    change(['environments', id], { kind: proposed, hosts: {} });
    onClose();
  };
  return (
    <FormModal title="New environment" typed={typed} onSave={save} onClose={onClose}>
      <Stack gap="md">
        <TextInput
          label="Name"
          placeholder="staging"
          value={name}
          onChange={(event) => put({ name: event.currentTarget.value })}
          error={taken.includes(id) ? 'An environment with this name already exists.' : null}
          data-autofocus
        />
        <Select
          label="Kind"
          description={kind && describeKey(kind)}
          value={proposed}
          data={[...KINDS]}
          onChange={(value) => value && put({ chosen: value })}
        />
        <FormButtons save="Add environment" disabled={id === '' || taken.includes(id)} />
      </Stack>
    </FormModal>
  );
}
