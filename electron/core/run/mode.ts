export const MODES = ['live', 'rehearsal', 'check'] as const;
export type Mode = (typeof MODES)[number];

/** Of a run where nobody says how it is meant. */
export const DEFAULT_MODE: Mode = 'live';
