import { Button, Checkbox, Group, TextInput } from '@mantine/core';
import { IconAlertOctagon, IconKey, IconPlugConnectedX } from '@tabler/icons-react';
import { useMemo, useRef, useState } from 'react';
import { type StoreApi, useStore } from 'zustand';
import type { ShownKeys, UntrustedHost } from '#contract/commands/trust.ts';
import { formatSshAddress } from '#core/words/figures/format-address.ts';
import { formatCount, formatMore } from '#core/words/figures/format-count.ts';
import { describeForgetting, describeRevoking } from '#core/words/hosts/describe-key-source.ts';
import { toSentence } from '#core/words/text/sentence.ts';
import { useTypedOnPage } from '#ui/form/drafts.ts';
import { NoticeBar } from '#ui/NoticeBar.tsx';
import { spellOut } from '#ui/output/output-text.ts';
import { SafeText } from '#ui/output/SafeText.tsx';
import { PersonField } from '#ui/PersonField.tsx';
import { ProblemBar } from '#ui/ProblemBar.tsx';
import { Section } from '#ui/Section.tsx';
import { StateMark } from '#ui/state/StateMark.tsx';
import { VirtualRows } from '#ui/VirtualRows.tsx';
import { Waiting } from '#ui/Waiting.tsx';
import classes from './start.module.css';
import type { StartStore } from './start-store.ts';

/** Hosts whose keys are not believed yet. A person compares each; a changed or revoked key is a full stop. */
export function KeysSection({ store }: { readonly store: StoreApi<StartStore> }) {
  const { untrusted, unasked, failure } = useStore(store, ({ keys }) => keys);
  const plan = useStore(store, ({ prepared }) => prepared.answer?.plan);
  const { askForKeys } = useStore(store, ({ trust }) => trust);
  if (!plan) return null;
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
      <ProblemBar title="The hosts could not be asked" problem={failure} />
      {untrusted === null && failure === null ? <Waiting label="Asking the hosts for their keys" /> : null}
      {untrusted?.length === 0 && unasked.length === 0 ? (
        <StateMark state="ok" word="Every host shows a trusted key" />
      ) : null}
      {untrusted && unasked.length > 0 ? <Unasked hosts={unasked} /> : null}
      {untrusted && untrusted.length > 0 ? <KeyList store={store} untrusted={untrusted} /> : null}
    </Section>
  );
}

/** So many are named; preflight names all of them. */
const NAMED = 5;

function Unasked({ hosts }: { readonly hosts: ShownKeys['unasked'] }) {
  return (
    <NoticeBar
      tone="care"
      icon={IconPlugConnectedX}
      title={`${formatCount(hosts.length, 'host has', 'hosts have')} not shown a key`}
    >
      {hosts.slice(0, NAMED).map(({ host, why }) => (
        <p key={host} className={classes.unasked}>
          <SafeText text={toSentence(why)} />
        </p>
      ))}
      {hosts.length > NAMED ? <p className={classes.unasked}>{formatMore(hosts.length - NAMED)}</p> : null}
    </NoticeBar>
  );
}

interface KeyListProps {
  readonly store: StoreApi<StartStore>;
  readonly untrusted: readonly UntrustedHost[];
}

/** One line for each key. What was ticked stays ticked while its line is out of view. */
function KeyList({ store, untrusted }: KeyListProps) {
  const { form, prepared, starting, trust } = useStore(store);
  const [compared, setCompared] = useState<ReadonlySet<string>>(new Set());
  const typed = useTypedOnPage<string | null>('accepted by', 'name of who accepts host keys', null);
  const frame = useRef<HTMLElement>(null);
  const by = (typed.value ?? form.operator).trim();
  const rows = useMemo(() => untrusted.toSorted(stopsFirst), [untrusted]);
  const tick = (key: string, isTicked: boolean): void =>
    setCompared(
      (before) => new Set([...[...before].filter((each) => each !== key), ...(isTicked ? [key] : [])]),
    );
  const take = async (host: UntrustedHost, why: string | null): Promise<void> => {
    const isLast = rows.filter(isTakeable).length === 1;
    if ((await trust.accept(host, by, why)) && isLast) typed.startOver();
    // The line that had the focus is gone.
    frame.current?.focus();
  };
  return (
    <>
      {rows.some(isTakeable) ? (
        <div className={classes.acceptedBy}>
          <PersonField
            label="Accepted by"
            people={prepared.release?.people ?? []}
            value={typed.value ?? form.operator}
            onChange={(next) => typed.set(next === form.operator ? null : next)}
          />
        </div>
      ) : null}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: scrolled by the keyboard */}
      <section ref={frame} className={classes.keys} aria-label="Keys to compare" tabIndex={0}>
        <VirtualRows
          label="Host keys"
          rows={rows}
          keyOf={keyOf}
          estimate={(host) => ESTIMATES[host.verdict]}
          textOf={textOfKey}
        >
          {(host) => (
            <div className={classes.key}>
              {isTakeable(host) ? (
                <NewKey
                  host={host}
                  isCompared={compared.has(keyOf(host))}
                  mayAccept={by !== '' && !starting.busy}
                  onCompare={(isTicked) => tick(keyOf(host), isTicked)}
                  onAccept={(why) => void take(host, why)}
                />
              ) : (
                <BadKey host={host} />
              )}
            </div>
          )}
        </VirtualRows>
      </section>
    </>
  );
}

