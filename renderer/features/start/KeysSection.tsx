import { Button, Checkbox, Group, Loader } from '@mantine/core';
import { IconAlertOctagon } from '@tabler/icons-react';
import { useState } from 'react';
import { type StoreApi, useStore } from 'zustand';
import type { UntrustedHost } from '#contract/commands/trust.ts';
import type { KnownPerson } from '#core/release/people.ts';
import { NoticeBar } from '#ui/NoticeBar.tsx';
import { spellOut } from '#ui/output/output-text.ts';
import { SafeText } from '#ui/output/SafeText.tsx';
import { PersonField } from '#ui/PersonField.tsx';
import { ProblemBar } from '#ui/ProblemBar.tsx';
import { Section } from '#ui/Section.tsx';
import { StateMark } from '#ui/state/StateMark.tsx';
import classes from './start.module.css';
import type { StartStore } from './start-store.ts';

/** Hosts whose keys are not believed yet. A person compares each; a changed or revoked key is a full stop. */
export function KeysSection({ store }: { readonly store: StoreApi<StartStore> }) {
  const { untrusted, keysFailure, answer, form, release, accept, askForKeys, busy } = useStore(store);
  if (!answer?.plan) return null;
  return (
    <Section
      title="Host keys"
      note="Compare each fingerprint with one you got another way: from the person who runs the host, or from its console."
      actions={
        <Button variant="default" size="xs" onClick={() => void askForKeys()}>
          Ask the hosts again
        </Button>
      }
    >
      <ProblemBar title="The hosts could not be asked" problem={keysFailure} />
      {untrusted === null && keysFailure === null ? (
        <Loader size="sm" aria-label="Asking the hosts for their keys" />
      ) : null}
      {untrusted?.length === 0 ? (
        <StateMark state="ok" word="Every host shows a key that is believed" />
      ) : null}
      <ul className={classes.keys}>
        {untrusted?.map((host) => (
          <li key={`${host.host} ${host.presented}`}>
            {host.standing === 'unknown' ? (
              <NewKey
                host={host}
                people={release?.people ?? []}
                name={form.operator}
                busy={busy}
                onAccept={(by) => accept(host, by)}
              />
            ) : (
              <BadKey host={host} />
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}

interface NewKeyProps {
  readonly host: UntrustedHost;
  readonly people: readonly KnownPerson[];
  readonly name: string;
  readonly busy: boolean;
  onAccept(by: string): Promise<void>;
}

function NewKey({ host, people, name, busy, onAccept }: NewKeyProps) {
  const [compared, setCompared] = useState(false);
  const [typed, setTyped] = useState<string | null>(null);
  const by = typed ?? name;
  return (
    <>
      <KeyOf host={host} />
      <Fingerprint label={`Fingerprint that ${host.host} shows`} text={host.presented} />
      <Checkbox
        mt="sm"
        label="I compared all of it, and it is the same"
        checked={compared}
        onChange={(event) => setCompared(event.currentTarget.checked)}
      />
      <Group mt="sm" gap="xs" align="flex-end">
        <PersonField label="Accepted by" people={people} value={by} onChange={setTyped} />
        <Button
          variant="default"
          disabled={!compared || by.trim() === ''}
          loading={busy}
          aria-label={`Accept this key of ${host.host}`}
          onClick={() => void onAccept(by.trim())}
        >
          Accept this key
        </Button>
      </Group>
    </>
  );
}

function BadKey({ host }: { readonly host: UntrustedHost }) {
  const revoked = host.standing === 'revoked';
  return (
    <>
      <NoticeBar
        tone="bad"
        icon={IconAlertOctagon}
        role="alert"
        title={revoked ? `The key of ${host.host} is revoked` : `The key of ${host.host} has changed`}
      >
        {revoked
          ? 'Somebody marked this key as not to be believed any more. It cannot be accepted here.'
          : 'Either the host was installed anew, or something else answers in its place. It cannot be accepted here: ask whoever runs the host, and only then forget the old key under Hosts and trust.'}
      </NoticeBar>
      <KeyOf host={host} />
      <Fingerprint label="Shown now" text={host.presented} />
      {host.expected.map((expected) => (
        <Fingerprint key={expected} label="Believed until now" text={expected} />
      ))}
    </>
  );
}

function KeyOf({ host }: { readonly host: UntrustedHost }) {
  return (
    <p className={classes.keyOf}>
      <b>
        <SafeText text={host.host} />
      </b>{' '}
      <SafeText text={`${host.address}${host.port === 22 ? '' : `, port ${host.port}`} · ${host.keyType}`} />
    </p>
  );
}

/** A fingerprint in groups of four, so that two people can read it to each other. */
function Fingerprint({ label, text }: { readonly label: string; readonly text: string }) {
  const shown = spellOut(text)
    .map((piece) => piece.text)
    .join('');
  const [kind, rest] = shown.includes(':')
    ? [shown.slice(0, shown.indexOf(':') + 1), shown.slice(shown.indexOf(':') + 1)]
    : ['', shown];
  const groups = rest.match(/.{1,4}/gu) ?? [];
  return (
    <div className={classes.fingerprint}>
      <div className={classes.says}>{label}</div>
      <code>
        <span className={classes.kind}>{kind}</span>
        {groups.map((group, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: groups have no name but their place
          <span key={i}>{group}</span>
        ))}
      </code>
    </div>
  );
}
