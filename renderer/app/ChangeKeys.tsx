import { Button, Group, Text } from '@mantine/core';
import { type KeyboardEvent, useState } from 'react';
import { bridge } from '#bridge/bridge.ts';
import { type AppCommandId, appCommand } from '#contract/app-commands.ts';
import { type KeyChanges, keyProblem, keysOf, writeKeys } from '#contract/app-keys.ts';
import { noticeFailure } from '#ui/notices.ts';
import { Keys } from './Keys.tsx';

interface ChangeKeysProps {
  readonly id: AppCommandId;
  readonly changes: KeyChanges;
}

/** The keys of a command, and a button that takes the next ones that are pressed in their place. */
export function ChangeKeys({ id, changes }: ChangeKeysProps) {
  const [isHearing, setHearing] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const keys = keysOf(id, changes);
  const { label } = appCommand(id);
  const hear = (event: KeyboardEvent): void => {
    if (!isHearing || event.key === 'Tab') return;
    event.preventDefault();
    event.stopPropagation();
    const pressed = writeKeys(event);
    if (pressed === null) return;
    const wanted = pressed === 'Backspace' || pressed === 'Delete' ? null : pressed;
    const why = wanted === null || wanted === 'Escape' ? null : keyProblem(id, wanted, changes);
    setProblem(why);
    if (why !== null) return;
    setHearing(false);
    if (wanted !== 'Escape') keep(id, wanted);
  };
  return (
    <>
      <Group gap="xs" justify="flex-end" wrap="nowrap">
        {isHearing ? null : <KeysOrNone keys={keys} />}
        <Button
          variant={isHearing ? 'light' : 'subtle'}
          size="compact-xs"
          aria-label={
            isHearing ? `Press keys; Backspace: none, for: ${label}` : `Change the keys for: ${label}`
          }
          onClick={() => setHearing(true)}
          onKeyDown={hear}
          onBlur={() => {
            setHearing(false);
            setProblem(null);
          }}
        >
          {isHearing ? 'Press keys; Backspace: none' : 'Change'}
        </Button>
        {changes[id] === undefined || isHearing ? null : (
          <Button
            variant="subtle"
            size="compact-xs"
            aria-label={`Reset the keys for: ${label}`}
            onClick={() => keep(id, undefined)}
          >
            Reset
          </Button>
        )}
      </Group>
      {problem === null ? null : (
        <Text size="xs" c="bad" role="alert">
          {problem}
        </Text>
      )}
    </>
  );
}

function KeysOrNone({ keys }: { readonly keys: string | undefined }) {
  if (keys !== undefined) return <Keys keys={keys} />;
  return (
    <Text size="xs" c="dimmed">
      none
    </Text>
  );
}

/** Null: it has none; undefined: its usual ones. */
function keep(id: AppCommandId, keys: string | null | undefined): void {
  bridge
    .call('settings.read', {})
    .then(({ keys: before, ...settings }) => {
      const { [id]: _, ...others } = before;
      const now = keys === undefined ? others : { ...others, [id]: keys };
      return bridge.call('settings.write', { ...settings, knownHosts: [...settings.knownHosts], keys: now });
    })
    .catch((cause: unknown) => noticeFailure('The keys were not saved', cause));
}
