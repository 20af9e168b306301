/** In which zone this window says clock times; what shows one is drawn anew where that changes. */
import { createStore, useStore } from 'zustand';
import { type ClockZone, setClockZone } from '#core/words/figures/format-time.ts';

const store = createStore<{ readonly zone: ClockZone }>(() => ({ zone: 'workstation' }));

export function showTimesIn(zone: ClockZone): void {
  setClockZone(zone);
  store.setState({ zone });
}

export function useClockZone(): ClockZone {
  return useStore(store, ({ zone }) => zone);
}
