import { createSpotlight, Spotlight } from '@mantine/spotlight';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { type FoundThings, NOTHING_FOUND, readThings, thingGroups } from './things.tsx';

const [store, quickOpen] = createSpotlight();

export { quickOpen };

/** A release, a run, a host or a step by its name; first what was opened last. */
export function QuickOpen() {
  const [, navigate] = useLocation();
  const [things, setThings] = useState<FoundThings>(NOTHING_FOUND);
  return (
    <Spotlight
      store={store}
      actions={thingGroups(things, navigate, 'with recent')}
      onSpotlightOpen={() => void readThings(setThings)}
      shortcut={null}
      limit={60}
      overlayProps={{ backgroundOpacity: 0.4, blur: 0 }}
      scrollable
      centered={false}
      attributes={{ content: { 'aria-label': 'Quick open' } }}
      maxHeight={420}
      nothingFound="Nothing has this name."
      searchProps={{
        'aria-label': 'Quick open',
        placeholder: 'Open a release, a run, a host or a step',
        leftSection: <IconSearch size={18} stroke={1.5} />,
      }}
    />
  );
}
