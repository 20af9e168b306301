/** What a colour may mean. A tone is always shown with an icon and a word as well. */
export type Tone = 'ok' | 'bad' | 'wait' | 'unknown' | 'active' | 'quiet';
