import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { utilityProcess } from 'electron';
import { appVersion } from '#adapters/system/program-files.ts';
import { ENGINE_ENV, type FromEngine } from '#contract/wire.ts';
import type { EngineChild } from './engine-process.ts';
import { PLACES } from './places.ts';
import { runtimeName } from './runtime.ts';

/** Starts the engine process. It writes to this terminal and takes its whole environment from here. */
export function forkEngine(): EngineChild {
  const env = {
    ...packedBinding(),
    ...process.env,
    [ENGINE_ENV.version]: appVersion(),
    [ENGINE_ENV.runtime]: runtimeName(appVersion()),
  };
  const child = utilityProcess.fork(PLACES.worker, [], {
    env,
    stdio: 'inherit',
    serviceName: 'Holdpoint engine',
  });
  return {
    postMessage: (message) => child.postMessage(message),
    onMessage: (listener) => child.on('message', (message: FromEngine) => listener(message)),
    onExit: (listener) => child.once('exit', listener),
    kill: () => child.kill(),
  };
}

/** A package made on a runtime that is too old for better-sqlite3's own binding brings one beside the app. */
function packedBinding(): NodeJS.ProcessEnv {
  const binding = join(process.resourcesPath, 'sqlite-napi9.node');
  return existsSync(binding) ? { [ENGINE_ENV.sqliteBinding]: binding } : {};
}
