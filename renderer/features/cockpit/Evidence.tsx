import { Button, Group, Text } from '@mantine/core';
import { useRun } from '#run/live/run-context.ts';
import { StateMark } from '#ui/state/StateMark.tsx';
import classes from './cockpit.module.css';

/** Walks the chain of the run's events and says whether every link holds. */
export function Evidence() {
  const verification = useRun((store) => store.verification);
  const verify = useRun((store) => store.verify);
  const busy = useRun((store) => store.busy);
  const evidence = useRun((store) => store.evidence);
  const head = useRun((store) => store.head);
  return (
    <Group gap="sm" mt={6}>
      <Button size="compact-xs" variant="default" loading={busy} onClick={() => void verify()}>
        Verify evidence
      </Button>
      <Text component="div" size="xs" role="status">
        {verification === null ? (
          <span className={classes['tabular']}>
            {evidence.ok ? `Log head ${head.slice(0, 16)}` : 'No log head: the log does not verify'}
          </span>
        ) : null}
        {verification?.ok ? (
          <StateMark
            state="ok"
            word={`The evidence verifies: ${verification.events} events, every link holds`}
          />
        ) : null}
        {verification && !verification.ok ? (
          <StateMark state="failed" word="The evidence does not verify" />
        ) : null}
      </Text>
      {verification?.findings.map((finding) => (
        <Text key={`${finding.run} ${finding.seq} ${finding.code}`} size="xs">
          {finding.seq === null ? '' : `Event ${finding.seq}: `}
          {finding.message}
        </Text>
      ))}
    </Group>
  );
}
