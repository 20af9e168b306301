/** The engine process: the library, SSH and every run live here, so that no window ever waits for them. */
import { openLibrary } from '#adapters/sqlite/open-library.ts';
import { createClock } from '#adapters/system/clock.ts';
import { ensureDataFolder } from '#adapters/system/data-folder.ts';
import { ENGINE_ENV, type EnginePort } from '#contract/wire.ts';
import { createHandlers } from './handlers.ts';
import { serve } from './serve.ts';
import { createWorkshop } from './workshop.ts';

const port = (process as unknown as { readonly parentPort: EnginePort }).parentPort;
const clock = createClock();
const nativeBinding =
  Number(process.versions['napi']) < 10 ? process.env[ENGINE_ENV.sqliteBinding] : undefined;
const opened = await openLibrary(ensureDataFolder(), { clock, ...(nativeBinding ? { nativeBinding } : {}) });

if (opened.ok) {
  const workshop = createWorkshop(opened.value, clock, (news) => port.postMessage({ kind: 'news', news }));
  serve(port, createHandlers(workshop), () => workshop.close());
} else {
  serve(port, { code: 'store-failed', message: opened.error.message }, () => Promise.resolve());
}
