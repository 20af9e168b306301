import type { Schedule } from '#run/live/next-frame.ts';

/** A frame for each piece of news, for stores without a window. */
export const atOnce: Schedule = (work) => {
  work();
  return () => undefined;
};
