import { Button, Text } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useState } from 'react';
import { useCockpit, useRun } from './cockpit-context.ts';

/** Takes up a run that nobody carries out; the log names the operator of this workstation. */
export function ResumeButton() {
  const { bridge } = useCockpit();
  const run = useRun((store) => store.run);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const resume = async (): Promise<void> => {
    setBusy(true);
    try {
      const { operator } = await bridge.call('settings.read', {});
      await bridge.call('run.resume', { run, by: operator });
    } catch (cause) {
      setRefusal(cause instanceof Error ? cause.message : String(cause));
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconPlayerPlay size={16} />}
        loading={busy}
        onClick={() => void resume()}
      >
        Resume
      </Button>
      {refusal === null ? null : (
        <Text size="sm" role="alert">
          {refusal}
        </Text>
      )}
    </>
  );
}
