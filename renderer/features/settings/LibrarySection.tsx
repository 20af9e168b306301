import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';
import { Link, useSearch } from 'wouter';
import { bridge } from '#bridge/bridge.ts';
import { openLibrary } from '#bridge/open-library.ts';
import { useCommand } from '#bridge/use-command.ts';
import type { ListedLibrary } from '#contract/commands/libraries.ts';
import { formatTime } from '#core/words/format-time.ts';
import { InlineCode } from '#ui/CodeBlock.tsx';
import { type Column, DataTable } from '#ui/DataTable.tsx';
import { addUnsaved } from '#ui/form/unsaved.ts';
import { noticeFailure } from '#ui/notices.ts';
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
            columns={columnsWith(({ id }) => open(id))}
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

function columnsWith(open: (library: ListedLibrary) => void): readonly Column<ListedLibrary>[] {
  return [
    { key: 'name', title: 'Library', cell: ({ name }) => name || "The workstation's own" },
    { key: 'folder', title: 'Folder', cell: ({ folder }) => <InlineCode>{folder}</InlineCode> },
    { key: 'at', title: 'Opened', cell: ({ openedAt }) => formatTime(openedAt) },
    {
      key: 'open',
      title: 'Actions',
      unseen: true,
      cell: (library) =>
        library.isThere ? (
          <Button
            size="compact-sm"
            variant="subtle"
            aria-label={`Open ${library.name || "the workstation's own library"}`}
            onClick={() => open(library)}
          >
            Open
          </Button>
        ) : (
          <Text size="sm" c="dimmed">
            not there
          </Text>
        ),
    },
  ];
}
