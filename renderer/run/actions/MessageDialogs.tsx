import { Button, Group, SegmentedControl, Select, Stack, Text, TextInput } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import type { Bridge } from '#bridge/bridge.ts';
import { letterOf } from '#core/communication/letter.ts';
import { findMessage, isOnceMore, type MessageOfRun } from '#core/communication/told.ts';
import { proposedPerson } from '#core/release/people.ts';
import { operatorOf } from '#core/run/operator.ts';
import {
  describeMoment,
  describeRecipient,
  describeSendsNothing,
  describeWithoutMail,
} from '#core/words/run/describe-message.ts';
import { copyText } from '#ui/clipboard.ts';
import { useTyped } from '#ui/form/drafts.ts';
import { FormButtons, FormModal } from '#ui/form/FormWindows.tsx';
import { NoteInput } from '#ui/form/NoteInput.tsx';
import { noticeDone, noticeFailure } from '#ui/notices.ts';
import { SafeLines } from '#ui/output/SafeLines.tsx';
import { SafeText } from '#ui/output/SafeText.tsx';
import { PersonField } from '#ui/PersonField.tsx';
import { Refusal } from '../live/Refusal.tsx';
import { useOpenRun, useRun, useRunState } from '../live/run-context.ts';
import classes from './messages.module.css';
import { type DialogProps, restoreFocus } from './WishDialog.tsx';

interface MessageDialogProps extends DialogProps {
  readonly message: string;
}

const HOW = { mail: 'Send by mail', person: 'Told by a person', withhold: 'Not told' } as const;
type How = keyof typeof HOW;

interface TypedMessage {
  readonly said: Readonly<Record<string, string>>;
  /** Null: as the message is best told here. */
  readonly how: How | null;
  readonly note: string;
  /** Null: who is proposed. */
  readonly by: string | null;
}

/** Shows a message with its values filled in, sends it, or puts down that somebody told it. */
export function MessageDialog({ message: id, opened, onClose }: MessageDialogProps) {
  const state = useRunState();
  const message = findMessage(state, id);
  return message === null ? null : <OneMessage message={message} opened={opened} onClose={onClose} />;
}

function OneMessage({ message, opened, onClose }: DialogProps & { readonly message: MessageOfRun }) {
  const state = useRunState();
  const { messages } = useRun((store) => store.ask);
  const busy = useRun((store) => store.asked.busy);
  const { bridge } = useOpenRun();
  const hasServer = useMailServer();
  const [fault, setFault] = useState<string | null>(null);
  const { header } = state;
  const { people = [] } = header;
  const typed = useTyped<TypedMessage>(`message ${message.id}`, { said: {}, how: null, note: '', by: null });
  const { said, note } = typed.value;
  const by = (typed.value.by ?? proposedPerson(people, operatorOf(state))).trim();
  const change = (part: Partial<TypedMessage>): void => typed.set((before) => ({ ...before, ...part }));
  const letter = letterOf(message, state, said);
  const asked = letterOf(message, state).missing;
  const canMail = hasServer && message.to.some(({ email }) => email !== null);
  const how: How = typed.value.how ?? (canMail && message.channel === 'email' ? 'mail' : 'person');
  const nothing = describeSendsNothing(header.mode);
  const isLacking =
    nothing !== null ||
    by === '' ||
    (how === 'withhold' ? note.trim() === '' : letter.missing.length > 0) ||
    (how === 'mail' && !canMail);
  const save = async (): Promise<void> => {
    if (isLacking) return;
    setFault(null);
    const about = { message: message.id, by };
    if (how === 'mail') {
      const sent = await messages.send({ ...about, said, again: isOnceMore(message) });
      setFault(sent?.fault ?? null);
      if (sent !== null && sent.fault === null) onClose();
      return;
    }
    const isTaken =
      how === 'person'
        ? await messages.tell({ ...about, said, note: note.trim() || null })
        : await messages.withhold({ ...about, note: note.trim() });
    if (isTaken) onClose();
  };
  const choices = (Object.keys(HOW) as How[]).filter((each) => each !== 'mail' || canMail);
  return (
    <FormModal
      opened={opened}
      onClose={onClose}
      onExitTransitionEnd={restoreFocus}
      title={message.audience}
      lost="message"
      typed={typed}
      onSave={() => void save()}
      centered
      size="lg"
    >
      <Stack gap="sm">
        {nothing === null ? null : (
          <Text size="sm" fw={600}>
            {nothing}
          </Text>
        )}
        <CallSheet message={message} />
        <div className={classes.letter}>
          {letter.subject === '' ? null : (
            <p className={classes.subject}>
              <SafeText text={letter.subject} />
            </p>
          )}
          <p className={classes.body}>
            <SafeLines text={letter.body} />
          </p>
        </div>
        {asked.map((name) => (
          <TextInput
            key={name}
            size="xs"
            label={name}
            description="Holdpoint does not know this value yet. Enter what the message says here."
            value={said[name] ?? ''}
            onChange={(event) => change({ said: { ...said, [name]: event.currentTarget.value } })}
          />
        ))}
        <Group gap="xs">
          <Button
            size="xs"
            variant="default"
            disabled={letter.missing.length > 0}
            onClick={() => copyText(textOf(letter), 'Message copied')}
          >
            Copy text
          </Button>
          <Button
            size="xs"
            variant="default"
            disabled={nothing !== null || letter.missing.length > 0}
            onClick={() => saveFile(bridge, { run: header.run, message: message.id, said })}
          >
            Save for a mail program…
          </Button>
        </Group>
        {nothing === null ? (
          <>
            <SegmentedControl
              aria-label="How they are told"
              data={choices.map((value) => ({ value, label: HOW[value] }))}
              value={how}
              onChange={(value) => change({ how: value as How })}
            />
            <Hint>{hintOf(how, message, hasServer)}</Hint>
            {how === 'mail' ? null : (
              <NoteInput
                label={how === 'withhold' ? 'Why they are not told' : 'Note (optional)'}
                required={how === 'withhold'}
                value={note}
                onChange={(text) => change({ note: text })}
              />
            )}
            <PersonField
              label="Your name"
              people={people}
              value={by}
              onChange={(who) => change({ by: who })}
            />
          </>
        ) : null}
        {fault === null ? null : (
          <Text size="sm" c="bad" role="alert">
            <SafeText text={fault} />
          </Text>
        )}
        <Refusal />
        <FormButtons
          save={how === 'mail' && isOnceMore(message) ? 'Send mail again' : SAVES[how]}
          busy={busy}
          disabled={isLacking}
        />
      </Stack>
    </FormModal>
  );
}

