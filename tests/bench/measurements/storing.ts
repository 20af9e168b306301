import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { openLibrary } from '#adapters/sqlite/open-library.ts';
import { createClock } from '#adapters/system/clock.ts';
import type { RunHeader } from '#core/run/events.ts';
import { unwrap } from '#support/ssh-fixture.ts';
import { logBlock } from '../log-text.ts';
import { alternate, compare, type Figure, type Measurement } from '../measure.ts';

const MEGABYTES = 60;
const ROUNDS = 3;
/** As it comes out of a connection. */
const PIECE_BYTES = 32 * 1024;
const ROWS_PER_COMMIT = 10_000;
/** Every megabyte is durable, as in the library. */
const PIECES_PER_SYNC = 32;
const WHAT = `storing ${MEGABYTES} MB of output, hashed; compressed afterwards`;

export const storing: Measurement = { name: 'storing', title: WHAT, measure };

async function measure(): Promise<Figure[]> {
  const block = logBlock(MEGABYTES * 1_000_000);
  const took = await alternate(ROUNDS, {
    ours: () => inFolder((folder) => asChunks(folder, block)),
    rows: () => inFolder((folder) => asRows(folder, block)),
    file: () => inFolder((folder) => asFile(folder, block)),
  });
  const against = (name: string, values: readonly number[], ratioAtLeast: number): Figure =>
    compare({
      what: WHAT,
      unit: 'MB/s',
      ours: took.ours,
      reference: { name, values },
      target: { ratioAtLeast },
    });
  return [
    against('a row per line', took.rows, 4),
    against('a flat file, hashed, fsync per MB', took.file, 0.4),
  ];
}

/** Megabytes per second. */
async function inFolder(work: (folder: string) => number | Promise<number>): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'holdpoint-bench-'));
  try {
    return MEGABYTES / ((await work(folder)) / 1000);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function* pieces(block: Buffer): Generator<Buffer> {
  for (let at = 0; at < block.length; at += PIECE_BYTES) yield block.subarray(at, at + PIECE_BYTES);
}

async function asChunks(folder: string, block: Buffer): Promise<number> {
  const library = unwrap(await openLibrary(folder, { clock: createClock() }));
  const header = {
    run: 'run-bench',
    releaseId: 'bench',
    releaseName: 'Bench',
    version: '1',
    revision: '',
    plan: 'deployment',
    environment: 'bench',
    mode: 'live',
    operator: 'bench',
    undoes: null,
    planSha256: '',
  } as unknown as RunHeader;
  library.append(header.run, [{ type: 'runCreated', data: header }], new Date().toISOString());
  const from = performance.now();
  const writer = library.openOutput({ run: header.run, step: 'work', host: 'host-1', attempt: 1 });
  for (const piece of pieces(block)) writer.write('stdout', piece);
  writer.finish();
  library.append(
    header.run,
    [{ type: 'noteAdded', data: { by: 'bench', text: 'end' } }],
    new Date().toISOString(),
  );
  const took = performance.now() - from;
  library.close();
  return took;
}

function asRows(folder: string, block: Buffer): number {
  const database = new Sqlite(join(folder, 'rows.db'));
  database.pragma('journal_mode = wal');
  database.pragma('synchronous = full');
  database.exec(
    'CREATE TABLE lines (output INTEGER, number INTEGER, text TEXT, PRIMARY KEY (output, number)) WITHOUT ROWID',
  );
  const insert = database.prepare('INSERT INTO lines VALUES (1, ?, ?)');
  const from = performance.now();
  let number = 0;
  let rest = '';
  let open = false;
  for (const piece of pieces(block)) {
    const lines = (rest + piece.toString('utf8')).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (!open) database.exec('BEGIN');
      insert.run(number, line);
      number += 1;
      open = number % ROWS_PER_COMMIT !== 0;
      if (!open) database.exec('COMMIT');
    }
  }
  if (open) database.exec('COMMIT');
  const took = performance.now() - from;
  database.close();
  return took;
}

function asFile(folder: string, block: Buffer): number {
  const file = openSync(join(folder, 'output.log'), 'w');
  const from = performance.now();
  const hash = createHash('sha256');
  for (const [index, piece] of [...pieces(block)].entries()) {
    hash.update(piece);
    writeSync(file, piece);
    if (index % PIECES_PER_SYNC === PIECES_PER_SYNC - 1) fsyncSync(file);
  }
  hash.digest('hex');
  fsyncSync(file);
  const took = performance.now() - from;
  closeSync(file);
  return took;
}
