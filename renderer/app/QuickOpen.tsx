import { createSpotlight } from '@mantine/spotlight';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { Finder } from './Finder.tsx';
import { type FoundThings, NOTHING_FOUND, readThings, thingGroups } from './things.tsx';

const [store, quickOpen] = createSpotlight();

export { quickOpen };

/** A release, a run, a host or a step by its name; first what was opened last. */
export function QuickOpen() {
  const [, navigate] = useLocation();
  const [things, setThings] = useState<FoundThings>(NOTHING_FOUND);
  return (
    <Finder
      store={store}
      label="Quick open"
      placeholder="Open a release, a run, a host or a step"
      groups={thingGroups(things, navigate, 'with recent')}
      onOpen={() => void readThings(setThings)}
    />
  );
}
