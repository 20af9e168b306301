import { Group, Select, Stack, TagsInput, Textarea, TextInput } from '@mantine/core';
import { MOMENT_NAMES } from '#core/communication/moment.ts';
import { idFrom } from '#core/release/id-from.ts';
import { describeMoment } from '#core/words/run/describe-message.ts';
import { useTyped } from '#ui/form/drafts.ts';
import { FormButtons, FormModal } from '#ui/form/FormWindows.tsx';
import { PeopleField } from '../records/PeopleField.tsx';
import { type Raw, textOf, textsOf, withoutEmpty } from '../text/raw.ts';

const MOMENT_CHOICES = MOMENT_NAMES.map((value) => ({
  value: value as string,
  label: describeMoment(value) ?? value,
}));

interface CommunicationDialogProps {
  readonly start: Raw;
  readonly onClose: () => void;
  readonly onSave: (message: Raw) => void;
}

export function CommunicationDialog({ start, onClose, onSave }: CommunicationDialogProps) {
  const typed = useTyped<Raw>(`message ${textOf(start['id'])}`, { channel: 'email', ...start });
  const { value: message, set: setMessage } = typed;
  const put = (part: Raw) => setMessage((before) => ({ ...before, ...part }));
  const id = textOf(message['id']) || idFrom(textOf(message['audience']));
  const text = (key: string) => ({
    value: textOf(message[key]),
    onChange: (event: { currentTarget: { value: string } }) => put({ [key]: event.currentTarget.value }),
  });
  const moment = textOf(message['send']);
  return (
    <FormModal
      typed={typed}
      onSave={() => onSave(withoutEmpty({ ...message, id }))}
      onClose={onClose}
      size="lg"
      title={start['id'] === undefined ? 'New message' : 'Message'}
    >
      <Stack gap="sm">
        <TextInput
          label="Audience"
          placeholder="Shops that use the card API"
          {...text('audience')}
          data-autofocus
        />
        <TextInput label="Id" description="Notify steps refer to it" placeholder={id} {...text('id')} />
        <Group grow>
          <Select
            label="Channel"
            data={['email', 'phone', 'pager', 'bulletin', 'web', 'chat']}
            value={textOf(message['channel'])}
            onChange={(channel) => put({ channel })}
          />
          <Select
            label="Sent"
            clearable
            data={
              MOMENT_CHOICES.some(({ value }) => value === moment) || moment === ''
                ? MOMENT_CHOICES
                : [...MOMENT_CHOICES, { value: moment, label: describeMoment(moment) ?? moment }]
            }
            value={moment || null}
            onChange={(send) => put({ send: send ?? undefined })}
          />
        </Group>
        <TagsInput label="To" value={[...textsOf(message['to'])]} onChange={(to) => put({ to })} />
        <PeopleField
          label="Sender"
          description="A person or role of the release"
          value={textOf(message['sender'])}
          onChange={(sender) => put({ sender })}
        />
        <TextInput label="Subject" {...text('subject')} />
        <Textarea label="Text" minRows={5} {...text('body')} />
        <FormButtons save="Save message" disabled={id === ''} />
      </Stack>
    </FormModal>
  );
}
