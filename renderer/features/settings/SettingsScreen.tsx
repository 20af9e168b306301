import {
  ActionIcon,
  Button,
  Group,
  NumberInput,
  SegmentedControl,
  Stack,
  Text,
  TextInput,
  useMantineColorScheme,
} from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useSearch } from 'wouter';
import { useStore } from 'zustand';
import { doCommand } from '#bridge/app-commands.ts';
import { bridge } from '#bridge/bridge.ts';
import { useNews } from '#bridge/use-news.ts';
import type { AppFacts } from '#contract/app-facts.ts';
import type { Settings } from '#contract/commands/workstation.ts';
import { InlineCode } from '#ui/CodeBlock.tsx';
import { addUnsaved } from '#ui/form/unsaved.ts';
import { KeyValue } from '#ui/KeyValue.tsx';
import { noticeFailure } from '#ui/notices.ts';
import { spelledLines } from '#ui/output/output-text.ts';
import { Page } from '#ui/Page.tsx';
import { PageHeader } from '#ui/PageHeader.tsx';
import { ProblemBar } from '#ui/ProblemBar.tsx';
import { Section } from '#ui/Section.tsx';
import { DesktopSection } from './DesktopSection.tsx';
import { LibrarySection } from './LibrarySection.tsx';
import { Licences } from './Licences.tsx';
import { MailSection } from './MailSection.tsx';
import { createSettingsStore } from './settings-store.ts';

const store = createSettingsStore(bridge);

export function SettingsScreen() {
  const { settings, facts, problem, load, change } = useStore(store);
  useEffect(() => void load(), [load]);
  useNews((news) => {
    if (news.kind === 'libraryChanged' && news.what === 'settings') void load();
  });
  return (
    <Page
      header={<PageHeader title="Settings" sub="Kept with this library; changes are saved immediately" />}
      width="reading"
    >
      <ProblemBar title="The settings could not be saved" problem={problem} />
      {settings && (
        <>
          <OperatorSection settings={settings} onChange={change} />
          <ThemeSection settings={settings} onChange={change} />
          <ClockSection settings={settings} onChange={change} />
          <PaperSection settings={settings} onChange={change} />
          <KeysSection />
          <DesktopSection settings={settings} onChange={change} />
          <KnownHostsSection settings={settings} onChange={change} />
          <ConnectingSection settings={settings} onChange={change} />
        </>
      )}
      <MailSection />
      <LibrarySection />
      {facts && <AboutSection facts={facts} />}
    </Page>
  );
}

interface PartProps {
  readonly settings: Settings;
  readonly onChange: (part: Partial<Settings>) => Promise<void>;
}

function OperatorSection({ settings, onChange }: PartProps) {
  const [operator, setOperator] = useState(settings.operator);
  const keep = useKeepSoon((name: string) => onChange({ operator: name.trim() }));
  return (
    <Section title="Operator" note="The name under which runs, decisions and notes are recorded.">
      <TextInput
        aria-label="Operator name"
        maw={360}
        value={operator}
        onChange={(event) => {
          setOperator(event.currentTarget.value);
          keep(event.currentTarget.value);
        }}
      />
    </Section>
  );
}

/** Kept with each pause in typing; a page that is left or a window that is closed does not wait for the pause. */
function useKeepSoon<T>(keep: (value: T) => Promise<void>) {
  const soon = useDebouncedCallback((value: T) => void keep(value), { delay: 300, flushOnUnmount: true });
  useEffect(() => addUnsaved({ keep: async () => soon.flush(), lost: () => null }), [soon]);
  return soon;
}

interface ChoiceSectionProps<T extends string> {
  readonly title: string;
  readonly note?: string;
  readonly value: T;
  readonly labels: Readonly<Record<T, string>>;
  readonly onChoose: (value: T) => void;
}

/** One of a few, all of them in view. */
function ChoiceSection<T extends string>({ title, note, value, labels, onChoose }: ChoiceSectionProps<T>) {
  const data = (Object.keys(labels) as T[]).map((each) => ({ value: each, label: labels[each] }));
  return (
    <Section title={title} {...(note === undefined ? {} : { note })}>
      <SegmentedControl aria-label={title} value={value} data={data} onChange={onChoose} />
    </Section>
  );
}

function ThemeSection({ settings, onChange }: PartProps) {
  const { setColorScheme } = useMantineColorScheme();
  const choose = (theme: Settings['theme']) => {
    setColorScheme(theme);
    void onChange({ theme });
  };
  const labels = { auto: 'Like the system', light: 'Light', dark: 'Dark' };
  return <ChoiceSection title="Appearance" value={settings.theme} labels={labels} onChoose={choose} />;
}

