/** The page over the in-memory program, for looking at screens without the app: `npx vite tests/support/harness`. */
import type { HoldpointApi } from '#contract/api.ts';
import { createFakeApi } from '#support/fake-api.ts';
import { SCENES } from './run-scenes.ts';
import { sampleContents } from './sample-contents.ts';

const query = new URLSearchParams(location.search);
const library = createFakeApi(query.has('empty') ? {} : sampleContents());
const scene = SCENES[query.get('run') ?? '']?.();
Object.assign(window, { holdpoint: scene ? beside(scene, library) : library, scene });
await import('#app/main.tsx');

/** What the first program does not know, the second answers. */
function beside(first: HoldpointApi, second: HoldpointApi): HoldpointApi {
  return {
    ...first,
    async call(command, input) {
      const answered = await first.call(command, input);
      return answered.ok || answered.error.code !== 'not-found' ? answered : second.call(command, input);
    },
  };
}
