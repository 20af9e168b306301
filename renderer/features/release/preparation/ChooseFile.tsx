import { Button, Group, Text } from '@mantine/core';
import { IconFileUpload } from '@tabler/icons-react';
import { bridge } from '#bridge/bridge.ts';
import { idFrom } from '#core/release/id-from.ts';
import { noticeFailure } from '#ui/notices.ts';
import type { RecordKind } from '../records/record-kind.ts';
import { textOf } from '../text/raw.ts';

type Lead = NonNullable<RecordKind['lead']>;

interface ChooseFileProps {
  readonly release: string;
  /** Its hash belongs to the record: of a component. */
  readonly isHashed: boolean;
  readonly record: Parameters<Lead>[0];
  readonly onChange: Parameters<Lead>[1];
}

/** Takes a file of the workstation to the others of the release; a component gets its hash and, where it has none, an id. */
export function ChooseFile({ release, isHashed, record, onChange }: ChooseFileProps) {
  const choose = async (): Promise<void> => {
    const taken = await bridge.call('desktop.addPackageFile', { release });
    if (taken === null) return;
    const { file, sha256 } = taken;
    const [name = ''] = (file.split('/').at(-1) ?? '').split('.');
    const id = textOf(record['id']) || idFrom(name);
    onChange(isHashed ? { file, sha256, id } : { file });
  };
  return (
    <Group gap="sm" wrap="nowrap">
      <Button
        variant="default"
        size="xs"
        flex="none"
        leftSection={<IconFileUpload size={14} />}
        onClick={() => {
          choose().catch((cause: unknown) => noticeFailure('The file was not taken', cause));
        }}
      >
        Choose file…
      </Button>
      <Text size="xs" c="dimmed">
        It is copied beside the release, unless it is there already, and its SHA-256 is computed.
      </Text>
    </Group>
  );
}
