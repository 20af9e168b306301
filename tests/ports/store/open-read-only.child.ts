/** Opens the library in the named folder and prints what it finds, as JSON. */
import { openLibrary } from '#adapters/sqlite/open-library.ts';
import { createClock } from '#adapters/system/clock.ts';
import type { RunId } from '#core/run/events.ts';

const [folder = '', run = ''] = process.argv.slice(2);
const opened = await openLibrary(folder, { clock: createClock(), reserveBytes: 0 });
if (opened.ok) {
  const library = opened.value;
  const events = library.events(run as RunId).length;
  process.stdout.write(
    JSON.stringify({ readOnly: library.readOnly, events, ok: library.verifyLibrary().ok, append: append() }),
  );
  library.close();
} else process.stdout.write(JSON.stringify(opened.error));

function append(): unknown {
  try {
    return opened.ok && opened.value.append(run as RunId, [{ type: 'runStarted', data: {} }], '');
  } catch (error) {
    return error instanceof Error && 'code' in error ? error.code : String(error);
  }
}
