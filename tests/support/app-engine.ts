/** The app's engine without its process: its handlers over a library of its own, called as the page calls them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NO_LOG } from '#adapters/log/program-log.ts';
import type { Library } from '#adapters/sqlite/library.ts';
import { openLibrary } from '#adapters/sqlite/open-library.ts';
import { createClock } from '#adapters/system/clock.ts';
import { sha256 } from '#adapters/system/sha256.ts';
import { ENGINE_COMMANDS } from '#contract/commands.ts';
import { createReader } from '#operations/release-reader.ts';
import { createHandlers } from '#worker/handlers.ts';
import { createRunDiary } from '#worker/run-diary.ts';
import { createWorkerContext, type WorkerContext } from '#worker/worker-context.ts';

export interface AppEngine {
  readonly folder: string;
  readonly library: Library;
  readonly context: WorkerContext;
  readonly handlers: ReturnType<typeof createHandlers>;
  /** As it comes over the boundary: the input is read by the command's own schema first. */
  give(command: keyof AppEngine['handlers'], input: unknown): Promise<unknown>;
  close(): Promise<void>;
}

export async function openAppEngine(): Promise<AppEngine> {
  const folder = mkdtempSync(join(tmpdir(), 'holdpoint-engine-'));
  const opened = await openLibrary(join(folder, 'library'), { clock: createClock(), reserveBytes: 0 });
  if (!opened.ok) throw new Error(opened.error.message);
  const library = opened.value;
  const context = createWorkerContext(library, createClock(), {
    reader: createReader(sha256),
    diary: createRunDiary(NO_LOG, { afterRun: () => Promise.resolve() }),
    backupFailure: () => null,
    keychain: { read: () => Promise.reject(new Error('no keychain here')) },
    send: () => undefined,
  });
  const handlers = createHandlers(context);
  return {
    folder,
    library,
    context,
    handlers,
    async give(command, input) {
      const handler = handlers[command] as (parsed: unknown) => unknown;
      return handler(ENGINE_COMMANDS[command].input.parse(input));
    },
    async close() {
      await context.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
