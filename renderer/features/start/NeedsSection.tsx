import { Anchor, Button, Group, Select, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import { type StoreApi, useStore } from 'zustand';
import { bridge } from '#bridge/bridge.ts';
import type { CredentialReference, SecretReference } from '#core/library/references.ts';
import { isSourceComplete, readCommandWords } from '#core/library/vault.ts';
import { formatCount } from '#core/words/figures/format-count.ts';
import { describeUncoveredNow } from '#core/words/hosts/describe-workstation.ts';
import { labelReference, labelSource } from '#core/words/hosts/label-reference.ts';
import { UncoveredSecrets } from '#run/UncoveredSecrets.tsx';
import { type Typed, useTypedOnPage } from '#ui/form/drafts.ts';
import { noticeFailure } from '#ui/notices.ts';
import { SafeText } from '#ui/output/SafeText.tsx';
import { Section } from '#ui/Section.tsx';
import { StateMark } from '#ui/state/StateMark.tsx';
import classes from './start.module.css';
import type { StartStore } from './start-store.ts';

/** Credentials and secrets by name: where this workstation finds them. Their values are never typed here. */
export function NeedsSection({ store }: { readonly store: StoreApi<StartStore> }) {
  const { needs } = useStore(store, ({ prepared }) => prepared);
  const { setCredential, setSecret } = useStore(store, ({ sources }) => sources);
  if (!needs || needs.credentials.length + needs.secrets.length + needs.uncovered.length === 0) return null;
  return (
    <Section
      title="What it needs"
      note="Holdpoint stores where a secret is kept, never the secret itself. It is read when the run starts."
    >
      <ul className={classes.needs}>
        {needs.credentials.map(({ name, reference, hosts }) => (
          <Need
            key={`credential ${name}`}
            kind="credential"
            name={name}
            says={reference ? labelReference(reference) : null}
            for={formatCount(hosts.length, 'host')}
            onSave={(source) => setCredential(name, asReference(source))}
          />
        ))}
        {needs.secrets.map(({ name, reference }) => (
          <Need
            key={`secret ${name}`}
            kind="secret"
            name={name}
            says={reference ? labelSource(reference) : null}
            for="used in steps"
            onSave={(chosen) => setSecret(name, asSource(chosen))}
          />
        ))}
      </ul>
      <UncoveredSecrets
        says={needs.uncovered.map(describeUncoveredNow)}
        actions={
          <Anchor inherit component={Link} href="/credentials">
            Credentials
          </Anchor>
        }
      />
    </Section>
  );
}

type Where = 'agent' | 'key' | SecretReference['kind'];
interface Chosen {
  readonly where: Where;
  readonly text: string;
}

function asSource({ where, text }: Chosen): SecretReference {
  switch (where) {
    case 'env':
      return { kind: 'env', variable: text };
    case 'vault':
    case 'keychain':
      return { kind: where, entry: text };
    case 'command':
      return { kind: 'command', argv: readCommandWords(text) ?? [] };
    case 'file':
      return { kind: 'file', path: text };
    default:
      return { kind: 'ask' };
  }
}

function asReference(chosen: Chosen): CredentialReference {
  if (chosen.where === 'agent') return { kind: 'agent', fingerprint: chosen.text || null };
  if (chosen.where === 'key') return { kind: 'key', path: chosen.text, passphrase: null };
  return { kind: 'password', source: asSource(chosen) };
}

interface NeedProps {
  readonly kind: 'credential' | 'secret';
  readonly name: string;
  readonly says: string | null;
  readonly for: string;
  /** True when it was taken. */
  onSave(chosen: Chosen): Promise<boolean>;
}

function Need({ kind, name, says, for: usedFor, onSave }: NeedProps) {
  const typed = useTypedOnPage<Chosen>(`where ${kind} ${name}`, `where ${kind} ${name} is found`, {
    where: WHERE[kind][0].value,
    text: '',
  });
  const [editing, setEditing] = useState(typed.isBack);
  const close = (): void => {
    typed.startOver();
    setEditing(false);
  };
  const open = editing || says === null;
  return (
    <li>
      <div className={classes.needRow}>
        <div className={classes.stepWords}>
          <b>
            <SafeText text={name} />
          </b>{' '}
          <span className={classes.says}>
            {kind} · {usedFor}
          </span>
        </div>
        {says === null ? (
          <StateMark state="needs you" word="no source yet" />
        ) : (
          <span className={classes.found}>
            <SafeText text={says} />
          </span>
        )}
        {says === null ? null : (
          <Button
            variant="subtle"
            size="compact-sm"
            aria-label={`Change ${kind} ${name}`}
            onClick={() => (editing ? close() : setEditing(true))}
          >
            {editing ? 'Cancel' : 'Change'}
          </Button>
        )}
      </div>
      {open ? (
        <NeedForm
          kind={kind}
          name={name}
          typed={typed}
          onSave={(chosen) => void onSave(chosen).then((isSaved) => isSaved && close())}
        />
      ) : null}
    </li>
  );
}

const WHERE = {
  credential: [
    { value: 'agent', label: 'SSH agent' },
    { value: 'key', label: 'Key file' },
    { value: 'vault', label: 'Password in the vault' },
    { value: 'file', label: 'Password in a file' },
    { value: 'env', label: 'Password in an environment variable' },
    { value: 'keychain', label: "Password in the system's keychain" },
    { value: 'command', label: 'Password that a command prints' },
    { value: 'ask', label: 'Password, asked for each run' },
  ],
  secret: [
    { value: 'file', label: 'File' },
    { value: 'vault', label: 'Vault' },
    { value: 'env', label: 'Environment variable' },
    { value: 'keychain', label: 'Keychain of this system' },
    { value: 'command', label: 'Command of this site' },
    { value: 'ask', label: 'Asked for each run' },
  ],
} as const;

const FIELDS: Readonly<Record<Where, string>> = {
  agent: 'Only the key with this fingerprint (optional)',
  key: 'Path of the key file',
  file: 'Path of the file',
  env: 'Name of the variable',
  vault: 'Entry of the vault',
  keychain: 'Entry of the keychain',
  command: 'Whole path of the program, and its words',
  ask: 'Nothing is kept',
};

function isUsable(chosen: Chosen): boolean {
  if (chosen.where === 'agent') return true;
  return chosen.where === 'key' ? chosen.text !== '' : isSourceComplete(asSource(chosen));
}

interface NeedFormProps extends Pick<NeedProps, 'kind' | 'name'> {
  readonly typed: Typed<Chosen>;
  onSave(chosen: Chosen): void;
}

function NeedForm({ kind, name, typed, onSave }: NeedFormProps) {
  const { where, text } = typed.value;
  const setText = (next: string): void => typed.set((before) => ({ ...before, text: next }));
  const hasPath = where === 'key' || where === 'file';
  const choose = (): void => {
    bridge
      .call('desktop.chooseFile', { purpose: where === 'key' ? 'key' : 'secret' })
      .then((chosen) => (chosen ? setText(chosen.path) : undefined))
      .catch((cause: unknown) => noticeFailure('No file was chosen', cause));
  };
  return (
    <Stack gap="xs" className={classes.needForm ?? ''}>
      <Group gap="xs" align="flex-end" wrap="nowrap">
        <Select
          label="Found in"
          aria-label={`Where ${name} is found`}
          w={230}
          data={[...WHERE[kind]]}
          value={where}
          onChange={(value) => typed.set({ where: (value ?? where) as Where, text })}
        />
        <TextInput
          label={FIELDS[where]}
          flex={1}
          disabled={where === 'ask'}
          value={where === 'ask' ? '' : text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        {hasPath ? (
          <Button variant="default" onClick={choose}>
            Choose…
          </Button>
        ) : null}
        <Button
          variant="default"
          disabled={!isUsable({ where, text: text.trim() })}
          onClick={() => onSave({ where, text: text.trim() })}
        >
          Use this
        </Button>
      </Group>
    </Stack>
  );
}
