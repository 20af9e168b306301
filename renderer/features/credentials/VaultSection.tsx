import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { bridge } from '#bridge/bridge.ts';
import { useCommand } from '#bridge/use-command.ts';
import { useNews } from '#bridge/use-news.ts';
import { LEAST_PASSPHRASE, type VaultState } from '#core/library/vault.ts';
import { differ, newPassphrase } from '#ui/form/new-passphrase.ts';
import { UnkeptForm } from '#ui/form/UnkeptForm.tsx';
import { noticeFailure } from '#ui/notices.ts';
import { ProblemBar } from '#ui/ProblemBar.tsx';
import { Section } from '#ui/Section.tsx';
import { KeptValues, ValueForm } from './KeptValues.tsx';

type Dialog =
  | { readonly kind: 'create' }
  | { readonly kind: 'unlock' }
  | { readonly kind: 'passphrase' }
  | { readonly kind: 'value'; readonly entry: string };

/** A file of the library under a passphrase: made, opened, filled, locked. */
export function VaultSection() {
  const { value: state, problem, refresh } = useCommand('vault.state', {});
  const [dialog, setDialog] = useState<Dialog | null>(null);
  useNews((news) => {
    if (news.kind === 'libraryChanged' && news.what === 'settings') refresh();
  });
  const close = () => setDialog(null);
  return (
    <Section
      title="Vault"
      note="Passwords and secrets in a file beside the library, encrypted under a passphrase (scrypt, AES-256-GCM). Backups of the library do not hold it: copy it yourself."
      actions={state && problem === null ? <VaultActions state={state} onOpen={setDialog} /> : null}
    >
      <ProblemBar title="The vault could not be read" problem={problem} />
      {state?.kind === 'locked' && (
        <Text size="sm">
          It is locked. Its passphrase opens it until you lock it again or Holdpoint closes; a run that needs
          it asks.
        </Text>
      )}
      {state?.kind === 'open' && (
        <KeptValues
          label="vault"
          entries={state.entries}
          onReplace={(entry) => setDialog({ kind: 'value', entry })}
          onRemove={(entry) => bridge.call('vault.remove', { entry })}
        />
      )}
      {dialog && <VaultDialog dialog={dialog} onClose={close} />}
    </Section>
  );
}

function VaultActions({
  state,
  onOpen,
}: {
  readonly state: VaultState;
  readonly onOpen: (dialog: Dialog) => void;
}) {
  const button = (label: string, dialog: Dialog) => (
    <Button variant="default" size="xs" onClick={() => onOpen(dialog)}>
      {label}
    </Button>
  );
  if (state.kind === 'none') return button('Create vault…', { kind: 'create' });
  if (state.kind === 'locked') return button('Unlock…', { kind: 'unlock' });
  const lock = () =>
    void bridge
      .call('vault.lock', {})
      .catch((cause: unknown) => noticeFailure('The vault was not locked', cause));
  return (
    <Group gap="xs">
      {button('Add entry…', { kind: 'value', entry: '' })}
      {button('Change passphrase…', { kind: 'passphrase' })}
      <Button variant="default" size="xs" onClick={lock}>
        Lock
      </Button>
    </Group>
  );
}

const NEXT = newPassphrase(`At least ${LEAST_PASSPHRASE} characters. Nobody can open the vault without it`);
const PRESENT = { key: 'present', label: 'Present passphrase', shape: 'hidden' } as const;
const SAYS = 'It is kept in memory only, until you lock the vault or Holdpoint closes.';

function VaultDialog({ dialog, onClose }: { readonly dialog: Dialog; readonly onClose: () => void }) {
  switch (dialog.kind) {
    case 'create':
      return (
        <UnkeptForm
          title="Create a vault"
          fields={NEXT}
          says={SAYS}
          save="Create vault"
          refuse={differ}
          onSave={({ next = '' }) => bridge.call('vault.create', { passphrase: next })}
          onClose={onClose}
        />
      );
    case 'unlock':
      return (
        <UnkeptForm
          title="Unlock the vault"
          fields={[{ key: 'passphrase', label: 'Passphrase', shape: 'hidden' }]}
          says={SAYS}
          save="Unlock"
          onSave={({ passphrase = '' }) => bridge.call('vault.unlock', { passphrase })}
          onClose={onClose}
        />
      );
    case 'passphrase':
      return (
        <UnkeptForm
          title="Change the passphrase of the vault"
          fields={[PRESENT, ...NEXT]}
          says={SAYS}
          save="Change passphrase"
          refuse={differ}
          onSave={({ present = '', next = '' }) => bridge.call('vault.changePassphrase', { present, next })}
          onClose={onClose}
        />
      );
    case 'value':
      return (
        <ValueForm
          label="vault"
          entry={dialog.entry}
          onSave={(entry, value) => bridge.call('vault.put', { entry, value })}
          onClose={onClose}
        />
      );
  }
}
