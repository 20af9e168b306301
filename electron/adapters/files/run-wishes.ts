/** What a person asks of a run that another program carries out: a file beside the library for each wish, on every platform. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { MAIL_FAULTS, WAYS_OF_TELLING } from '#core/communication/message.ts';
import type { HostName, StepId } from '#core/release/model.ts';
import { SEVERITIES } from '#core/run/defect.ts';
import type { RunId } from '#core/run/events.ts';
import { DISK, removePartSync, systemCode, whileHeldSync } from './held.ts';
import { writeWholeSync } from './whole-file.ts';

const by = z.string().min(1).max(200);
const text = z.string().max(10_000);
const name = z.string().min(1).max(200);

const about = { by, message: name };
const mailFault = z.object({
  kind: z.enum(MAIL_FAULTS),
  server: z.string().max(300),
  said: text.nullable(),
});
const messageEntry = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('messageTold'),
    data: z.object({
      ...about,
      way: z.enum(WAYS_OF_TELLING),
      channel: z.string().max(200),
      to: z.array(z.string().max(300)).max(1000),
      subject: text,
      body: z.string().max(100_000),
      mailId: z.string().max(1000).exactOptional(),
      refused: z.array(z.string().max(300)).max(1000).exactOptional(),
      note: text.nullable(),
    }),
  }),
  z.object({
    type: z.literal('messageNotTold'),
    data: z.object({ ...about, fault: mailFault.nullable(), note: text.nullable() }),
  }),
  z.object({
    type: z.literal('messageReceipt'),
    data: z.object({
      ...about,
      whom: z.string().max(300).nullable(),
      received: z.boolean(),
      note: text.nullable(),
    }),
  }),
]);

const wishSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['pause', 'continue', 'stop']), by, note: text.nullable() }),
  z.object({
    kind: z.literal('log-defect'),
    by,
    severity: z.enum(SEVERITIES),
    text,
    step: name.transform((id) => id as StepId).nullable(),
    host: name.transform((host) => host as HostName).nullable(),
  }),
  z.object({ kind: z.literal('close-defect'), by, defect: z.int().min(1), note: text }),
  z.object({ kind: z.literal('message'), entry: messageEntry }),
]);

export type LeftWish = Readonly<z.output<typeof wishSchema>>;

const FOLDER = 'wishes';
const RUN_ID = /^[A-Za-z0-9][A-Za-z0-9-]{0,99}$/;

/** Leaves the wish; the function returned takes it back where nobody took it. Throws what the file system refuses. */
export function leaveWish(library: string, run: RunId, wish: LeftWish): () => void {
  const folder = folderOf(library, run);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `${Date.now()}-${randomBytes(6).toString('hex')}.json`);
  writeWholeSync({ path, content: JSON.stringify(wish), mode: 0o600 });
  return () => removePartSync(DISK, path);
}

/** The wishes that were left, oldest first, each once. What is no wish, or cannot be read, is removed. */
export function takeWishes(library: string, run: RunId): readonly LeftWish[] {
  const folder = folderOf(library, run);
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return names.toSorted().flatMap((name) => {
    const wish = readWish(join(folder, name));
    removePartSync(DISK, join(folder, name));
    return wish === null ? [] : [wish];
  });
}

function readWish(path: string): LeftWish | null {
  try {
    const text = whileHeldSync(DISK, () => DISK.readFileSync(path, 'utf8'));
    return wishSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError || systemCode(error) !== null) return null;
    throw error;
  }
}

/** A run id becomes the name of a folder. */
function folderOf(library: string, run: RunId): string {
  if (!RUN_ID.test(run)) throw new Error(`not a run id: ${run}`);
  return join(library, FOLDER, run);
}
