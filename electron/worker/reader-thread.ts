/** The thread that reads texts of people for the engine process. It knows no library, no host and no run. */
import { parentPort } from 'node:worker_threads';
import { sha256 } from '#adapters/system/sha256.ts';
import { createReadings } from '#operations/release-reader.ts';
import type { ReaderOrder, ReaderReply } from './thread-reader.ts';

const readings = createReadings(sha256);

parentPort?.on('message', ({ asked, of }: ReaderOrder) => {
  const read = readings[of] as (...asked: readonly unknown[]) => unknown;
  parentPort?.postMessage(replyOf(() => read(...asked)));
});

function replyOf(read: () => unknown): ReaderReply {
  try {
    return { ok: true, value: read() };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}
