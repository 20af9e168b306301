/** The page over the in-memory program, for looking at screens without the app: `npx vite tests/support/harness`. */
import { createFakeApi } from '#support/fake-api.ts';
import { sampleContents } from './sample-contents.ts';

const empty = new URLSearchParams(location.search).has('empty');
Object.assign(window, { holdpoint: createFakeApi(empty ? {} : sampleContents()) });
await import('#app/main.tsx');
