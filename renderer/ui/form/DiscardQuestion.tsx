import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useStore } from 'zustand';
import { discardStore } from './discard.ts';

/** Asks before something that was typed is thrown away. Mounted while it asks, so that it does not hear the key that opened it. */
export function DiscardQuestion() {
  const { what, answer } = useStore(discardStore);
  if (what.length === 0) return null;
  return (
    <Modal
      opened
      onClose={() => answer(false)}
      title="Discard what you typed?"
      withCloseButton={false}
      zIndex={400}
    >
      <Stack gap="lg">
        <Text component="div" size="sm" c="dimmed">
          {`Not saved: ${what.join('; ')}. If you discard it, it cannot be restored.`}
        </Text>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={() => answer(true)}>
            Discard
          </Button>
          <Button onClick={() => answer(false)} data-autofocus>
            Keep editing
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
