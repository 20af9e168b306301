import type { Standing } from './recovery-lines.ts';

/** What each finding is called, and what it means for the person who reads it. */
export const STANDING_WORDS: Readonly<
  Record<Standing, { readonly title: string; readonly short: string; readonly means: string }>
> = {
  'not-looked': {
    title: 'Under way when Holdpoint ended',
    short: 'not looked at yet',
    means: 'Nobody saw how these ended. They may still be running.',
  },
  'in-doubt': {
    title: 'Still looked for',
    short: 'still looked for',
    means: 'The host has not been reached yet. The step may be running there; Holdpoint keeps trying.',
  },
  unknown: {
    title: 'Unknown',
    short: 'unknown',
    means: 'May have run, in part or whole. After “Go on” you decide about each, one at a time.',
  },
  running: {
    title: 'Still running, followed again',
    short: 'still running',
    means: 'Found on the host. The output goes on where it was cut.',
  },
  'never-started': {
    title: 'Provably never started',
    short: 'never started',
    means:
      'The host shows that it did not begin, and it cannot begin late any more. It is done after “Go on”.',
  },
  settled: {
    title: 'Was unknown, settled since',
    short: 'settled since',
    means: 'Found out by looking again, or said by a person.',
  },
  adopted: {
    title: 'Ended while you were away',
    short: 'ended meanwhile',
    means: "The outcome is the one in the host's record, and counts.",
  },
};
