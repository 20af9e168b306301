import { Button, Group, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { IconFolderOpen } from '@tabler/icons-react';
import { useId } from 'react';
import { bridge } from '#bridge/bridge.ts';
import type { SecretReference } from '#core/library/references.ts';
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
};

/** Where a secret's value is kept. The value itself has no field. */
export function SourceFields({ what, source, onChange }: SourceFieldsProps) {
  const id = useId();
  return (
    <Stack gap={6}>
      <Text size="sm" fw={500} id={id}>
        {`${what} is kept in`}
      </Text>
      <SegmentedControl
        aria-labelledby={id}
        value={source.kind}
        data={[
          { value: 'file', label: 'A file' },
          { value: 'env', label: 'A variable' },
          { value: 'ask', label: 'Nothing: ask' },
        ]}
        onChange={(kind) => onChange(FRESH[kind as SecretReference['kind']])}
      />
      {source.kind === 'ask' ? (
        <Text size="xs" c="dimmed">
          Each run asks for it once, and forgets it at its end.
        </Text>
      ) : source.kind === 'env' ? (
        <TextInput
          aria-label="Environment variable"
          placeholder="PAYMENTS_DB_PASSWORD"
          value={source.variable}
          onChange={(event) => onChange({ kind: 'env', variable: event.currentTarget.value })}
        />
      ) : (
        <PathField
          label="File"
          purpose="secret"
          path={source.path}
          onChange={(path) => onChange({ kind: 'file', path })}
        />
      )}
    </Stack>
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
