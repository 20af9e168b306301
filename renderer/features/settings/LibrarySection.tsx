import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';
import { Link, useSearch } from 'wouter';
import { bridge } from '#bridge/bridge.ts';
import { openLibrary } from '#bridge/open-library.ts';
import { useCommand } from '#bridge/use-command.ts';
import type { ListedLibrary } from '#contract/commands/libraries.ts';
import { formatTime } from '#core/words/figures/format-time.ts';
import { labelLibrary } from '#core/words/library/label-library.ts';
import { InlineCode } from '#ui/CodeBlock.tsx';
import { type Column, DataTable } from '#ui/DataTable.tsx';
import { addUnsaved } from '#ui/form/unsaved.ts';
import { noticeDone, noticeFailure } from '#ui/notices.ts';
import { spelledLines } from '#ui/output/output-text.ts';
import { Section } from '#ui/Section.tsx';

/** What this library is called, which others there are, and how they are. */
export function LibrarySection() {
  const { value: named, refresh } = useCommand('library.name', {});
  const { value: libraries, refresh: readAgain } = useCommand('desktop.libraries', {});
  const part = new URLSearchParams(useSearch()).get('part');
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (part === 'library' && libraries) place.current?.scrollIntoView({ block: 'center' });
  }, [part, libraries]);
  const others = (libraries ?? []).filter(({ isHere }) => !isHere);
  const open = (id: string | null) => void openLibrary(id, noticeFailure).then(readAgain);
  const forget = (library: ListedLibrary) => void takeOffList(library).then(readAgain);
  return (
    <Section
      title="Library"
      note="One library for each site or customer keeps releases, runs, keys and credentials apart. Each is a folder, and is opened in a window of its own; runs here continue."
      actions={
        <Group gap="xs">
          <Button component={Link} href="/backups" variant="default" size="xs">
            Backups
          </Button>
          <Button component={Link} href="/diagnostics" variant="default" size="xs">
            Diagnostics
          </Button>
          <Button variant="default" size="xs" onClick={() => open(null)}>
            Open library…
          </Button>
        </Group>
      }
    >
      <Stack ref={place} gap="md">
        {named && <NameField key={named.name} name={named.name} onKept={refresh} />}
        {others.length > 0 && (
          <DataTable
            label="Other libraries"
            rows={others}
            keyOf={({ id }) => id}
            columns={columnsWith({ open: ({ id }) => open(id), forget })}
          />
        )}
      </Stack>
    </Section>
  );
}

function NameField({ name, onKept }: { readonly name: string; readonly onKept: () => void }) {
  const [typed, setTyped] = useState(name);
  const keep = useDebouncedCallback(
    (wanted: string) =>
      void bridge
        .call('library.rename', { name: wanted })
        .then(onKept, (cause: unknown) => noticeFailure('The name was not saved', cause)),
    { delay: 600, flushOnUnmount: true },
  );
  useEffect(() => addUnsaved({ keep: async () => keep.flush(), lost: () => null }), [keep]);
  return (
    <TextInput
      label="Name of this library"
      description="Shown in the title of its windows and above the navigation."
      maw={360}
      maxLength={60}
      value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        keep(event.currentTarget.value);
      }}
    />
  );
}

async function takeOffList({ id, name }: ListedLibrary): Promise<void> {
  try {
    await bridge.call('desktop.forgetLibrary', { id });
    noticeDone(
      `${labelLibrary(name)} is off the list`,
      'Its folder is as it was. Opening it lists it again.',
    );
  } catch (cause) {
    noticeFailure('The list was not changed', cause);
  }
}

interface RowActs {
  readonly open: (library: ListedLibrary) => void;
  readonly forget: (library: ListedLibrary) => void;
}

function columnsWith({ open, forget }: RowActs): readonly Column<ListedLibrary>[] {
  return [
    { key: 'name', title: 'Library', cell: ({ name }) => labelLibrary(name) },
    { key: 'folder', title: 'Folder', cell: ({ folder }) => <InlineCode>{folder}</InlineCode> },
    {
      key: 'at',
      title: 'Opened',
      cell: ({ openedAt, isThere }) =>
        isThere ? formatTime(openedAt) : `${formatTime(openedAt)}, not there now`,
    },
    {
      key: 'acts',
      title: 'Actions',
      unseen: true,
      cell: (library) => (
        <Group gap={4} wrap="nowrap" justify="flex-end">
          {library.isThere && (
            <Button
              size="compact-sm"
              variant="subtle"
              aria-label={spelledLines(`Open ${labelLibrary(library.name)}`)}
              onClick={() => open(library)}
            >
              Open
            </Button>
          )}
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            aria-label={spelledLines(`Remove from list: ${labelLibrary(library.name)}`)}
            onClick={() => forget(library)}
          >
            Remove from list
          </Button>
        </Group>
      ),
    },
  ];
}
