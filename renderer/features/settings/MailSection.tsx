import { Button, Group, NumberInput, Select, Stack, Switch, Text, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { bridge } from '#bridge/bridge.ts';
import { messageOf } from '#bridge/failure.ts';
import { useCommand } from '#bridge/use-command.ts';
import {
  MAIL_ADDRESS,
  MAIL_PORTS,
  type MailSettings,
  mailSettings,
} from '#core/communication/mail-settings.ts';
import { noticeDone } from '#ui/notices.ts';
import { SafeText } from '#ui/output/SafeText.tsx';
import { ProblemBar } from '#ui/ProblemBar.tsx';
import { Section } from '#ui/Section.tsx';

const EMPTY: MailSettings = {
  host: '',
  port: MAIL_PORTS.starttls,
  encryption: 'starttls',
  from: '',
  user: null,
  credential: null,
  certificates: null,
};

const ENCRYPTION = [
  { value: 'starttls', label: 'STARTTLS' },
  { value: 'tls', label: 'TLS from the start' },
  { value: 'none', label: 'None' },
];

/** The mail server of the site, once it is known what is set: messages of a run are sent by it, and by people where there is none. */
export function MailSection() {
  const { value, problem, loading } = useCommand('messages.mail', {});
  if (problem !== null) return <ProblemBar title="The mail server could not be read" problem={problem} />;
  return loading ? null : <MailForm set={value} />;
}

function MailForm({ set }: { readonly set: MailSettings | null }) {
  const [settings, setSettings] = useState(set);
  const [credentials, setCredentials] = useState<readonly string[]>([]);
  const [to, setTo] = useState('');
  const [said, setSaid] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    bridge.call('credentials.list', {}).then(
      (list) =>
        setCredentials(list.flatMap(({ name, reference }) => (reference.kind === 'password' ? name : []))),
      () => setCredentials([]),
    );
  }, []);
  const change = (part: Partial<MailSettings>): void => {
    setSaid(null);
    setSettings((before) => ({ ...(before ?? EMPTY), ...part }));
  };
  const save = (next: MailSettings | null): Promise<unknown> =>
    bridge.call('messages.setMail', { settings: next });
  const act = async (work: () => Promise<string | null>): Promise<void> => {
    setBusy(true);
    setSaid(await work().catch(messageOf));
    setBusy(false);
  };
  const isWhole = settings !== null && mailSettings.safeParse(settings).success;
  const turnOff = (): void => {
    setSettings(null);
    void act(() => save(null).then(() => null));
  };
  return (
    <Section
      title="Mail"
      note="Messages of a live run can be sent by this server. Without one, people send them and say so; a rehearsal sends nothing."
    >
      <Switch
        label="This site has a mail server"
        checked={settings !== null}
        onChange={(event) => (event.currentTarget.checked ? change({}) : turnOff())}
      />
      {settings === null ? null : (
        <Stack gap="sm" mt="sm" maw={560}>
          <Group grow align="flex-start">
            <TextInput
              label="Server"
              placeholder="mail.example.org"
              value={settings.host}
              onChange={(event) => change({ host: event.currentTarget.value.trim() })}
            />
            <NumberInput
              label="Port"
              min={1}
              max={65_535}
              allowDecimal={false}
              value={settings.port}
              onChange={(port) => change({ port: Number(port) })}
            />
            <Select
              label="Encryption"
              data={ENCRYPTION}
              allowDeselect={false}
              value={settings.encryption}
              onChange={(value) => {
                const encryption = (value ?? 'starttls') as MailSettings['encryption'];
                change({ encryption, port: MAIL_PORTS[encryption] });
              }}
            />
          </Group>
          <TextInput
            label="From"
            description="Who messages are from; answers go to the sender that the release names"
            placeholder="Release desk <releases@example.org>"
            error={settings.from !== '' && !MAIL_ADDRESS.test(settings.from) ? 'Not a mail address' : null}
            value={settings.from}
            onChange={(event) => change({ from: event.currentTarget.value })}
          />
          <Group grow align="flex-start">
            <TextInput
              label="User (optional)"
              description="Empty: the server asks for no login"
              value={settings.user ?? ''}
              onChange={(event) => change({ user: event.currentTarget.value || null })}
            />
            <Select
              label="Password"
              description="A password under Credentials"
              placeholder="The one of the user's name"
              clearable
              disabled={settings.user === null}
              data={[...credentials]}
              value={settings.credential}
              onChange={(credential) => change({ credential })}
            />
          </Group>
          <TextInput
            label="Certificates (optional)"
            description="Path of a PEM file with authorities to trust besides the usual ones"
            value={settings.certificates ?? ''}
            onChange={(event) => change({ certificates: event.currentTarget.value || null })}
          />
          <Group align="flex-end">
            <Button
              disabled={!isWhole}
              loading={busy}
              onClick={() =>
                void act(async () => {
                  await save(settings);
                  noticeDone('Mail server saved');
                  return null;
                })
              }
            >
              Save mail server
            </Button>
            <TextInput
              label="Try it out"
              placeholder="you@example.org"
              value={to}
              onChange={(event) => setTo(event.currentTarget.value)}
            />
            <Button
              variant="default"
              disabled={!isWhole || !MAIL_ADDRESS.test(to)}
              loading={busy}
              onClick={() =>
                void act(async () => {
                  await save(settings);
                  const { fault } = await bridge.call('messages.tryMail', { to });
                  return fault ?? `The server took a mail to ${to}.`;
                })
              }
            >
              Save and send a mail
            </Button>
          </Group>
          <Text size="sm" role="status">
            {said === null ? null : <SafeText text={said} />}
          </Text>
        </Stack>
      )}
    </Section>
  );
}
