/** Hosts that are real sshd with a home each, a library, and what both say afterwards. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openLibrary } from '#adapters/sqlite/open-library.ts';
import { createClock } from '#adapters/system/clock.ts';
import type { Plan } from '#core/plan/model.ts';
import type { RunEvent, RunId } from '#core/run/events.ts';
import { type Desk, inventory, openDesk, releaseOf } from '#support/cli-fixture.ts';
import { unwrap } from '#support/ssh-fixture.ts';
import { type Sshd, startSshd } from '#support/sshd.ts';

export interface Lab {
  readonly desk: Desk;
  readonly hosts: readonly Sshd[];
  /** Which SSH client reaches the hosts; empty: the built-in one. */
  readonly reached: { readonly transport?: string };
  close(): Promise<void>;
}

export async function openLab(count: number, transport: string | null): Promise<Lab> {
  const names = Array.from({ length: count }, (_, index) => `host${index + 1}`);
  const config = ['MaxStartups 1000'];
  const hosts = await Promise.all(names.map((name) => startSshd({ name, config })));
  const desk = openDesk();
  return {
    desk,
    hosts,
    reached: transport === null ? {} : { transport },
    async close() {
      await Promise.all(hosts.map((host) => host.stop()));
      desk.close();
    },
  };
}

/** Writes a release of these steps under a word of its own, and gives its path. */
export function writeRelease({ desk, hosts, reached }: Lab, word: string, steps: readonly object[]): string {
  const more = Object.fromEntries(hosts.map(({ name }) => [name, reached]));
  return desk.write(word, releaseOf(inventory(hosts, more), steps, { info: { id: word } }));
}

export interface ReadRun {
  readonly run: RunId;
  readonly plan: Plan;
  readonly events: readonly RunEvent[];
  readonly isOver: boolean;
}

/** What the library says of the run of that release; null when none was begun. */
export async function readRun({ desk }: Lab, word: string): Promise<ReadRun | null> {
  const library = unwrap(await openLibrary(desk.data, { clock: createClock() }));
  try {
    const listing = library.listRuns().find(({ releaseId }) => releaseId === word);
    const plan = listing && library.storedPlan(listing.run);
    if (!listing || !plan) return null;
    const events = library.events(listing.run);
    return { run: listing.run, plan, events, isOver: listing.outcome !== null };
  } finally {
    library.close();
  }
}

/** Commands add a line to this file of their host as they run: what it says is what happened. */
const JUDGE = 'ran';

export function judgeLine(words: string): string {
  return `echo "${words}" >>"$HOLDPOINT_HOST_DIR/${JUDGE}"`;
}

/** How often these words stand there. */
export function timesRan(host: Sshd, words: string): number {
  const path = join(host.dir, JUDGE);
  if (!existsSync(path)) return 0;
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line === words).length;
}

/** Whether the host still has records of the run. */
export function hasRecords(host: Sshd, run: RunId): boolean {
  return existsSync(join(host.dir, '.local', 'state', 'holdpoint', 'runs', run));
}
