/** Holds a run of the library in the named folder, says so, and waits to be killed. */
import { openLibrary } from '#adapters/sqlite/open-library.ts';
import { createClock } from '#adapters/system/clock.ts';
import type { RunId } from '#core/run/events.ts';

const [folder = '', run = ''] = process.argv.slice(2);
const opened = await openLibrary(folder, { clock: createClock(), reserveBytes: 0 });
if (!opened.ok) throw new Error(opened.error.message);
process.stdout.write(opened.value.lockRun(run as RunId) === null ? 'refused\n' : 'held\n');
process.stdin.resume();