function ClockSection({ settings, onChange }: PartProps) {
  return (
    <ChoiceSection
      title="Clock times"
      note="On screen and in documents that the app makes. The log keeps UTC in any case; commands follow TZ."
      value={settings.clock}
      labels={{ workstation: 'Zone of this workstation', utc: 'UTC' }}
      onChoose={(clock) => void onChange({ clock })}
    />
  );
}

function PaperSection({ settings, onChange }: PartProps) {
  return (
    <ChoiceSection
      title="Paper"
      note="What runbooks and reports are laid out for, in PDF and in print, here and by commands."
      value={settings.paper}
      labels={{ a4: 'A4', letter: 'US Letter' }}
      onChoose={(paper) => void onChange({ paper })}
    />
  );
}

function KeysSection() {
  return (
    <Section title="Keyboard" note="Every command has its keys, or none; you can change them.">
      <Button variant="default" size="xs" onClick={() => doCommand('keys')}>
        Keyboard shortcuts…
      </Button>
    </Section>
  );
}

function KnownHostsSection({ settings, onChange }: PartProps) {
  const add = () =>
    void bridge
      .call('desktop.chooseFile', { purpose: 'known-hosts' })
      .then(
        (chosen) => chosen && onChange({ knownHosts: [...new Set([...settings.knownHosts, chosen.path])] }),
      )
      .catch((cause: unknown) => noticeFailure('The file was not added', cause));
  return (
    <Section
      title="known_hosts files"
      note="Host keys in these files are trusted, besides those in ~/.ssh/known_hosts, in the system's known_hosts, in a release, and those accepted in Holdpoint. A host whose release names its keys is held to these alone."
      actions={
        <Button variant="default" size="xs" leftSection={<IconPlus size={14} />} onClick={add}>
          Add file…
        </Button>
      }
    >
      {settings.knownHosts.length === 0 ? (
        <Text size="sm" c="dimmed">
          No further files.
        </Text>
      ) : (
        <Stack gap={4}>
          {settings.knownHosts.map((path) => (
            <Group key={path} gap="xs" wrap="nowrap">
              <InlineCode>{path}</InlineCode>
              <ActionIcon
                aria-label={spelledLines(`Remove ${path}`)}
                size="sm"
                onClick={() =>
                  void onChange({ knownHosts: settings.knownHosts.filter((each) => each !== path) })
                }
              >
                <IconX size={14} />
              </ActionIcon>
            </Group>
          ))}
        </Stack>
      )}
    </Section>
  );
}

/** In seconds. */
const SHORTEST = 1;
const LONGEST = 600;

function ConnectingSection({ settings, onChange }: PartProps) {
  const [seconds, setSeconds] = useState<number | null>(settings.connectTimeoutSeconds);
  const keep = useKeepSoon((typed: number | null) => onChange({ connectTimeoutSeconds: typed }));
  const change = (typed: number | null): void => {
    setSeconds(typed);
    // What is out of range is brought into it when the field is left.
    if (typed === null || (typed >= SHORTEST && typed <= LONGEST)) keep(typed);
  };
  return (
    <Section
      title="Slow hosts"
      note="How long each part of connecting to a host may take. Empty: 10 s to answer, 30 s to greet and to open a session, 60 s to log in."
    >
      <NumberInput
        aria-label="Connect timeout"
        maw={200}
        min={SHORTEST}
        max={LONGEST}
        allowDecimal={false}
        suffix=" s"
        placeholder="As usual"
        value={seconds ?? ''}
        onChange={(value) => change(typeof value === 'number' ? value : null)}
      />
    </Section>
  );
}

function AboutSection({ facts }: { readonly facts: AppFacts }) {
  const wanted = new URLSearchParams(useSearch()).get('part') === 'about';
  const place = useRef<HTMLElement>(null);
  useEffect(() => {
    if (wanted) place.current?.scrollIntoView();
  }, [wanted]);
  return (
    <Section title="About" ref={place}>
      <KeyValue
        rows={[
          { key: 'Holdpoint', value: facts.version },
          { key: 'Runtime', value: facts.runtime },
          { key: 'System', value: facts.platform },
          { key: 'System user', value: facts.operator },
          { key: 'Data folder', value: <InlineCode>{facts.dataFolder}</InlineCode> },
          ...(facts.readOnly ? [{ key: 'Read only', value: facts.readOnly }] : []),
          { key: 'Licences', value: <Licences /> },
        ]}
      />
    </Section>
  );
}
