import { ActionIcon, Button, Group, Stack, TagsInput, TextInput } from '@mantine/core';
import { IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { idFrom } from '#core/release/id-from.ts';
import { DataTable } from '#ui/DataTable.tsx';
import { useTyped } from '#ui/form/drafts.ts';
import { FormButtons, FormModal } from '#ui/form/FormWindows.tsx';
import { NoneYet } from '#ui/NoneYet.tsx';
import { spelledLines } from '#ui/output/output-text.ts';
import { Section } from '#ui/Section.tsx';
import { useChangeRaw, useRaw, useRelease } from '../release-context.ts';
import { listOf, plain, type Raw, recordOf, textOf, textsOf, withoutEmpty } from '../text/raw.ts';

const PATH = ['release', 'people'];

export function People() {
  const people = listOf(useRaw(PATH)).map(recordOf);
  const edit = useRelease((state) => state.write.edit);
  const change = useChangeRaw();
  const [opened, setOpened] = useState<number | null>(null);
  const save = (person: Raw) => {
    if (opened === null) return;
    if (opened === people.length) edit([{ kind: 'insert', path: PATH, index: opened, value: plain(person) }]);
    else change([...PATH, opened], person);
    setOpened(null);
  };
  return (
    <Section
      title="People"
      note="Who runs it, approves it, is on standby and is called."
      actions={
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={14} />}
          onClick={() => setOpened(people.length)}
        >
          Add person
        </Button>
      }
    >
      {people.length === 0 && (
        <NoneYet>Nobody is named yet. Hold points can name only people who are listed here.</NoneYet>
      )}
      {people.length > 0 && (
        <DataTable
          label="People"
          rows={people}
          keyOf={(person, index) => `${textOf(person['id'])} ${index}`}
          columns={[
            { key: 'name', title: 'Name', cell: (person) => textOf(person['name']) },
            { key: 'id', title: 'Id', cell: (person) => textOf(person['id']) },
            { key: 'roles', title: 'Roles', cell: (person) => textsOf(person['roles']).join(', ') },
            {
              key: 'phone',
              title: 'Reached at',
              cell: (person) => [textOf(person['phone']), textOf(person['email'])].filter(Boolean).join(', '),
            },
            {
              key: 'actions',
              title: 'Actions',
              unseen: true,
              width: '84px',
              cell: (person, index) => (
                <Group gap={2} wrap="nowrap">
                  <ActionIcon
                    size="sm"
                    aria-label={spelledLines(`Edit ${textOf(person['name'])}`)}
                    onClick={() => setOpened(index)}
                  >
                    <IconPencil size={15} />
                  </ActionIcon>
                  <ActionIcon
                    size="sm"
                    aria-label={spelledLines(`Remove ${textOf(person['name'])}`)}
                    onClick={() => edit([{ kind: 'remove', path: [...PATH, index] }])}
                  >
                    <IconTrash size={15} />
                  </ActionIcon>
                </Group>
              ),
            },
          ]}
        />
      )}
      {opened !== null && (
        <PersonDialog start={people[opened] ?? {}} onClose={() => setOpened(null)} onSave={save} />
      )}
    </Section>
  );
}

interface PersonDialogProps {
  readonly start: Raw;
  readonly onClose: () => void;
  readonly onSave: (person: Raw) => void;
}

function PersonDialog({ start, onClose, onSave }: PersonDialogProps) {
  const typed = useTyped<Raw>(`person ${textOf(start['id'])}`, start);
  const { value: person, set: setPerson } = typed;
  const put = (part: Raw) => setPerson((before) => ({ ...before, ...part }));
  const id = textOf(person['id']) || idFrom(textOf(person['name']));
  return (
    <FormModal
      title="Person"
      typed={typed}
      onSave={() => onSave(withoutEmpty({ ...person, id }))}
      onClose={onClose}
    >
      <Stack gap="sm">
        <TextInput
          label="Name"
          value={textOf(person['name'])}
          onChange={(event) => put({ name: event.currentTarget.value })}
          data-autofocus
        />
        <TextInput
          label="Id"
          description="Hold points and owners refer to it"
          placeholder={id}
          value={textOf(person['id'])}
          onChange={(event) => put({ id: event.currentTarget.value })}
        />
        <TextInput
          label="Login"
          description="Account on workstations; Holdpoint recognizes the person by it"
          value={textOf(person['login'])}
          onChange={(event) => put({ login: event.currentTarget.value })}
        />
        <TagsInput
          label="Roles"
          data={['deployment-engineer', 'developer', 'deployment-manager', 'product-owner', 'support']}
          value={[...textsOf(person['roles'])]}
          onChange={(roles) => put({ roles })}
        />
        <TextInput
          label="Phone"
          value={textOf(person['phone'])}
          onChange={(event) => put({ phone: event.currentTarget.value })}
        />
        <TextInput
          label="Mail"
          value={textOf(person['email'])}
          onChange={(event) => put({ email: event.currentTarget.value })}
        />
        <FormButtons save="Save person" disabled={id === ''} />
      </Stack>
    </FormModal>
  );
}
