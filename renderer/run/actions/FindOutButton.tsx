import { IconEyeSearch } from '@tabler/icons-react';
import { useLocation } from 'wouter';
import { useCommand } from '#bridge/use-command.ts';
import { proposedPerson } from '#core/release/people.ts';
import { WhoButton } from '#ui/WhoButton.tsx';
import { Refusal } from '../live/Refusal.tsx';
import { useOfView, useRun, useRunParts } from '../live/run-context.ts';
import { describeResume, labelResume } from '../wording.ts';

/** Resumes a run that nobody carries out, in somebody's name, and shows what is found. Nothing is run. */
export function FindOutButton({ size = 'sm' }: { readonly size?: 'sm' | 'md' }) {
  const { header } = useRunParts('header');
  const leftRunning = useOfView((view) => view.leftRunning.length);
  const resume = useRun((store) => store.ask.carry.resume);
  const waitForHosts = useRun((store) => store.ask.carry.waitForHosts);
  const isBusy = useRun((store) => store.asked.refused?.code === 'hosts-busy');
  const { value: settings } = useCommand('settings.read', {});
  const [, goTo] = useLocation();
  const { people = [], run } = header;
  return (
    <WhoButton
      label={labelResume(leftRunning)}
      size={size}
      leftSection={<IconEyeSearch size={16} />}
      people={people}
      start={proposedPerson(people, settings?.operator ?? '')}
      onChoose={resume}
      onDone={() => goTo(`/run/${run}/recovery`)}
      instead={isBusy ? { label: 'Wait for these hosts', onChoose: waitForHosts } : null}
    >
      {describeResume(leftRunning)}
      <Refusal title="The run was not resumed" />
    </WhoButton>
  );
}
