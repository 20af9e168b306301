import { join } from 'node:path';
import { readText } from '#adapters/files/read-text.ts';
import { practiceLimits } from '#adapters/practice/practice-hosts.ts';
import type { PracticeState } from '#contract/commands/workstation.ts';
import type { Handlers } from '#contract/commands.ts';
import { CommandFailure } from '#contract/errors.ts';
import type { CredentialReference } from '#core/library/references.ts';
import { MAX_BYTES } from '#core/release/yaml/yaml-guard.ts';
import { type Practice, startPractice } from '#operations/practice.ts';
import type { WorkerContext } from '../worker-context.ts';
import { importFile } from './releases.ts';

export function practiceHandlers(
  context: WorkerContext,
): Handlers<'release.sample' | 'practice.start' | 'practice.stop' | 'practice.state'> {
  return {
    'release.sample': async () => {
      await start(context);
      const practice = mustRun(context);
      const release = await sampleOf(context, practice);
      if (!isInLibrary(context, release)) await importFile(context, practice.releaseFile, ANEW);
      context.tell({ kind: 'libraryChanged', what: 'releases' });
      return { id: release };
    },
    'practice.start': () => start(context),
    'practice.stop': async () => {
      await context.practice?.hosts.stop();
      context.practice = null;
      return tellState(context);
    },
    'practice.state': () => stateOf(context),
  };
}

/** The release that runs on the hosts comes into the library with them; what a person made of it there is kept. */
async function start(context: WorkerContext): Promise<PracticeState> {
  if (!context.practice) {
    const { library, reader, samples } = context;
    const practice = await startPractice({ samples, folder: join(library.folder, 'practice') }, reader);
    context.practice = practice;
    const login: CredentialReference = { kind: 'key', path: practice.hosts.privateKeyPath, passphrase: null };
    library.setCredential(practice.credential, login);
    const release = await sampleOf(context, practice);
    if (isInLibrary(context, release)) await adaptStored(context, release, practice);
    else await importFile(context, practice.releaseFile, ANEW);
    context.tell({ kind: 'libraryChanged', what: 'releases' });
  }
  return tellState(context);
}

const ANEW = { kind: 'revision' } as const;

/** Its text keeps everything but the places of the practice hosts. */
async function adaptStored(context: WorkerContext, release: string, practice: Practice): Promise<void> {
  const { library, reader } = context;
  const text = await practice.adapt(library.getRelease(release)?.text ?? '');
  if (text === null) return;
  const { revision } = await reader.look(text);
  library.saveText(release, { text, revision });
}

function isInLibrary({ library }: WorkerContext, release: string): boolean {
  const stored = library.getRelease(release);
  return stored !== null && !stored.archived;
}

/** Id of the sample release. */
async function sampleOf({ reader }: WorkerContext, { releaseFile }: Practice): Promise<string> {
  const { release } = await reader.look(await readText(releaseFile, MAX_BYTES));
  if (!release) throw new CommandFailure('release-invalid', `${releaseFile} cannot be read as a release`);
  return release.id;
}

function mustRun({ practice }: WorkerContext): Practice {
  if (practice === null) throw new CommandFailure('conflict', 'The practice hosts were stopped meanwhile');
  return practice;
}

function tellState(context: WorkerContext): PracticeState {
  const state = stateOf(context);
  context.tell({ kind: 'practiceChanged', state });
  return state;
}

function stateOf({ practice, library }: WorkerContext): PracticeState {
  const hosts = practice?.hosts.hosts.map(({ name, address, port }) => ({ name, address, port })) ?? [];
  const folder = practice ? join(library.folder, 'practice') : null;
  return { running: practice !== null, hosts, folder, limits: practiceLimits() };
}