const ESTIMATES = { unknown: 112, announced: 360, changed: 320, revoked: 320 } as const;

/** Nobody knew it, or the release says that it comes. */
function isTakeable({ verdict }: UntrustedHost): boolean {
  return verdict === 'unknown' || verdict === 'announced';
}

/** No run starts before these are settled. */
function stopsFirst(a: UntrustedHost, b: UntrustedHost): number {
  return Number(isTakeable(a)) - Number(isTakeable(b));
}

/** A host that shows another key has to be compared anew. */
function keyOf({ host, presented }: UntrustedHost): string {
  return `${host} ${presented}`;
}

function textOfKey({ host, address, port, presented }: UntrustedHost): string {
  return [host, address, port, presented].join(' ');
}

interface NewKeyProps {
  readonly host: UntrustedHost;
  readonly isCompared: boolean;
  readonly mayAccept: boolean;
  onCompare(isCompared: boolean): void;
  onAccept(why: string | null): void;
}

function NewKey({ host, isCompared, mayAccept, onCompare, onAccept }: NewKeyProps) {
  const isAnnounced = host.verdict === 'announced';
  const why = useTypedOnPage<string>(`why ${keyOf(host)}`, `why the new key of ${host.host} is right`, '');
  const isSaid = !isAnnounced || why.value.trim() !== '';
  const accept = (): void => {
    onAccept(isAnnounced ? why.value.trim() : null);
    why.startOver();
  };
  return (
    <>
      {isAnnounced ? <Announced host={host} /> : null}
      <KeyOf host={host} />
      <Fingerprint label={`Fingerprint that ${host.host} shows`} text={host.presented} />
      {isAnnounced ? (
        <>
          {host.expected.map((expected) => (
            <Fingerprint key={expected} label="Trusted until now" text={expected} />
          ))}
          <TextInput
            mt="xs"
            label="Why the key was changed"
            description="Kept as evidence with your name, and printed in the report"
            value={why.value}
            onChange={(event) => why.set(event.currentTarget.value)}
          />
        </>
      ) : null}
      <Group mt="xs" gap="md" justify="space-between">
        <Checkbox
          label="I compared all of it, and it is the same"
          aria-label={`I compared all of it, and it is the same: ${host.host}`}
          checked={isCompared}
          onChange={(event) => onCompare(event.currentTarget.checked)}
        />
        <Button
          variant="default"
          size="xs"
          disabled={!isCompared || !mayAccept || !isSaid}
          aria-label={`${isAnnounced ? 'Confirm the new key' : 'Accept this key'} of ${host.host}`}
          onClick={accept}
        >
          {isAnnounced ? 'Confirm the new key' : 'Accept this key'}
        </Button>
      </Group>
    </>
  );
}

function Announced({ host }: { readonly host: UntrustedHost }) {
  return (
    <NoticeBar
      tone="quiet"
      icon={IconKey}
      title={`${host.host} shows the new key that this release announces`}
    >
      Old and new stand below. Confirm it if you know that the key was changed on purpose.
    </NoticeBar>
  );
}

function BadKey({ host }: { readonly host: UntrustedHost }) {
  const revoked = host.verdict === 'revoked';
  return (
    <>
      <NoticeBar
        tone="bad"
        icon={IconAlertOctagon}
        role="alert"
        title={revoked ? `The key of ${host.host} is revoked` : `The key of ${host.host} has changed`}
      >
        {revoked
          ? `This key is marked as revoked${describeRevoking(host.sources)}. It cannot be accepted here: the host needs a new key.`
          : `Either the host was installed anew, or something else answers in its place. It cannot be accepted here: ask whoever runs the host, and only then ${describeForgetting(host.sources)}.`}
      </NoticeBar>
      <KeyOf host={host} />
      <Fingerprint label="Shown now" text={host.presented} />
      {host.expected.map((expected) => (
        <Fingerprint key={expected} label="Trusted until now" text={expected} />
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
      <SafeText text={`${formatSshAddress(host)} · ${host.keyType}`} />
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
