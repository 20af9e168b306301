import { close, constants, fstat, open, read } from 'node:fs';
import { Socket } from 'node:net';
import { promisify } from 'node:util';
import type { TextFault } from '#core/run/workstation-faults.ts';
import { describeTextFault } from '#core/words/describe-workstation.ts';
import { DISK, whileHeld } from './held.ts';

/** Who writes into a pipe has this long. */
const PIPE_MS = 60_000;
const PIECE_BYTES = 256 * 1024;

const openFile = (path: string, flags: number): Promise<number> =>
  whileHeld(DISK, () => promisify(open)(path, flags));
const factsOf = promisify(fstat);
const readInto = promisify(read);
const closeFile = promisify(close);

/** What a file is that gives no text; its message is fit to follow "PATH: ". */
export class UnreadableText extends Error {
  readonly fault: TextFault;

  constructor(fault: TextFault) {
    super(`it ${describeTextFault(fault)}`);
    this.fault = fault;
  }
}

/**
 * The bytes of a small file, or of a pipe such as a shell's `<(command)`. Throws `UnreadableText` when it is larger than
 * `most`, which is looked at before and while it is read, or is a device that could continue for ever. What the file
 * system itself refuses is thrown as it is.
 */
export async function readWhole(path: string, most: number): Promise<Buffer> {
  // Without O_NONBLOCK the mere opening of a pipe that nobody writes into would wait for ever.
  const file = await openFile(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  let isOurs = true;
  try {
    const facts = await factsOf(file);
    if (facts.isFile()) {
      if (facts.size > most) throw new UnreadableText({ kind: 'too-large', mostBytes: most });
      return await readFileUpTo(file, most);
    }
    if (facts.isFIFO()) {
      isOurs = false;
      return await readPipe(file, most);
    }
    if (facts.isDirectory()) throw new UnreadableText({ kind: 'folder' });
    throw new UnreadableText({ kind: 'device' });
  } finally {
    if (isOurs) await closeFile(file);
  }
}

async function readFileUpTo(file: number, most: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for (let size = 0; ; ) {
    const piece = Buffer.allocUnsafe(PIECE_BYTES);
    const { bytesRead: bytes } = await readInto(file, piece, 0, piece.length, null);
    if (bytes === 0) return Buffer.concat(pieces);
    size += bytes;
    if (size > most) throw new UnreadableText({ kind: 'too-large', mostBytes: most });
    pieces.push(piece.subarray(0, bytes));
  }
}

/** Takes the file over and closes it. */
function readPipe(file: number, most: number): Promise<Buffer> {
  const pipe = new Socket({ fd: file, readable: true, writable: false });
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let size = 0;
    const late = setTimeout(
      () => pipe.destroy(new UnreadableText({ kind: 'pipe-silent', withinMs: PIPE_MS })),
      PIPE_MS,
    );
    pipe.on('data', (piece: Buffer) => {
      size += piece.length;
      if (size > most) pipe.destroy(new UnreadableText({ kind: 'too-large', mostBytes: most }));
      else pieces.push(piece);
    });
    pipe.once('error', reject);
    pipe.once('end', () => resolve(Buffer.concat(pieces)));
    pipe.once('close', () => clearTimeout(late));
  });
}
