/** Opens the library in the named folder with one migration more, and dies in the middle of it when told so. */
import { MIGRATIONS } from '#adapters/sqlite/migrations/all.ts';
import { openLibrary } from '#adapters/sqlite/open-library.ts';
import { createClock } from '#adapters/system/clock.ts';

const [folder = '', how = ''] = process.argv.slice(2);
/** The first call only asks for the text of the migration. */
let calls = 0;
const next = {
  name: 'next',
  up(exec: (sql: string) => void): void {
    exec('CREATE TABLE colours (name TEXT); INSERT INTO colours VALUES (hex(randomblob(100000)));');
    calls += 1;
    if (how === 'die' && calls > 1) process.kill(process.pid, 'SIGKILL');
    exec('ALTER TABLE releases ADD COLUMN colour TEXT;');
  },
};
const opened = await openLibrary(folder, {
  clock: createClock(),
  program: '99.0.0',
  migrations: [...MIGRATIONS, next],
  reserveBytes: 0,
});
if (!opened.ok) throw new Error(opened.error.message);
opened.value.close();
