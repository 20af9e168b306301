import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core';
import { bridge } from '#bridge/bridge.ts';
import type { Output } from '#contract/commands.ts';
import { LEAST_PASSPHRASE } from '#core/library/vault.ts';
import { formatKeyWords } from '#core/words/library/describe-signing.ts';
import { InlineCode } from '#ui/CodeBlock.tsx';
import { copyText } from '#ui/clipboard.ts';
import { differ, newPassphrase } from '#ui/form/new-passphrase.ts';
import { UnkeptForm } from '#ui/form/UnkeptForm.tsx';
import { SafeText } from '#ui/output/SafeText.tsx';

type MadeKey = Output<'keys.make'>;

const FIELDS = [
  {
    key: 'name',
    label: 'Whose key it is',
    description: 'The name of the person who signs with it',
    shape: 'plain',
  },
  ...newPassphrase(`At least ${LEAST_PASSPHRASE} characters. Nobody can sign with the key without it`),
] as const;

interface MakeKeyFormProps {
  readonly onMade: (key: MadeKey) => void;
  readonly onClose: () => void;
}

export function MakeKeyForm({ onMade, onClose }: MakeKeyFormProps) {
  return (
    <UnkeptForm
      title="Make a key"
      fields={FIELDS}
      says="The passphrase is kept nowhere and cannot be recovered: a key whose passphrase is forgotten is revoked, and another one made."
      save="Make key"
      refuse={differ}
      onSave={({ name = '', next = '' }) =>
        bridge.call('keys.make', { name: name.trim(), passphrase: next }).then(onMade)
      }
      onClose={onClose}
    />
  );
}

interface MadeKeyDialogProps {
  readonly made: MadeKey;
  readonly onClose: () => void;
}

/** What the owner takes along for those who are to trust the key. */
export function MadeKeyDialog({ made: { id, name, publicKey, words }, onClose }: MadeKeyDialogProps) {
  return (
    <Modal
      opened
      size="lg"
      onClose={onClose}
      closeButtonProps={{ 'aria-label': 'Close' }}
      title={<SafeText text={`The key of ${name} is made`} />}
    >
      <Stack gap="md">
        <Alert color="brand" variant="light" title={`Key ${id} has these words`}>
          <Text fw={600}>{formatKeyWords(words)}</Text>
          <Text size="sm" mt="xs">
            Read them out, by telephone or in person, to whoever is to trust the key. They are no secret, and
            stand in the list of keys too.
          </Text>
        </Alert>
        <div>
          <Text size="sm" fw={500}>
            Public key
          </Text>
          <InlineCode>{publicKey}</InlineCode>
          <Text size="sm" c="dimmed" mt={4}>
            It goes to the other workstation, where Trust a key… takes it.
          </Text>
        </div>
        <Text size="sm">
          {`The secret half lies in keys/${id}.key in the folder of the library. Backups do not hold it: copy the file yourself.`}
        </Text>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={() => copyText(publicKey, 'Public key copied')}>
            Copy public key
          </Button>
          <Button onClick={onClose} data-autofocus>
            Done
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
