import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useStore } from 'zustand';
import type { BundlePreview } from '#core/bundle/preview.ts';
import { shortRevision } from '#core/release/revision.ts';
import { formatSshAddress } from '#core/words/figures/format-address.ts';
import { formatBytes, formatCount } from '#core/words/figures/format-count.ts';
import { formatTime } from '#core/words/figures/format-time.ts';
import {
  APPROVAL_STANDINGS,
  describeReleaseStanding,
  HOST_KEY_STANDINGS,
  mayBeImported,
} from '#core/words/library/describe-bundle.ts';
import { countChanges, describeChange } from '#core/words/release/describe-change.ts';
import { endSentence } from '#core/words/text/sentence.ts';
import { KeyValue } from '#ui/KeyValue.tsx';
import { SafeText } from '#ui/output/SafeText.tsx';
import { bundleStore } from './import-bundle.ts';

/** Shows what a bundle would bring, and asks whether it is taken. */
export function BundleQuestion() {
  const { shown, finish } = useStore(bundleStore);
  return shown && <Shown key={shown.sha256} bundle={shown} onFinish={finish} />;
}

interface ShownProps {
  readonly bundle: BundlePreview;
  readonly onFinish: (isTaken: boolean) => Promise<void>;
}

function Shown({ bundle, onFinish }: ShownProps) {
  const [busy, setBusy] = useState(false);
  const { release, standing } = bundle;
  const take = async () => {
    setBusy(true);
    await onFinish(true);
    setBusy(false);
  };
  return (
    <Modal
      opened
      size="lg"
      title={<SafeText text={`Bundle of ${release.name} ${release.version}`} />}
      closeButtonProps={{ 'aria-label': 'Close' }}
      onClose={() => void onFinish(false)}
    >
      <Stack gap="md">
        <Text size="sm">
          <SafeText text={endSentence(describeReleaseStanding(standing))} />
        </Text>
        <KeyValue rows={factsOf(bundle)} />
        <Contents bundle={bundle} />
        <Group justify="flex-end">
          <Button variant="default" onClick={() => void onFinish(false)}>
            Cancel
          </Button>
          {mayBeImported(standing) && (
            <Button loading={busy} onClick={() => void take()} data-autofocus>
              {standing.kind === 'differs' ? 'Save as the newest text' : 'Import'}
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}

function factsOf({ release, signers, created, expires }: BundlePreview) {
  const signed = signers.map(({ key, name }) => `${name ?? 'Unknown person'} (${key})`).join(', ');
  return [
    { key: 'Signed by', value: <SafeText text={signed} /> },
    { key: 'Revision', value: shortRevision(release.revision) },
    { key: 'Made', value: formatTime(created) },
    ...(expires === null ? [] : [{ key: 'Valid until', value: formatTime(expires) }]),
  ];
}

function Contents({ bundle }: { readonly bundle: BundlePreview }) {
  const { changes, files, hostKeys, approvals, evidence } = bundle;
  return (
    <>
      {changes.length > 0 && (
        <Listed title={countChanges(changes)} lines={changes.map((each) => describeChange(each).line)} />
      )}
      <Listed
        title={formatCount(files.length, 'file')}
        lines={files.map(({ path, bytes }) => `${path}, ${formatBytes(bytes)}`)}
      />
      <Listed
        title={formatCount(approvals.length, 'approval')}
        lines={approvals.map(
          ({ by, at, standing }) => `${by}, ${formatTime(at)}: ${APPROVAL_STANDINGS[standing]}`,
        )}
      />
      <Listed
        title={formatCount(hostKeys.length, 'host key')}
        lines={hostKeys.map(
          (key) => `${formatSshAddress(key)} ${key.fingerprint}: ${HOST_KEY_STANDINGS[key.standing]}`,
        )}
      />
      <Listed
        title={formatCount(evidence.length, 'run with its evidence', 'runs with their evidence')}
        lines={evidence}
      />
    </>
  );
}

/** Nothing where there is nothing to list. */
function Listed({ title, lines }: { readonly title: string; readonly lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <section aria-label={title}>
      <Text size="sm" fw={600}>
        {title}
      </Text>
      <Stack gap={2} mah={180} style={{ overflowY: 'auto' }}>
        {lines.map((line) => (
          <Text key={line} size="sm" style={{ overflowWrap: 'anywhere' }}>
            <SafeText text={line} />
          </Text>
        ))}
      </Stack>
    </section>
  );
}