const SAVES: Readonly<Record<How, string>> = {
  mail: 'Send mail',
  person: 'Record as told',
  withhold: 'Record as not told',
};

function hintOf(how: How, { to }: MessageOfRun, hasServer: boolean): string | null {
  if (how === 'mail') return describeWithoutMail(to);
  if (how === 'withhold') return null;
  return hasServer ? null : 'No mail server is named in Settings, so nothing is sent from here.';
}

function Hint({ children }: { readonly children: string | null }): ReactNode {
  return children === null ? null : (
    <Text size="sm" c="dimmed">
      <SafeText text={children} />
    </Text>
  );
}

/** Whom to tell, by what number or address. */
function CallSheet({ message }: { readonly message: MessageOfRun }) {
  const when = describeMoment(message.send);
  return (
    <div>
      <Text size="sm">
        <SafeText text={[`By ${message.channel}`, when].flatMap((part) => part ?? []).join(', ')} />
      </Text>
      <ul className={classes.people}>
        {message.to.map((recipient) => (
          <li key={recipient.name}>
            <SafeText text={describeRecipient(recipient)} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function textOf({ subject, body }: { readonly subject: string; readonly body: string }): string {
  return subject === '' ? body : `${subject}\n\n${body}`;
}

function saveFile(
  bridge: Bridge,
  wanted: { run: string; message: string; said: Readonly<Record<string, string>> },
): void {
  bridge
    .call('desktop.saveMessage', { ...wanted, said: { ...wanted.said } })
    .then((saved) => saved && noticeDone('Message saved', saved.path))
    .catch((cause: unknown) => noticeFailure('The message was not saved', cause));
}

function useMailServer(): boolean {
  const { bridge } = useOpenRun();
  const [isThere, setIsThere] = useState(false);
  useEffect(() => {
    bridge
      .call('messages.mail', {})
      .then((settings) => setIsThere(settings !== null))
      .catch(() => setIsThere(false));
  }, [bridge]);
  return isThere;
}

/** Whether a message arrived, at all of them or at one. */
export function ReceiptDialog({ message: id, opened, onClose }: MessageDialogProps) {
  const state = useRunState();
  const { messages } = useRun((store) => store.ask);
  const busy = useRun((store) => store.asked.busy);
  const { people = [] } = state.header;
  const message = findMessage(state, id);
  const typed = useTyped(`receipt ${id}`, {
    whom: null as string | null,
    received: true,
    note: '',
    by: null as string | null,
  });
  const { whom, received, note } = typed.value;
  const by = (typed.value.by ?? proposedPerson(people, operatorOf(state))).trim();
  const save = async (): Promise<void> => {
    if (by !== '' && (await messages.receive({ message: id, by, whom, received, note: note.trim() || null })))
      onClose();
  };
  return (
    <FormModal
      opened={opened}
      onClose={onClose}
      onExitTransitionEnd={restoreFocus}
      title="Did it arrive?"
      lost="receipt"
      typed={typed}
      onSave={() => void save()}
      centered
    >
      <Stack gap="sm">
        <SegmentedControl
          aria-label="Whether it arrived"
          data={[
            { value: 'yes', label: 'Received' },
            { value: 'no', label: 'Not received' },
          ]}
          value={received ? 'yes' : 'no'}
          onChange={(value) => typed.set((before) => ({ ...before, received: value === 'yes' }))}
        />
        <Select
          label="By whom"
          placeholder="Everybody"
          clearable
          data={[...new Set(message?.to.map(({ name }) => name) ?? [])]}
          value={whom}
          onChange={(name) => typed.set((before) => ({ ...before, whom: name }))}
        />
        <NoteInput
          label="Note (optional)"
          value={note}
          onChange={(text) => typed.set((before) => ({ ...before, note: text }))}
        />
        <PersonField
          label="Your name"
          people={people}
          value={by}
          onChange={(who) => typed.set((before) => ({ ...before, by: who }))}
        />
        <Refusal />
        <FormButtons save="Record" busy={busy} disabled={by === ''} />
      </Stack>
    </FormModal>
  );
}
