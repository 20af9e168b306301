import { Button, Group, Text } from '@mantine/core';
import { IconKey, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useCommand } from '#bridge/use-command.ts';
import { useNews } from '#bridge/use-news.ts';
import type { Output } from '#contract/commands.ts';
import { describeStanding, formatKeyWords } from '#core/words/library/describe-signing.ts';
import { InlineCode } from '#ui/CodeBlock.tsx';
import { copyText } from '#ui/clipboard.ts';
import { type Column, DataTable } from '#ui/DataTable.tsx';
import { SafeText } from '#ui/output/SafeText.tsx';
import { ProblemBar } from '#ui/ProblemBar.tsx';
import { Section } from '#ui/Section.tsx';
import { RevokeKeyDialog, TrustKeyDialog } from './KeyDialogs.tsx';
import { MadeKeyDialog, MakeKeyForm } from './MakeKey.tsx';

type SigningKey = Output<'keys.list'>[number];

/** The keys of people whose bundles are taken. */
export function SigningKeys() {
  const { value: keys, problem, refresh } = useCommand('keys.list', {});
  const [isTrusting, setTrusting] = useState(false);
  const [revoked, setRevoked] = useState<SigningKey | null>(null);
  const [isMaking, setMaking] = useState(false);
  const [made, setMade] = useState<SigningKey | null>(null);
  useNews((news) => {
    if (news.kind === 'libraryChanged' && news.what === 'hosts') refresh();
  });
  return (
    <Section
      title="Keys of people"
      note="A bundle is imported only where one of these people signed it. The twelve words of a key are compared by telephone or in person before it is trusted; one that is revoked is never trusted again."
    >
      <ProblemBar title="The keys could not be read" problem={problem} />
      {keys && keys.length > 0 && (
        <DataTable
          label="Keys of people"
          rows={keys}
          columns={columnsWith(setRevoked)}
          keyOf={({ id }) => id}
          textOf={({ id, name }) => `${name} ${id}`}
        />
      )}
      {keys?.length === 0 && (
        <Text size="sm" c="dimmed">
          No key is trusted yet.
        </Text>
      )}
      <Group mt="sm" gap="xs">
        <Button
          variant="default"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => setTrusting(true)}
        >
          Trust a key…
        </Button>
        <Button
          variant="default"
          leftSection={<IconKey size={16} aria-hidden />}
          onClick={() => setMaking(true)}
        >
          Make a key…
        </Button>
      </Group>
      {isMaking && <MakeKeyForm onMade={setMade} onClose={() => setMaking(false)} />}
      {made && <MadeKeyDialog made={made} onClose={() => setMade(null)} />}
      {isTrusting && <TrustKeyDialog onClose={() => setTrusting(false)} />}
      {revoked && <RevokeKeyDialog signer={revoked} onClose={() => setRevoked(null)} />}
    </Section>
  );
}

function columnsWith(revoke: (key: SigningKey) => void): readonly Column<SigningKey>[] {
  return [
    { key: 'name', title: 'Whose', cell: ({ name }) => <SafeText text={name} /> },
    {
      key: 'key',
      title: 'Key',
      cell: ({ id, words }) => (
        <>
          <InlineCode>{id}</InlineCode>
          <Text size="xs" c="dimmed">
            {formatKeyWords(words)}
          </Text>
        </>
      ),
    },
    {
      key: 'standing',
      title: 'Standing',
      cell: (key) => <SafeText text={describeStanding(key)} />,
    },
    {
      key: 'revoke',
      title: 'Actions',
      unseen: true,
      cell: (key) =>
        key.revoked === null && (
          <Group gap={4} wrap="nowrap" justify="flex-end">
            <Button
              size="compact-sm"
              variant="subtle"
              onClick={() => copyText(key.publicKey, 'Public key copied')}
            >
              Copy public key
            </Button>
            <Button
              size="compact-sm"
              variant="subtle"
              color="bad"
              c="var(--mantine-color-error)"
              onClick={() => revoke(key)}
            >
              Revoke…
            </Button>
          </Group>
        ),
    },
  ];
}
