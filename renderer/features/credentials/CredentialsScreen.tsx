import { Button, Group, Stack } from '@mantine/core';
import { IconPlus, IconShieldLock } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { bridge } from '#bridge/bridge.ts';
import { useCommand } from '#bridge/use-command.ts';
import { labelReference, labelSource } from '#core/words/hosts/label-reference.ts';
import { ConfirmButton } from '#ui/ConfirmButton.tsx';
import { type Column, DataTable } from '#ui/DataTable.tsx';
import { NoneYet } from '#ui/NoneYet.tsx';
import { NoticeBar } from '#ui/NoticeBar.tsx';
import { noticeFailure } from '#ui/notices.ts';
import { spelledLines } from '#ui/output/output-text.ts';
import { SafeText } from '#ui/output/SafeText.tsx';
import { Page } from '#ui/Page.tsx';
import { PageHeader } from '#ui/PageHeader.tsx';
import { ProblemBar } from '#ui/ProblemBar.tsx';
import { Section } from '#ui/Section.tsx';
import { CredentialDialog, type NamedCredential } from './CredentialDialog.tsx';
import classes from './credentials.module.css';
import { KeychainSection } from './KeychainSection.tsx';
import { type NamedSecret, SecretDialog } from './SecretDialog.tsx';
import { VaultSection } from './VaultSection.tsx';

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
        <NoticeBar tone="quiet" icon={IconShieldLock} title="The library keeps no password">
          It stores only where a secret is kept: your SSH agent, a key file, the vault, a file, an environment
          variable, the keychain of this system, a command of your site, or that you are asked. The value is
          read when it is needed, goes to the host over the session, and is masked wherever a host prints it.
          It is never written to the library, a log or paper.
        </NoticeBar>
        <div>
          <Credentials />
          <Secrets />
          <VaultSection />
          <KeychainSection />
        </div>
      </Stack>
    </Page>
  );
}

function Credentials() {
  const list = useCommand('credentials.list', {});
  const { edited, edit, close, saved, remove } = useEditing<NamedCredential>({
    one: 'credential',
    refresh: list.refresh,
    forget: (name) => bridge.call('credentials.set', { name, reference: null }),
  });
  return (
    <NamedList
      title="Credentials"
      one="credential"
      note="A host in a release names its credential; here you say how this workstation logs in with it."
      meaning={{
        key: 'means',
        title: 'Means',
        cell: ({ reference }) => <Place text={labelReference(reference)} />,
      }}
      list={list}
      onAdd={() => edit({ name: '', reference: { kind: 'agent', fingerprint: null } })}
      onEdit={edit}
      onRemove={remove}
    >
      {edited && <CredentialDialog start={edited} onClose={close} onSaved={saved} />}
    </NamedList>
  );
}

function Secrets() {
  const list = useCommand('secrets.list', {});
  const { edited, edit, close, saved, remove } = useEditing<NamedSecret>({
    one: 'secret',
    refresh: list.refresh,
    forget: (name) => bridge.call('secrets.set', { name, reference: null }),
  });
  return (
    <NamedList
      title="Secrets"
      one="secret"
      note="Values that steps need, such as a database password. Here you say where each is kept."
      meaning={{
        key: 'kept',
        title: 'Kept in',
        cell: ({ reference }) => <Place text={labelSource(reference)} />,
      }}
      list={list}
      onAdd={() => edit({ name: '', reference: { kind: 'vault', entry: '' } })}
      onEdit={edit}
      onRemove={remove}
    >
      {edited && <SecretDialog start={edited} onClose={close} onSaved={saved} />}
    </NamedList>
  );
}

interface Editing {
  /** What one of them is called. */
  readonly one: string;
  readonly refresh: () => void;
  readonly forget: (name: string) => Promise<unknown>;
}

/** The entry of a list that is edited, and what follows when one was saved or is removed. */
function useEditing<Row>({ one, refresh, forget }: Editing) {
  const [edited, setEdited] = useState<Row | null>(null);
  const close = () => setEdited(null);
  return {
    edited,
    edit: setEdited,
    close,
    saved: () => {
      close();
      refresh();
    },
    remove: (name: string) =>
      forget(name)
        .then(refresh)
        .catch((cause: unknown) => noticeFailure(`The ${one} was not removed`, cause)),
  };
}

interface NamedListProps<Row extends { readonly name: string }> {
  readonly title: string;
  /** What one of them is called. */
  readonly one: string;
  readonly note: string;
  /** What its name means here. */
  readonly meaning: Column<Row>;
  readonly list: { readonly value: readonly Row[] | null; readonly problem: string | null };
  readonly onAdd: () => void;
  readonly onEdit: (row: Row) => void;
  readonly onRemove: (name: string) => Promise<void>;
  /** The dialog, while one is open. */
  readonly children: ReactNode;
}

function NamedList<Row extends { readonly name: string }>(props: NamedListProps<Row>) {
  const { title, one, note, meaning, list, onAdd, onEdit, onRemove, children } = props;
  const { value, problem } = list;
  return (
    <Section title={title} note={note} actions={<AddButton label={`Add ${one}`} onClick={onAdd} />}>
      <ProblemBar title={`The ${title.toLowerCase()} could not be read`} problem={problem} />
      {value && value.length === 0 && (
        <NoneYet>None yet. A run asks for the ones it needs before it starts.</NoneYet>
      )}
      {value && value.length > 0 && (
        <DataTable
          label={title}
          rows={value}
          keyOf={(row) => row.name}
          columns={[
            { key: 'name', title: 'Name', cell: (row) => row.name, width: '22%' },
            meaning,
            {
              key: 'actions',
              title: 'Actions',
              unseen: true,
              width: '190px',
              cell: (row) => (
                <RowActions name={row.name} onEdit={() => onEdit(row)} onRemove={() => onRemove(row.name)} />
              ),
            },
          ]}
        />
      )}
      {children}
    </Section>
  );
}

/** A path without a blank is broken where it has to be: the names beside it keep their room. */
function Place({ text }: { readonly text: string }) {
  return (
    <span className={classes.place}>
      <SafeText text={text} />
    </span>
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
      <Button variant="subtle" size="compact-sm" aria-label={spelledLines(`Edit ${name}`)} onClick={onEdit}>
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
        Only the reference is removed. The key, file, entry or variable that it points to stays.
      </ConfirmButton>
    </Group>
  );
}
