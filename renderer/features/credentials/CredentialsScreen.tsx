import { Button, Group, Stack } from '@mantine/core';
import { IconPlus, IconShieldLock } from '@tabler/icons-react';
import { useState } from 'react';
import { bridge } from '#bridge/bridge.ts';
import { useCommand } from '#bridge/use-command.ts';
import { ConfirmButton } from '#ui/ConfirmButton.tsx';
import { DataTable } from '#ui/DataTable.tsx';
import { NoticeBar } from '#ui/NoticeBar.tsx';
import { noticeFailure } from '#ui/notices.ts';
import { Page } from '#ui/Page.tsx';
import { PageHeader } from '#ui/PageHeader.tsx';
import { ProblemBar } from '#ui/ProblemBar.tsx';
import { Section } from '#ui/Section.tsx';
import { CredentialDialog, type NamedCredential } from './CredentialDialog.tsx';
import classes from './credentials.module.css';
import { describeReference, labelSource } from './reference-words.ts';
import { type NamedSecret, SecretDialog } from './SecretDialog.tsx';

export function CredentialsScreen() {
  return (
    <Page
      header={
        <PageHeader
          title="Credentials and secrets"
          sub="What the names in release files mean on this workstation"
        />
      }
      width="reading"
    >
      <Stack gap="xl">
        <NoticeBar tone="quiet" icon={IconShieldLock} title="Holdpoint never asks for a password">
          It stores only where a secret is kept: your SSH agent, a key file, a file or an environment
          variable. The value is read when it is needed, goes to the host over the session, and is masked
          wherever a host prints it. It is never written to the library, a log or paper.
        </NoticeBar>
        <div>
          <Credentials />
          <Secrets />
        </div>
      </Stack>
    </Page>
  );
}

function Credentials() {
  const { value, problem, refresh } = useCommand('credentials.list', {});
  const [edited, setEdited] = useState<NamedCredential | null>(null);
  const remove = (name: string) =>
    bridge
      .call('credentials.set', { name, reference: null })
      .then(refresh)
      .catch((cause: unknown) => noticeFailure('The credential was not removed', cause));
  const add = () => setEdited({ name: '', reference: { kind: 'agent', fingerprint: null } });
  return (
    <Section
      title="Credentials"
      note="A host in a release names its credential; here you say how this workstation logs in with it."
      actions={<AddButton label="Add credential" onClick={add} />}
    >
      <ProblemBar title="The credentials could not be read" problem={problem} />
      {value && value.length === 0 && (
        <p className={classes.none}>None yet. A run asks for the ones it needs before it starts.</p>
      )}
      {value && value.length > 0 && (
        <DataTable
          label="Credentials"
          rows={value}
          keyOf={(row) => row.name}
          columns={[
            { key: 'name', title: 'Name', cell: (row) => row.name, width: '22%' },
            { key: 'means', title: 'Means', cell: (row) => describeReference(row.reference) },
            {
              key: 'actions',
              title: 'Actions',
              unseen: true,
              width: '190px',
              cell: (row) => (
                <RowActions name={row.name} onEdit={() => setEdited(row)} onRemove={() => remove(row.name)} />
              ),
            },
          ]}
        />
      )}
      {edited && (
        <CredentialDialog
          start={edited}
          onClose={() => setEdited(null)}
          onSaved={() => {
            setEdited(null);
            refresh();
          }}
        />
      )}
    </Section>
  );
}

function Secrets() {
  const { value, problem, refresh } = useCommand('secrets.list', {});
  const [edited, setEdited] = useState<NamedSecret | null>(null);
  const remove = (name: string) =>
    bridge
      .call('secrets.set', { name, reference: null })
      .then(refresh)
      .catch((cause: unknown) => noticeFailure('The secret was not removed', cause));
  const add = () => setEdited({ name: '', reference: { kind: 'file', path: '' } });
  return (
    <Section
      title="Secrets"
      note="Values that steps need, such as a database password. Here you say where each is kept."
      actions={<AddButton label="Add secret" onClick={add} />}
    >
      <ProblemBar title="The secrets could not be read" problem={problem} />
      {value && value.length === 0 && (
        <p className={classes.none}>None yet. A run asks for the ones it needs before it starts.</p>
      )}
      {value && value.length > 0 && (
        <DataTable
          label="Secrets"
          rows={value}
          keyOf={(row) => row.name}
          columns={[
            { key: 'name', title: 'Name', cell: (row) => row.name, width: '22%' },
            { key: 'kept', title: 'Kept in', cell: (row) => labelSource(row.reference) },
            {
              key: 'actions',
              title: 'Actions',
              unseen: true,
              width: '190px',
              cell: (row) => (
                <RowActions name={row.name} onEdit={() => setEdited(row)} onRemove={() => remove(row.name)} />
              ),
            },
          ]}
        />
      )}
      {edited && (
        <SecretDialog
          start={edited}
          onClose={() => setEdited(null)}
          onSaved={() => {
            setEdited(null);
            refresh();
          }}
        />
      )}
    </Section>
  );
}

function AddButton({ label, onClick }: { readonly label: string; readonly onClick: () => void }) {
  return (
    <Button variant="default" size="xs" leftSection={<IconPlus size={14} />} onClick={onClick}>
      {label}
    </Button>
  );
}

interface RowActionsProps {
  readonly name: string;
  readonly onEdit: () => void;
  readonly onRemove: () => Promise<void>;
}

function RowActions({ name, onEdit, onRemove }: RowActionsProps) {
  return (
    <Group gap={4} justify="flex-end" wrap="nowrap">
      <Button variant="subtle" size="compact-sm" aria-label={`Edit ${name}`} onClick={onEdit}>
        Edit
      </Button>
      <ConfirmButton
        label="Remove"
        variant="subtle"
        size="compact-sm"
        question={`Remove ${name}?`}
        confirmLabel="Remove"
        danger
        onConfirm={onRemove}
      >
        Only the reference is removed. The key, file or variable that it points to stays.
      </ConfirmButton>
    </Group>
  );
}
