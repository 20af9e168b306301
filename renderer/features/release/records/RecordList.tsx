import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { DataTable } from '#ui/DataTable.tsx';
import { NoneYet } from '#ui/NoneYet.tsx';
import { SafeText } from '#ui/output/SafeText.tsx';
import { Section } from '#ui/Section.tsx';
import { useChangeRaw, useRaw, useRelease } from '../release-context.ts';
import { EntryMenu } from '../shell/EntryMenu.tsx';
import { listOf, plain, type Raw, recordOf, textOf, textsOf } from '../text/raw.ts';
import { labelKey } from './field-words.ts';
import { RecordDialog } from './RecordDialog.tsx';
import type { RecordKind } from './record-kind.ts';

/** The records of one kind with a form for each; what the form asks comes from the tables of the format. */
export function RecordList({ kind }: { readonly kind: RecordKind }) {
  const { path, title, noun, note, empty, columns, cell } = kind;
  const records = listOf(useRaw(path)).map(recordOf);
  const edit = useRelease((state) => state.write.edit);
  const change = useChangeRaw();
  const [opened, setOpened] = useState<number | null>(null);
  const [name = ''] = columns;
  const save = (record: Raw): void => {
    if (opened === null) return;
    if (opened < records.length) change([...path, opened], record);
    else edit([{ kind: 'insert', path, index: records.length, value: plain(record) }]);
  };
  const move = (from: number, to: number) => edit([{ kind: 'move', path, from, to }]);
  return (
    <Section
      title={title}
      {...(note === undefined ? {} : { note })}
      actions={
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={14} />}
          onClick={() => setOpened(records.length)}
        >
          {`Add ${noun}`}
        </Button>
      }
    >
      {records.length === 0 && <NoneYet>{empty}</NoneYet>}
      {records.length > 0 && (
        <DataTable
          label={title}
          rows={records}
          keyOf={(record, index) => `${textOf(record['id'])} ${index}`}
          columns={[
            ...columns.map((key) => ({
              key,
              title: kind.hints?.[key]?.label ?? labelKey(key),
              cell: (record: Raw) => cell?.(key, record) ?? <SafeText text={shown(record[key])} />,
            })),
            {
              key: 'actions',
              title: 'Actions',
              unseen: true,
              width: '44px',
              cell: (record: Raw, index: number) => (
                <EntryMenu
                  of={noun}
                  title={textOf(record[name])}
                  up={index === 0 ? null : () => move(index, index - 1)}
                  down={index === records.length - 1 ? null : () => move(index, index + 1)}
                  removal={`Remove ${noun}`}
                  onEdit={() => setOpened(index)}
                  onRemove={() => edit([{ kind: 'remove', path: [...path, index] }])}
                />
              ),
            },
          ]}
        />
      )}
      {opened !== null && (
        <RecordDialog
          key={opened}
          kind={kind}
          start={records[opened] ?? {}}
          taken={records.filter((_, index) => index !== opened).map((record) => textOf(record['id']))}
          onSave={(record) => {
            save(record);
            setOpened(null);
          }}
          onSaveAndNext={(record) => {
            save(record);
            setOpened(records.length + 1);
          }}
          onClose={() => setOpened(null)}
        />
      )}
    </Section>
  );
}

function shown(value: unknown): string {
  return textOf(value) || textsOf(value).join(', ') || '–';
}
