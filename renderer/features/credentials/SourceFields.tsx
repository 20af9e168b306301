import { Autocomplete, Button, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconFolderOpen } from '@tabler/icons-react';
import { useState } from 'react';
import { bridge } from '#bridge/bridge.ts';
import { useCommand } from '#bridge/use-command.ts';
import type { SecretReference } from '#core/library/references.ts';
import { readCommandWords, writeCommandWords } from '#core/library/vault.ts';
import { noticeFailure } from '#ui/notices.ts';

interface SourceFieldsProps {
  readonly what: string;
  readonly source: SecretReference;
  readonly onChange: (source: SecretReference) => void;
}

const FRESH: Readonly<Record<SecretReference['kind'], SecretReference>> = {
  ask: { kind: 'ask' },
  env: { kind: 'env', variable: '' },
  file: { kind: 'file', path: '' },
  vault: { kind: 'vault', entry: '' },
  keychain: { kind: 'keychain', entry: '' },
  command: { kind: 'command', argv: [] },
};

const KINDS: readonly { readonly value: SecretReference['kind']; readonly label: string }[] = [
  { value: 'vault', label: 'The vault' },
  { value: 'file', label: 'A file' },
  { value: 'env', label: 'An environment variable' },
  { value: 'keychain', label: 'The keychain of this system' },
  { value: 'command', label: 'A command of this site prints it' },
  { value: 'ask', label: 'Nothing: ask' },
];

/** Where a secret's value is kept. The value itself has no field. */
export function SourceFields({ what, source, onChange }: SourceFieldsProps) {
  return (
    <Stack gap={6}>
      <Select
        label={`${what} is kept in`}
        value={source.kind}
        data={KINDS}
        onChange={(kind) => kind && onChange(FRESH[kind])}
      />
      <SourceField source={source} onChange={onChange} />
    </Stack>
  );
}

type SourceFieldProps = Pick<SourceFieldsProps, 'source' | 'onChange'>;

function SourceField({ source, onChange }: SourceFieldProps) {
  switch (source.kind) {
    case 'ask':
      return (
        <Text size="xs" c="dimmed">
          Each run asks for it once, and forgets it at its end.
        </Text>
      );
    case 'env':
      return (
        <TextInput
          aria-label="Environment variable"
          placeholder="PAYMENTS_DB_PASSWORD"
          value={source.variable}
          onChange={(event) => onChange({ kind: 'env', variable: event.currentTarget.value })}
        />
      );
    case 'file':
      return (
        <PathField
          label="File"
          purpose="secret"
          path={source.path}
          onChange={(path) => onChange({ kind: 'file', path })}
        />
      );
    case 'vault':
      return <VaultEntryField entry={source.entry} onChange={onChange} />;
    case 'keychain':
      return (
        <TextInput
          label="Entry"
          description="Enter its value under Keychain of this system, where this system has one"
          value={source.entry}
          onChange={(event) => onChange({ kind: 'keychain', entry: event.currentTarget.value })}
        />
      );
    case 'command':
      return <CommandField argv={source.argv} onChange={(argv) => onChange({ kind: 'command', argv })} />;
  }
}

function VaultEntryField({
  entry,
  onChange,
}: {
  readonly entry: string;
  readonly onChange: (source: SecretReference) => void;
}) {
  const { value: state } = useCommand('vault.state', {});
  const known = state?.kind === 'open' ? state.entries.map(({ name }) => name) : [];
  return (
    <Autocomplete
      label="Entry"
      description="Enter its value under Vault"
      placeholder="prod/db"
      data={known}
      value={entry}
      onChange={(next) => onChange({ kind: 'vault', entry: next })}
    />
  );
}

function CommandField({
  argv,
  onChange,
}: {
  readonly argv: readonly string[];
  readonly onChange: (argv: readonly string[]) => void;
}) {
  const [text, setText] = useState(() => writeCommandWords(argv));
  return (
    <TextInput
      label="Command"
      description='The whole path of a program and its words, parted by blanks; a word with a blank as a JSON list: ["/opt/bin/get", "two words"]. No shell reads it. What it prints is the value. Write no secret here'
      placeholder="/usr/bin/pass show prod/db"
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        onChange(readCommandWords(event.currentTarget.value) ?? []);
      }}
    />
  );
}

interface PathFieldProps {
  readonly label: string;
  readonly purpose: 'key' | 'secret';
  readonly path: string;
  readonly onChange: (path: string) => void;
}

export function PathField({ label, purpose, path, onChange }: PathFieldProps) {
  const choose = () =>
    void bridge
      .call('desktop.chooseFile', { purpose })
      .then((chosen) => chosen && onChange(chosen.path))
      .catch((cause: unknown) => noticeFailure('No file was chosen', cause));
  return (
    <Group gap="xs" align="flex-end" wrap="nowrap">
      <TextInput
        label={label}
        value={path}
        placeholder="/home/you/.ssh/id_ed25519"
        onChange={(event) => onChange(event.currentTarget.value)}
        flex={1}
      />
      <Button variant="default" leftSection={<IconFolderOpen size={15} />} onClick={choose}>
        Choose…
      </Button>
    </Group>
  );
}
