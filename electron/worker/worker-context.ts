/** What the handlers share: the library, the runs that are being carried out, the practice hosts, and a voice to the windows. */

import { join } from 'node:path';
import type { Library } from '#adapters/sqlite/library.ts';
import type { SshTransport } from '#adapters/ssh/transport.ts';
import { unpackedFile } from '#adapters/system/program-files.ts';
import type { Vault } from '#adapters/vault/vault.ts';
import type { News } from '#contract/api.ts';
import type { BackupFailureTold } from '#contract/app-facts.ts';
import type { Clock } from '#engine/ports.ts';
import type { Practice } from '#operations/practice.ts';
import type { Keychain } from '#operations/read-secrets.ts';
import type { ReleaseReader } from '#operations/release-reader.ts';
import { createRunSetup, type SetupChoice, vaultOf } from '#operations/run-setup.ts';
import type { RunSetup } from '#operations/start-run.ts';
import { type CarriedRuns, createCarriedRuns } from './carried-runs.ts';
import { createLoginQuestions, type LoginQuestions } from './login-questions.ts';
import { watchOthers } from './others-watch.ts';
import type { RunDiary } from './run-diary.ts';
import { readSettings } from './settings.ts';

export interface WorkerContext {
  readonly library: Library;
  /** Reads texts of people, so that this thread, which carries out runs, need not. */
  readonly reader: ReleaseReader;
  readonly clock: Clock;
  readonly runs: CarriedRuns;
  /** Why the backup that was due last is not there; null: nothing is known against it. */
  backupFailure(): BackupFailureTold | null;
  /** Shipped sample releases. */
  readonly samples: string;
  tell(news: News): void;
  readonly login: LoginQuestions;
  /** Open from run to run, once its passphrase was given. */
  readonly vault: Vault;
  readonly keychain: Keychain;
  practice: Practice | null;
  /** Folder that a release's files are relative to. */
  folderOf(release: string): string;
  openTransport(release: string): { readonly setup: RunSetup; readonly transport: SshTransport };
  close(): Promise<void>;
}

const SAMPLES = unpackedFile('resources', 'samples');

export interface WorkerParts {
  readonly reader: ReleaseReader;
  readonly diary: RunDiary;
  readonly backupFailure: WorkerContext['backupFailure'];
  /** That of the operating system, which the main process reaches. */
  readonly keychain: Keychain;
  send(news: News): void;
}

export function createWorkerContext(
  library: Library,
  clock: Clock,
  { reader, diary, backupFailure, keychain, send }: WorkerParts,
): WorkerContext {
  const folderOf = (release: string): string =>
    library.getRelease(release)?.folder ?? join(library.folder, 'releases', release);
  const login = createLoginQuestions(() => send({ kind: 'loginAsked' }));
  const vault = vaultOf(library);
  const open = (release: string) =>
    openTransport(library, { folder: folderOf(release), reader }, { ask: login.ask, vault, keychain });
  const { tell, ...runs } = createCarriedRuns({ library, clock, diary, open, send });
  const endWatch = watchOthers({ library, clock, tell, isOwn: (run) => runs.liveHandle(run) !== null });
  const context: WorkerContext = {
    login,
    vault,
    keychain,
    library,
    reader,
    clock,
    runs,
    backupFailure,
    samples: SAMPLES,
    tell,
    practice: null,
    folderOf,
    openTransport: open,
    async close() {
      endWatch();
      await context.practice?.hosts.stop();
      vault.lock();
      library.close();
    },
  };
  return context;
}

/** As the settings of this workstation say; credentials and secrets are where the library says. */
function openTransport(
  library: Library,
  from: Parameters<typeof createRunSetup>[1],
  shared: Pick<SetupChoice, 'ask' | 'vault' | 'keychain'>,
) {
  const { knownHosts, connectTimeoutSeconds: seconds } = readSettings(library);
  return createRunSetup(library, from, {
    credentials: new Map(),
    secrets: new Map(),
    knownHosts,
    ...shared,
    connectTimeoutMs: seconds === null ? null : seconds * 1000,
  });
}
