import { join } from 'node:path';
import { readWhole } from '#adapters/files/read-whole.ts';
import type { CredentialReference, Handlers, PracticeState } from '#contract/commands.ts';
import { CommandFailure } from '#contract/errors.ts';
import { MAX_BYTES } from '#core/release/yaml-guard.ts';
import { type Practice, startPractice } from '#desk/practice.ts';
import type { Workshop } from '../workshop.ts';
import { importFile } from './releases.ts';

export function practiceHandlers(
  workshop: Workshop,
): Handlers<'release.sample' | 'practice.start' | 'practice.stop' | 'practice.state'> {
  return {
    'release.sample': async () => {
      await start(workshop);
      const practice = mustRun(workshop);
      const release = await sampleOf(workshop, practice);
      if (!isInLibrary(workshop, release)) await importFile(workshop, practice.releaseFile, ANEW);
      workshop.tell({ kind: 'libraryChanged', what: 'releases' });
      return { id: release };
    },
    'practice.start': () => start(workshop),
    'practice.stop': async () => {
      await workshop.practice?.hosts.stop();
      workshop.practice = null;
      return tellState(workshop);
    },
    'practice.state': () => stateOf(workshop),
  };
}

/** The release that runs on the hosts comes into the library with them; what a person made of it there is kept. */
async function start(workshop: Workshop): Promise<PracticeState> {
  if (!workshop.practice) {
    const { library, reader, samples } = workshop;
    const practice = await startPractice({ samples, folder: join(library.folder, 'practice') }, reader);
    workshop.practice = practice;
    const login: CredentialReference = { kind: 'key', path: practice.hosts.privateKeyPath, passphrase: null };
    library.setCredential(practice.credential, login);
    const release = await sampleOf(workshop, practice);
    if (isInLibrary(workshop, release)) await adaptStored(workshop, release, practice);
    else await importFile(workshop, practice.releaseFile, ANEW);
    workshop.tell({ kind: 'libraryChanged', what: 'releases' });
  }
  return tellState(workshop);
}

const ANEW = { kind: 'revision' } as const;

/** Its text keeps everything but the places of the practice hosts. */
async function adaptStored({ library }: Workshop, release: string, practice: Practice): Promise<void> {
  const adapted = await practice.adapt(library.getRelease(release)?.text ?? '');
  if (adapted !== null) library.saveDraft(release, { text: adapted });
}

function isInLibrary({ library }: Workshop, release: string): boolean {
  const stored = library.getRelease(release);
  return stored !== null && !stored.archived;
}

/** Id of the sample release. */
async function sampleOf({ reader }: Workshop, { releaseFile }: Practice): Promise<string> {
  const { release } = await reader.look((await readWhole(releaseFile, MAX_BYTES)).toString('utf8'));
  if (!release) throw new CommandFailure('release-invalid', `${releaseFile} cannot be read as a release`);
  return release.id;
}

function mustRun({ practice }: Workshop): Practice {
  if (practice === null) throw new CommandFailure('conflict', 'The practice hosts were stopped meanwhile');
  return practice;
}

function tellState(workshop: Workshop): PracticeState {
  const state = stateOf(workshop);
  workshop.tell({ kind: 'practiceChanged', state });
  return state;
}

function stateOf({ practice, library }: Workshop): PracticeState {
  const hosts = practice?.hosts.hosts.map(({ name, address, port }) => ({ name, address, port })) ?? [];
  return { running: practice !== null, hosts, folder: practice ? join(library.folder, 'practice') : null };
}
