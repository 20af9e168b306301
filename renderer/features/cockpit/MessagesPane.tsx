import { Badge, Button, Group, Text } from '@mantine/core';
import { useMemo } from 'react';
import type { MessageOfRun, MessageStateName } from '#core/communication/told.ts';
import {
  describeMoment,
  describeRecipients,
  describeSendsNothing,
  describeWhatCame,
  MESSAGE_STATES,
} from '#core/words/run/describe-message.ts';
import { useRun, useRunParts } from '#run/live/run-context.ts';
import type { Dialog } from '#run/live/run-store.ts';
import { useMessages } from '#run/live/use-messages.ts';
import { type Column, DataTable } from '#ui/DataTable.tsx';
import { spelledLines } from '#ui/output/output-text.ts';
import { SafeText } from '#ui/output/SafeText.tsx';
import classes from './cockpit.module.css';

/** Whom the release tells what, what is due now, and what came of it. */
export function MessagesPane() {
  const { header } = useRunParts('header');
  const messages = useMessages();
  const openDialog = useRun((store) => store.show.openDialog);
  const isLive = header.mode === 'live';
  const columns = useMemo(() => columnsFor(openDialog, isLive), [openDialog, isLive]);
  const nothing = describeSendsNothing(header.mode);
  if (messages.length === 0)
    return (
      <div className={classes.pane}>
        <Text size="sm" c="dimmed">
          The release of this run tells nobody anything. Messages are drafted under Communications of a
          release.
        </Text>
      </div>
    );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolled by the keyboard
    <section className={classes.pane} aria-label="Messages" tabIndex={0}>
      {nothing === null ? null : (
        <Text size="sm" fw={600} mb="xs">
          {nothing}
        </Text>
      )}
      <DataTable
        label="Messages"
        rows={messages}
        columns={columns}
        keyOf={({ id }) => id}
        textOf={({ id, audience, channel, ...came }) =>
          [id, audience, channel, ...describeWhatCame(came).map(({ words }) => words)].join(' ')
        }
      />
    </section>
  );
}

function columnsFor(openDialog: (dialog: Dialog) => void, isLive: boolean): readonly Column<MessageOfRun>[] {
  return [
    {
      key: 'audience',
      title: 'Audience',
      cell: ({ audience, channel, to, send }) => (
        <div className={classes.anywhere}>
          <SafeText text={audience} />
          <Text size="xs" c="dimmed">
            <SafeText
              text={[`by ${channel} to ${describeRecipients(to)}`, describeMoment(send)]
                .flatMap((part) => part ?? [])
                .join(' · ')}
            />
          </Text>
        </div>
      ),
    },
    {
      key: 'state',
      title: 'State',
      width: '104px',
      cell: ({ state }) => (
        <Badge size="sm" radius="sm" tt="none" {...LOOK[state]}>
          {MESSAGE_STATES[state]}
        </Badge>
      ),
    },
    {
      key: 'records',
      title: 'What came of it',
      width: '40%',
      cell: ({ id, state, ...came }) => (
        <div className={classes.anywhere}>
          {describeWhatCame(came).map(({ seq, words }) => (
            <div key={seq}>
              <SafeText text={words} />
            </div>
          ))}
          <Group gap={6} mt={4}>
            <Button
              size="compact-xs"
              variant={state === 'due' || state === 'failed' || state === 'unclear' ? 'filled' : 'default'}
              aria-label={spelledLines(`${actOf(isLive, state)} (${id})`)}
              onClick={() => openDialog({ kind: 'message', message: id })}
            >
              {actOf(isLive, state)}
            </Button>
            {isLive && state === 'told' ? (
              <Button
                size="compact-xs"
                variant="default"
                aria-label={spelledLines(`Received… (${id})`)}
                onClick={() => openDialog({ kind: 'receipt', message: id })}
              >
                Received…
              </Button>
            ) : null}
          </Group>
        </div>
      ),
    },
  ];
}

function actOf(isLive: boolean, state: MessageStateName): string {
  if (!isLive) return 'Show…';
  return state === 'told' ? 'Tell again…' : 'Tell…';
}

const LOOK = {
  later: { variant: 'default' },
  due: { variant: 'filled', color: 'red.9' },
  failed: { variant: 'filled', color: 'red.9' },
  unclear: { variant: 'filled', color: 'red.9' },
  told: { variant: 'default' },
  withheld: { variant: 'default' },
} as const;
