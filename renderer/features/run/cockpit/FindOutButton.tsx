import { Button } from '@mantine/core';
import { IconEyeSearch } from '@tabler/icons-react';
import { useLocation } from 'wouter';
import { useRun } from './cockpit-context.ts';

/** Takes up a run that nobody carries out, and shows what is found. Nothing is run. */
export function FindOutButton({ size = 'sm' }: { readonly size?: 'sm' | 'md' }) {
  const run = useRun((store) => store.run);
  const takeUp = useRun((store) => store.takeUp);
  const busy = useRun((store) => store.busy);
  const [, goTo] = useLocation();
  const find = async (): Promise<void> => {
    if (await takeUp()) goTo(`/run/${run}/recovery`);
  };
  return (
    <Button size={size} leftSection={<IconEyeSearch size={16} />} loading={busy} onClick={() => void find()}>
      Find out what happened
    </Button>
  );
}
