export type Mode = 'live' | 'rehearsal' | 'check';
export const MODES: readonly Mode[] = ['live', 'rehearsal', 'check'];
