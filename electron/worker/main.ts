/** The engine process: the library, SSH and every run live here, so that no window ever waits for them. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openLibrary } from '#adapters/sqlite/open-library.ts';
import { createClock } from '#adapters/system/clock.ts';
import { findDataFolder } from '#adapters/system/data-folder.ts';
import { appVersion } from '#adapters/system/versions.ts';
import { ENGINE_ENV, type EnginePort } from '#contract/wire.ts';
import { StoreFailure } from '#engine/ports.ts';
import { createHandlers } from './handlers.ts';
import { serve } from './serve.ts';
import { createThreadReader } from './thread-reader.ts';
import { createWorkerContext } from './worker-context.ts';

const port = (process as unknown as { readonly parentPort: EnginePort }).parentPort;
const clock = createClock();
const nativeBinding =
  Number(process.versions['napi']) < 10 ? process.env[ENGINE_ENV.sqliteBinding] : undefined;
const opened = await openOwnLibrary();

if (opened.ok) {
  const reader = createThreadReader(join(dirname(fileURLToPath(import.meta.url)), 'reader.js'));
  const context = createWorkerContext(opened.value, clock, {
    reader,
    send: (news) => port.postMessage({ kind: 'news', news }),
  });
  serve(port, createHandlers(context), context);
} else {
  serve(
    port,
    { code: 'store-failed', message: opened.error.message },
    { close: () => Promise.resolve(), woke: () => undefined },
  );
}

async function openOwnLibrary(): ReturnType<typeof openLibrary> {
  try {
    const binding = nativeBinding ? { nativeBinding } : {};
    return await openLibrary(findDataFolder(), { clock, program: appVersion(), ...binding });
  } catch (error) {
    if (error instanceof StoreFailure) return { ok: false, error };
    throw error;
  }
}
