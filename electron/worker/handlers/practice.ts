import { join } from 'node:path';
import type { CredentialReference, Handlers, PracticeState } from '#contract/commands.ts';
import { startPractice } from '#desk/practice.ts';
import type { Workshop } from '../workshop.ts';
import { importFile } from './releases.ts';

export function practiceHandlers(
  workshop: Workshop,
): Handlers<'release.sample' | 'practice.start' | 'practice.stop' | 'practice.state'> {
  return {
    'release.sample': async () => {
      await start(workshop);
      const { releaseFile } = workshop.practice ?? { releaseFile: '' };
      const { id } = await importFile(workshop, releaseFile);
      workshop.tell({ kind: 'libraryChanged', what: 'releases' });
      return { id };
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

/** Fresh hosts, keys and folders; the release that runs on them comes into the library with them. */
async function start(workshop: Workshop): Promise<PracticeState> {
  if (!workshop.practice) {
    const practice = await startPractice(workshop.samples, join(workshop.library.folder, 'practice'));
    workshop.practice = practice;
    const login: CredentialReference = { kind: 'key', path: practice.hosts.privateKeyPath, passphrase: null };
    workshop.library.setCredential(practice.credential, login);
    await importFile(workshop, practice.releaseFile);
    workshop.tell({ kind: 'libraryChanged', what: 'releases' });
  }
  return tellState(workshop);
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
