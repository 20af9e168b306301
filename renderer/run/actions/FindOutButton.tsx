import { IconEyeSearch } from '@tabler/icons-react';
import { useLocation } from 'wouter';
import { useCommand } from '#bridge/use-command.ts';
import { proposedPerson } from '#core/release/people.ts';
import { WhoButton } from '#ui/WhoButton.tsx';
import { Refusal } from '../live/Refusal.tsx';
import { useRun, useRunParts } from '../live/run-context.ts';

/** Takes up a run that nobody carries out, in somebody's name, and shows what is found. Nothing is run. */
export function FindOutButton({ size = 'sm' }: { readonly size?: 'sm' | 'md' }) {
  const { header } = useRunParts('header');
  const takeUp = useRun((store) => store.takeUp);
  const { value: settings } = useCommand('settings.read', {});
  const [, goTo] = useLocation();
  const { people = [], run } = header;
  return (
    <WhoButton
      label="Find out what happened"
      size={size}
      leftSection={<IconEyeSearch size={16} />}
      people={people}
      start={proposedPerson(people, settings?.operator ?? '')}
      onChoose={async (by) => {
        if (await takeUp(by)) goTo(`/run/${run}/recovery`);
      }}
    >
      The hosts are asked what became of the steps that were running. Nothing is run again. The log says who
      asked.
      <Refusal />
    </WhoButton>
  );
}
