import { Button, Group } from '@mantine/core';
import type { VaultEntry } from '#core/library/vault.ts';
import { formatZonedTime } from '#core/words/figures/format-time.ts';
import { ConfirmButton } from '#ui/ConfirmButton.tsx';
import { DataTable } from '#ui/DataTable.tsx';
import { type UnkeptField, UnkeptForm } from '#ui/form/UnkeptForm.tsx';
import { NoneYet } from '#ui/NoneYet.tsx';
import { noticeFailure } from '#ui/notices.ts';
import { SafeText } from '#ui/output/SafeText.tsx';

interface KeptValuesProps {
  /** What holds them: Vault, Keychain. */
  readonly label: string;
  readonly entries: readonly VaultEntry[];
  readonly onReplace: (entry: string) => void;
  readonly onRemove: (entry: string) => Promise<unknown>;
}

/** Names of what is kept, and since when; no value is ever shown. */
export function KeptValues({ label, entries, onReplace, onRemove }: KeptValuesProps) {
  if (entries.length === 0) return <NoneYet>No entry yet.</NoneYet>;
  return (
    <DataTable
      label={`Entries of the ${label}`}
      rows={entries}
      keyOf={({ name }) => name}
      columns={[
        { key: 'name', title: 'Entry', cell: ({ name }) => <SafeText text={name} />, width: '40%' },
        { key: 'at', title: 'Put in', cell: ({ at }) => formatZonedTime(at) },
        {
          key: 'actions',
          title: 'Actions',
          unseen: true,
          width: '190px',
          cell: ({ name }) => (
            <Group gap={4} justify="flex-end" wrap="nowrap">
              <Button
                variant="subtle"
                size="compact-sm"
                aria-label={`Replace ${name} in the ${label}`}
                onClick={() => onReplace(name)}
              >
                Replace…
              </Button>
              <ConfirmButton
                label="Remove"
                variant="subtle"
                size="compact-sm"
                question={`Remove ${name} from the ${label}?`}
                confirmLabel="Remove"
                danger
                onConfirm={() =>
                  onRemove(name).then(
                    () => undefined,
                    (cause: unknown) => noticeFailure('The entry was not removed', cause),
                  )
                }
              >
                Its value is lost unless it is kept elsewhere. What names it finds nothing there.
              </ConfirmButton>
            </Group>
          ),
        },
      ]}
    />
  );
}

interface ValueFormProps {
  readonly label: string;
  /** The entry whose value is replaced; empty: a new one. */
  readonly entry: string;
  readonly onSave: (entry: string, value: string) => Promise<unknown>;
  readonly onClose: () => void;
}

export function ValueForm({ label, entry, onSave, onClose }: ValueFormProps) {
  const name: UnkeptField = {
    key: 'entry',
    label: 'Entry',
    description: 'A name to find it by, such as prod/db',
    shape: 'plain',
    ...(entry === '' ? {} : { fixed: entry }),
  };
  return (
    <UnkeptForm
      title={entry === '' ? `New entry of the ${label}` : `Replace ${entry}`}
      fields={[name, { key: 'value', label: 'Value', shape: 'hidden' }]}
      says="The value goes to the engine and is encrypted there. It is never shown again."
      save={entry === '' ? 'Add entry' : 'Replace value'}
      onSave={(typed) => onSave((typed['entry'] ?? '').trim(), typed['value'] ?? '')}
      onClose={onClose}
    />
  );
}
