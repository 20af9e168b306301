import { Button, Text } from '@mantine/core';
import { IconFingerprint } from '@tabler/icons-react';
import { Link } from 'wouter';
import { bridge } from '#bridge/bridge.ts';
import { useCommand } from '#bridge/use-command.ts';
import { useNews } from '#bridge/use-news.ts';
import type { Output } from '#contract/commands.ts';
import { formatSshAddress } from '#core/words/figures/format-address.ts';
import { formatTime } from '#core/words/figures/format-time.ts';
import { InlineCode } from '#ui/CodeBlock.tsx';
import { ConfirmButton } from '#ui/ConfirmButton.tsx';
import { type Column, DataTable } from '#ui/DataTable.tsx';
import { EmptyState } from '#ui/EmptyState.tsx';
import { noticeDone, noticeFailure } from '#ui/notices.ts';
import { SafeText } from '#ui/output/SafeText.tsx';
import { Page } from '#ui/Page.tsx';
import { PageHeader } from '#ui/PageHeader.tsx';
import { ProblemBar } from '#ui/ProblemBar.tsx';
import { Section } from '#ui/Section.tsx';
import { SigningKeys } from './SigningKeys.tsx';

type AcceptedKey = Output<'hosts.accepted'>[number];

export function HostsScreen() {
  const { value: keys, problem, refresh } = useCommand('hosts.accepted', {});
  useNews((news) => {
    if (news.kind === 'libraryChanged' && news.what === 'hosts') refresh();
  });
  const forget = async ({ address, port, fingerprint }: AcceptedKey) => {
    try {
      await bridge.call('hosts.forget', { address, port, fingerprint });
      noticeDone('Key forgotten', `${address} has to be accepted again before the next run.`);
      refresh();
    } catch (cause) {
      noticeFailure('The key was not forgotten', cause);
    }
  };
  return (
    <Page
      header={
        <PageHeader
          title="Hosts and trust"
          sub="Which keys of hosts and people this workstation trusts, and who said so"
        />
      }
    >
      <ProblemBar title="The accepted keys could not be read" problem={problem} />
      {keys?.length === 0 && <NoKeys />}
      {keys && keys.length > 0 && (
        <Section
          title="Accepted keys"
          note="A host that shows another key than the accepted one is refused, and nothing is sent to it. A changed key can be taken only where the release announces it (next_host_keys). Otherwise find out why it changed, then forget the old one."
        >
          <DataTable
            label="Accepted keys"
            rows={keys.toSorted(byAddress)}
            columns={columnsWith(forget)}
            keyOf={(key) => `${key.address}:${key.port}:${key.fingerprint}`}
            textOf={textOfKey}
          />
        </Section>
      )}
      <SigningKeys />
    </Page>
  );
}

function describeReplaced({ replaced, release, why }: NonNullable<AcceptedKey['rotation']>): string {
  const place = replaced.length === 0 ? '' : `, in place of ${replaced.join(' or ')}`;
  return `Announced by the release ${release}${place}: ${why}`;
}

const numbers = new Intl.Collator('en', { numeric: true });

/** Numbers in it by their value: 10.0.0.9 comes before 10.0.0.10. */
function byAddress(a: AcceptedKey, b: AcceptedKey): number {
  return numbers.compare(a.address, b.address) || a.port - b.port;
}

function textOfKey({ address, port, keyType, fingerprint, by }: AcceptedKey): string {
  return [address, port, keyType, fingerprint, by].join(' ');
}

function columnsWith(forget: (key: AcceptedKey) => Promise<void>): readonly Column<AcceptedKey>[] {
  return [
    {
      key: 'host',
      title: 'Host',
      cell: (key) => formatSshAddress(key),
    },
    {
      key: 'fingerprint',
      title: 'Fingerprint',
      cell: (key) => (
        <>
          <InlineCode>{key.fingerprint}</InlineCode>
          <Text size="xs" c="dimmed">
            {key.keyType}
          </Text>
        </>
      ),
    },
    {
      key: 'by',
      title: 'Accepted by',
      cell: (key) => (
        <>
          {key.by}
          <Text size="xs" c="dimmed">
            {formatTime(key.at)}
          </Text>
          {key.rotation && (
            <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
              <SafeText text={describeReplaced(key.rotation)} />
            </Text>
          )}
        </>
      ),
    },
    {
      key: 'forget',
      title: 'Actions',
      unseen: true,
      cell: (key) => (
        <ConfirmButton
          label="Forget"
          size="compact-sm"
          variant="subtle"
          question={`Forget the key of ${key.address}?`}
          confirmLabel="Forget key"
          danger
          onConfirm={() => forget(key)}
        >
          {`Nothing runs on ${key.address} until a person has compared its fingerprint and accepted it again.`}
        </ConfirmButton>
      ),
    },
  ];
}

function NoKeys() {
  return (
    <EmptyState
      isPart
      icon={<IconFingerprint />}
      title="No keys accepted yet"
      action={
        <Button component={Link} href="/" variant="default">
          Open the library
        </Button>
      }
    >
      Before a run, Holdpoint asks every host for its key. Keys in the release file or in a known_hosts file
      are trusted without that. For any other host you compare the fingerprint and accept it once; then it
      appears here.
    </EmptyState>
  );
}
