import { Button } from '@mantine/core';
import { IconMail, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { describeMoment } from '#core/words/run/describe-message.ts';
import { EmptyState } from '#ui/EmptyState.tsx';
import { spelledLines } from '#ui/output/output-text.ts';
import { useChangeRaw, useRaw, useRelease } from '../release-context.ts';
import { listOf, plain, type Raw, recordOf, textOf, textsOf } from '../text/raw.ts';
import { CommunicationDialog } from './CommunicationDialog.tsx';
import classes from './communications.module.css';

const PATH = ['communications'];

export function CommunicationsView() {
  const messages = listOf(useRaw(PATH)).map(recordOf);
  const edit = useRelease((state) => state.write.edit);
  const change = useChangeRaw();
  const [opened, setOpened] = useState<number | null>(null);
  const save = (message: Raw) => {
    if (opened === null) return;
    if (opened === messages.length)
      edit([{ kind: 'insert', path: PATH, index: opened, value: plain(message) }]);
    else change([...PATH, opened], message);
    setOpened(null);
  };
  const add = (
    <Button variant="default" leftSection={<IconPlus size={15} />} onClick={() => setOpened(messages.length)}>
      Add message
    </Button>
  );
  return (
    <div className={classes.page}>
      {messages.length === 0 && (
        <EmptyState icon={<IconMail />} title="No messages yet" action={add}>
          Draft beforehand who is told what, for success and for backout alike. Holdpoint fills in the values,
          says when each message is due, and keeps who was told.
        </EmptyState>
      )}
      {messages.map((message, index) => (
        <article key={textOf(message['id']) || index} className={classes.card}>
          <header className={classes.head}>
            <div>
              <h2>{textOf(message['audience']) || textOf(message['id'])}</h2>
              <div className={classes.facts}>
                {[
                  textOf(message['channel']),
                  textsOf(message['to']).join(', '),
                  describeMoment(textOf(message['send'])),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </div>
            </div>
            <div className={classes.actions}>
              <Button
                size="xs"
                variant="subtle"
                color="gray"
                leftSection={<IconPencil size={14} />}
                aria-label={spelledLines(`Edit message ${textOf(message['id'])}`)}
                onClick={() => setOpened(index)}
              >
                Edit
              </Button>
              <Button
                size="xs"
                variant="subtle"
                color="gray"
                leftSection={<IconTrash size={14} />}
                aria-label={spelledLines(`Delete message ${textOf(message['id'])}`)}
                onClick={() => edit([{ kind: 'remove', path: [...PATH, index] }])}
              >
                Delete
              </Button>
            </div>
          </header>
          {textOf(message['subject']) && <p className={classes.subject}>{textOf(message['subject'])}</p>}
          <p className={classes.body}>{textOf(message['body'])}</p>
        </article>
      ))}
      {messages.length > 0 && add}
      {opened !== null && (
        <CommunicationDialog start={messages[opened] ?? {}} onClose={() => setOpened(null)} onSave={save} />
      )}
    </div>
  );
}
