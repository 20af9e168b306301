/** What a command prints on. */
export type Stream = 'stdout' | 'stderr';

export const STREAMS: readonly Stream[] = ['stdout', 'stderr'];
