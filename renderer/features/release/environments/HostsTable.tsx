import { Button, Group } from '@mantine/core';
import { IconDownload, IconPlus } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useSearch } from 'wouter';
import type { Path } from '#core/release/problems.ts';
import { formatSshAddress } from '#core/words/figures/format-address.ts';
import { formatCount } from '#core/words/figures/format-count.ts';
import { DataTable } from '#ui/DataTable.tsx';
import { useChangeRaw, useRelease } from '../release-context.ts';
import { EntryMenu } from '../shell/EntryMenu.tsx';
import { listOf, type Raw, recordOf, textOf, textsOf } from '../text/raw.ts';
import { HostDialog } from './HostDialog.tsx';
import { ImportHostsDialog } from './ImportHostsDialog.tsx';

interface HostsTableProps {
  readonly path: Path;
  readonly hosts: Raw;
  readonly environment: string;
  /** What the environment says of its hosts. */
  readonly transport: string;
}

type HostRow = readonly [name: string, host: Raw];

export function HostsTable({ path, hosts, environment, transport }: HostsTableProps) {
  const rows: readonly HostRow[] = Object.entries(hosts).map(([name, host]) => [name, recordOf(host)]);
  const edit = useRelease((state) => state.write.edit);
  const change = useChangeRaw();
  const [opened, setOpened] = useState<string | null>(null);
  const [importing, setImporting] = useState(false);
  const asked = new URLSearchParams(useSearch());
  const wanted = asked.get('in') === environment ? asked.get('host') : null;
  const isThere = wanted !== null && wanted in hosts;
  useEffect(() => {
    if (isThere) setOpened(wanted);
  }, [wanted, isThere]);
  const save = (name: string, host: Raw) => {
    if (opened !== '' && opened !== null && opened !== name)
      edit([{ kind: 'rename', path: [...path, opened], to: name }]);
    change([...path, name], host);
  };
  const move = (from: number, to: number) => edit([{ kind: 'move', path, from, to }]);
  const menu = (name: string, index: number) => (
    <EntryMenu
      of="host"
      title={name}
      up={index === 0 ? null : () => move(index, index - 1)}
      down={index === rows.length - 1 ? null : () => move(index, index + 1)}
      removal="Remove host"
      onEdit={() => setOpened(name)}
      onRemove={() => edit([{ kind: 'remove', path: [...path, name] }])}
    />
  );
  return (
    <div>
      {rows.length > 0 && (
        <DataTable
          label={`Hosts of ${environment}`}
          rows={rows}
          keyOf={([name]) => name}
          textOf={textOfHost}
          columns={[
            { key: 'name', title: 'Host', cell: ([name]) => name },
            { key: 'address', title: 'Address', cell: ([, host]) => addressOf(host) },
            { key: 'user', title: 'User', cell: ([, host]) => textOf(host['user']) || '–' },
            { key: 'credential', title: 'Credential', cell: ([, host]) => textOf(host['credential']) || '–' },
            { key: 'via', title: 'Via', cell: ([, host]) => textOf(host['via']) || '–' },
            { key: 'tags', title: 'Tags', cell: ([, host]) => textsOf(host['tags']).join(', ') || '–' },
            { key: 'guard', title: 'Known by', cell: ([, host]) => describeGuard(host) },
            {
              key: 'actions',
              title: 'Actions',
              unseen: true,
              width: '44px',
              cell: ([name], index) => menu(name, index),
            },
          ]}
        />
      )}
      <Group mt="xs">
        <Button
          variant="subtle"
          color="gray"
          size="xs"
          leftSection={<IconPlus size={14} />}
          onClick={() => setOpened('')}
        >
          Add host
        </Button>
        <Button
          variant="subtle"
          color="gray"
          size="xs"
          leftSection={<IconDownload size={14} />}
          onClick={() => setImporting(true)}
        >
          Import hosts…
        </Button>
      </Group>
      {importing && (
        <ImportHostsDialog
          path={path}
          hosts={hosts}
          environment={environment}
          onClose={() => setImporting(false)}
        />
      )}
      {opened !== null && (
        <HostDialog
          name={opened}
          environment={environment}
          transport={transport}
          host={recordOf(hosts[opened])}
          others={rows.map(([name]) => name).filter((name) => name !== opened)}
          onClose={() => setOpened(null)}
          onSave={(name, host) => {
            save(name, host);
            setOpened(null);
          }}
          onSaveAndNext={save}
        />
      )}
    </div>
  );
}

function addressOf(host: Raw): string {
  const port = textOf(host['port']);
  return formatSshAddress({ address: textOf(host['address']), port: port === '' ? null : Number(port) });
}

/** How Holdpoint makes sure that it is the right host. */
function describeGuard(host: Raw): string {
  const keys = listOf(host['host_keys']).length;
  const facts = Object.entries(recordOf(host['is'])).map(([fact, value]) => `${fact} ${textOf(value)}`);
  return [...(keys > 0 ? [formatCount(keys, 'host key')] : []), ...facts].join(', ') || '–';
}

function textOfHost([name, host]: HostRow): string {
  return [name, textOf(host['address']), textOf(host['user']), ...textsOf(host['tags'])].join(' ');
}
