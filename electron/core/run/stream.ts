/** What a command prints on. */
export type Stream = 'stdout' | 'stderr';
