import { Anchor, Button, Checkbox, Group, Modal, Select, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import { bridge } from '#bridge/bridge.ts';
import { useBundleWish, wishBundle } from '#bridge/bundle-wish.ts';
import { useCommand } from '#bridge/use-command.ts';
import type { Output } from '#contract/commands.ts';
import { describeUnknownFile } from '#core/words/library/describe-bundle.ts';
import { endSentence } from '#core/words/text/sentence.ts';
import { UnkeptForm } from '#ui/form/UnkeptForm.tsx';
import { noticeDone, noticeInfo } from '#ui/notices.ts';
import { spelledLines } from '#ui/output/output-text.ts';
import { ProblemBar } from '#ui/ProblemBar.tsx';

type Signer = Output<'keys.signers'>[number];

/** The release that is to be a signed file, for a workstation that no network reaches. */
export function SaveBundle() {
  const wish = useBundleWish();
  return wish && <SaveRelease key={wish.id} release={wish} onClose={() => wishBundle(null)} />;
}

interface SaveReleaseProps {
  readonly release: { readonly id: string; readonly name: string; readonly version: string };
  readonly onClose: () => void;
}

function SaveRelease({ release, onClose }: SaveReleaseProps) {
  const { value: signers, problem } = useCommand('keys.signers', {});
  const title = spelledLines(`Save ${release.name} ${release.version} as a bundle`);
  const [first] = signers ?? [];
  if (signers && first) return <BundleForm {...{ release, onClose, title, signers, first }} />;
  if (!signers && problem === null) return null;
  return (
    <Modal opened onClose={onClose} closeButtonProps={{ 'aria-label': 'Close' }} title={title}>
      <Stack gap="md">
        <ProblemBar title="The keys could not be read" problem={problem} />
        {signers && (
          <Text size="sm">
            There is no key here to sign with, and an unsigned bundle cannot be imported. Make a key under{' '}
            <Anchor component={Link} href="/hosts" onClick={onClose}>
              Hosts and trust
            </Anchor>{' '}
            first.
          </Text>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Close
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

interface BundleFormProps extends SaveReleaseProps {
  readonly title: string;
  readonly signers: readonly Signer[];
  readonly first: Signer;
}

function BundleForm({ release, title, signers, first, onClose }: BundleFormProps) {
  const [signer, setSigner] = useState(first.id);
  const [withApprovals, setApprovals] = useState(false);
  const [withHostKeys, setHostKeys] = useState(false);
  const save = async (passphrase: string) => {
    const wish = { release: release.id, signer, passphrase, withApprovals, withHostKeys };
    const saved = await bridge.call('desktop.saveBundle', wish);
    if (saved === null) return false;
    noticeDone('Bundle saved', saved.path);
    if (saved.unknown.length > 0)
      noticeInfo(
        'Some files are not in the bundle',
        saved.unknown.map((file) => endSentence(describeUnknownFile(file))).join(' '),
      );
    return true;
  };
  return (
    <UnkeptForm
      title={title}
      fields={[{ key: 'passphrase', label: 'Passphrase of the key', shape: 'hidden' }]}
      says="The passphrase opens the key for this one signature and is kept nowhere."
      save="Save bundle…"
      onSave={({ passphrase = '' }) => save(passphrase)}
      onClose={onClose}
    >
      <Text size="sm">
        One file with the text of the release and every file that it names, for a workstation without a
        network.
      </Text>
      <Checkbox
        label="With approvals"
        description="Approvals of exactly this text"
        checked={withApprovals}
        onChange={(event) => setApprovals(event.currentTarget.checked)}
      />
      <Checkbox
        label="With host keys"
        description="Keys that were accepted here for its hosts"
        checked={withHostKeys}
        onChange={(event) => setHostKeys(event.currentTarget.checked)}
      />
      <Select
        label="Sign with the key of"
        data={signers.map(({ id, name }) => ({ value: id, label: spelledLines(`${name} (${id})`) }))}
        value={signer}
        allowDeselect={false}
        onChange={(chosen) => chosen !== null && setSigner(chosen)}
      />
    </UnkeptForm>
  );
}
