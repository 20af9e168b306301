import { Button, Checkbox, Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { bridge } from '#bridge/bridge.ts';
import { useCommand } from '#bridge/use-command.ts';
import type { NotTaken } from '#core/inventory/model.ts';
import type { ConfigHost } from '#core/release/config-host.ts';
import { type HostsFromConfig, hostsFromConfig } from '#core/release/hosts-from-config.ts';
import type { Path } from '#core/release/problems.ts';
import type { JsonObject } from '#core/release/revision.ts';
import { formatSshAddress } from '#core/words/figures/format-address.ts';
import { formatCount } from '#core/words/figures/format-count.ts';
import { describeLeftHost } from '#core/words/hosts/describe-left-host.ts';
import { describeNotTaken } from '#core/words/hosts/describe-not-taken.ts';
import { toSentence } from '#core/words/text/sentence.ts';
import { useTyped } from '#ui/form/drafts.ts';
import { FormButtons, FormModal } from '#ui/form/FormWindows.tsx';
import { noticeDone, noticeFailure } from '#ui/notices.ts';
import { SafeText } from '#ui/output/SafeText.tsx';
import { ProblemBar } from '#ui/ProblemBar.tsx';
import { VirtualRows } from '#ui/VirtualRows.tsx';
import { Waiting } from '#ui/Waiting.tsx';
import { useRelease } from '../release-context.ts';
import { plain, type Raw, recordOf } from '../text/raw.ts';
import classes from './environments.module.css';
import { useHostList } from './use-host-list.ts';

interface ImportHostsDialogProps {
  /** Where the hosts of the environment stand. */
  readonly path: Path;
  readonly hosts: Raw;
  readonly environment: string;
  readonly onClose: () => void;
}

type HostSource = 'ssh-config' | 'file';

const ABOUT: Readonly<Record<HostSource, string>> = {
  'ssh-config':
    'These hosts are in the SSH configuration of this workstation (~/.ssh/config). What is imported is written into the release; a later change of the configuration changes nothing there.',
  file: 'An inventory of Ansible (INI or YAML), or a table (CSV) whose first line names its columns: name, address, user, port, via, tags; each other column becomes a value of the host. A later change of the file changes nothing in the release.',
};

/** Hosts of the user's ssh configuration, or of a list that is kept elsewhere, of which some become hosts of the environment. */
export function ImportHostsDialog({ path, hosts, environment, onClose }: ImportHostsDialogProps) {
  const [source, setSource] = useState<HostSource>('ssh-config');
  const configured = useCommand('hosts.configured', {});
  const listed = useHostList();
  const found = source === 'file' ? listed.inventory : configured.value;
  const problem = source === 'file' ? listed.problem : configured.problem;
  const edit = useRelease((state) => state.write.edit);
  const typed = useTyped<readonly string[]>(`hosts to import into ${environment}`, []);
  const chosen = new Set(typed.value);
  const known = found?.hosts ?? [];
  const taken = new Map(
    Object.entries(hosts).map(([name, host]) => [name, plain(recordOf(host)) as JsonObject]),
  );
  const made = hostsFromConfig(
    known.filter(({ name }) => chosen.has(name)),
    taken,
  );
  const importable = known.filter((host) => hostsFromConfig([host], taken).left.length === 0);
  const choose = (name: string, isChosen: boolean) =>
    typed.set((before) => [...before.filter((each) => each !== name), ...(isChosen ? [name] : [])]);
  const save = () => {
    edit(made.hosts.map(({ name, host }) => ({ kind: 'set', path: [...path, name], value: host })));
    void setCredentials(made);
    onClose();
  };
  return (
    <FormModal title="Import hosts" typed={typed} onSave={save} onClose={onClose} size="lg">
      <Stack gap="sm">
        <SegmentedControl
          aria-label="Source of the hosts"
          value={source}
          data={[
            { value: 'ssh-config', label: 'SSH configuration' },
            { value: 'file', label: 'Inventory or table' },
          ]}
          onChange={(value) => setSource(value as HostSource)}
        />
        <Text size="sm">{ABOUT[source]}</Text>
        {source === 'file' ? (
          <Group gap="sm">
            <Button variant="default" onClick={() => void listed.choose()}>
              {listed.name === null ? 'Choose a file…' : 'Choose another file…'}
            </Button>
            {listed.name === null ? null : (
              <Text size="sm">
                <SafeText text={listed.name} />
              </Text>
            )}
          </Group>
        ) : null}
        <ProblemBar title="The hosts could not be read" problem={problem} />
        {source === 'ssh-config' && found === null && problem === null ? (
          <Waiting label="Reading the configuration" />
        ) : null}
        {found && known.length === 0 ? (
          <Text c="dimmed">
            It has no hosts that can be imported. Close this and choose Add host to write one by hand.
          </Text>
        ) : null}
        {importable.length > 1 ? (
          <Checkbox
            label={`All ${formatCount(importable.length, 'host')} that can be imported`}
            checked={importable.every(({ name }) => chosen.has(name))}
            indeterminate={made.hosts.length > 0 && !importable.every(({ name }) => chosen.has(name))}
            onChange={(event) =>
              typed.set(event.currentTarget.checked ? importable.map(({ name }) => name) : [])
            }
          />
        ) : null}
        {known.length > 0 ? (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolled by the keyboard
          <section className={classes.configured} aria-label="Hosts to choose from" tabIndex={0}>
            <VirtualRows
              label="Configured hosts"
              rows={known}
              keyOf={({ name }) => name}
              estimate={() => 52}
              textOf={textOfHost}
            >
              {(host) => (
                <ConfiguredHost
                  host={host}
                  left={hostsFromConfig([host], taken).left[0] ?? null}
                  isChosen={chosen.has(host.name)}
                  onChoose={(isChosen) => choose(host.name, isChosen)}
                />
              )}
            </VirtualRows>
          </section>
        ) : null}
        <Outlook made={made} skipped={source === 'file' ? 0 : (configured.value?.skipped.length ?? 0)} />
        {source === 'file' ? <NotTakenOver notTaken={listed.inventory?.notTaken ?? []} /> : null}
        <FormButtons
          save={made.hosts.length === 0 ? 'Add hosts' : `Add ${formatCount(made.hosts.length, 'host')}`}
          disabled={made.hosts.length === 0}
        />
      </Stack>
    </FormModal>
  );
}

interface ConfiguredHostProps {
  readonly host: ConfigHost;
  readonly left: HostsFromConfig['left'][number] | null;
  readonly isChosen: boolean;
  readonly onChoose: (isChosen: boolean) => void;
}

function ConfiguredHost({ host, left, isChosen, onChoose }: ConfiguredHostProps) {
  return (
    <Checkbox
      py={6}
      checked={isChosen && left === null}
      disabled={left !== null}
      onChange={(event) => onChoose(event.currentTarget.checked)}
      label={<SafeText text={host.name} />}
      description={
        <SafeText text={left === null ? placeOf(host) : `Cannot be imported: ${describeLeftHost(left)}`} />
      }
    />
  );
}

/** What is written besides the chosen hosts themselves. */
function Outlook({ made, skipped }: { readonly made: HostsFromConfig; readonly skipped: number }) {
  const ways = made.hosts.filter(({ name }) => made.hosts.some(({ host }) => host['via'] === name));
  const lines = [
    ...(ways.length === 0
      ? []
      : [
          `With them: ${ways.map(({ name }) => name).join(', ')}, over which others are reached, and which a selector such as all takes too.`,
        ]),
    ...made.credentials.map(
      ({ name, path }) => `The credential ${name} is the key ${path} on this workstation.`,
    ),
    ...(skipped === 0 ? [] : ['What is below Match in the configuration is not read.']),
  ];
  return lines.map((line) => (
    <Text key={line} size="sm" c="dimmed">
      <SafeText text={line} />
    </Text>
  ));
}

/** More are counted. */
const MOST_SHOWN = 20;

function NotTakenOver({ notTaken }: { readonly notTaken: readonly NotTaken[] }) {
  const more = notTaken.length - MOST_SHOWN;
  return notTaken.length === 0 ? null : (
    <section aria-label="Not imported">
      {notTaken.slice(0, MOST_SHOWN).map((each) => (
        <Text key={`${each.line} ${each.what}`} size="sm" c="dimmed">
          <SafeText text={toSentence(describeNotTaken(each))} />
        </Text>
      ))}
      {more > 0 ? (
        <Text size="sm" c="dimmed">
          {`and ${more} more`}
        </Text>
      ) : null}
    </section>
  );
}

function placeOf({ user, jumps, tags = [], ...where }: ConfigHost): string {
  const place = `${user === null ? '' : `${user}@`}${formatSshAddress(where)}`;
  const way = jumps.length === 0 ? [] : [`via ${jumps.map(({ name }) => name).join(', then ')}`];
  return [place, ...way, ...(tags.length === 0 ? [] : [tags.join(' ')])].join(', ');
}

function textOfHost({ name, address, user }: ConfigHost): string {
  return [name, address, user ?? ''].join(' ');
}

/** What a credential means here already stays. */
async function setCredentials({ credentials }: HostsFromConfig): Promise<void> {
  try {
    const known = await bridge.call('credentials.list', {});
    const fresh = credentials.filter(({ name }) => !known.some((each) => each.name === name));
    for (const { name, path } of fresh)
      await bridge.call('credentials.set', { name, reference: { kind: 'key', path, passphrase: null } });
    if (fresh.length > 0)
      noticeDone('Credentials set', `${fresh.map(({ name }) => name).join(', ')}: see Credentials.`);
  } catch (cause) {
    noticeFailure('The credentials were not set', cause);
  }
}
