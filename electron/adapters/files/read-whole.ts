import { close, constants, fstat, open, read } from 'node:fs';
import { Socket } from 'node:net';
import { promisify } from 'node:util';
import type { TextFault } from '#core/run/workstation-faults.ts';
import { describeTextFault } from '#core/words/hosts/describe-workstation.ts';
import { DISK, systemCode, whileHeld } from './held.ts';

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

/** `refused`: for files that a person has picked, where a pipe would be waited for in vain. */
type Pipes = 'read' | 'refused';

/**
 * The bytes of a small file, or of a pipe such as a shell's `<(command)`. Throws `UnreadableText` when it is larger than
 * `most`, which is looked at before and while it is read, or is no file and no pipe that somebody writes into. What the file
 * system itself refuses is thrown as it is.
 */
export async function readWhole(path: string, most: number, pipes: Pipes = 'read'): Promise<Buffer> {
  const file = await openAny(path);
  let isOurs = true;
  try {
    const facts = await factsOf(file);
    if (facts.isFile()) {
      if (facts.size > most) throw new UnreadableText({ kind: 'too-large', mostBytes: most });
      return await readFileUpTo(file, most);
    }
    if (facts.isFIFO()) {
      const begun = await beginPipe(file, { path, pipes });
      if (begun === null) return Buffer.alloc(0);
      isOurs = false;
      return await readPipe(file, begun, most);
    }
    if (facts.isDirectory()) throw new UnreadableText({ kind: 'folder' });
    throw new UnreadableText({ kind: 'device' });
  } finally {
    if (isOurs) await closeFile(file);
  }
}

/** What has no words of its own is thrown as the system says it. */
async function openAny(path: string): Promise<number> {
  try {
    // Without O_NONBLOCK the mere opening of a pipe that nobody writes into would wait for ever.
    return await openFile(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENXIO' || code === 'ENODEV') throw new UnreadableText({ kind: 'device' });
    if (code === 'ELOOP') throw new UnreadableText({ kind: 'system', code, isHeld: false });
    throw error;
  }
}

/** By which a shell hands a pipe over; one that is at its end at once was empty. */
const HANDED_OVER = /^\/(?:dev\/(?:fd\/|stdin$)|proc\/(?:self|\d+)\/fd\/)/;

interface NamedPipe {
  readonly path: string;
  readonly pipes: Pipes;
}

/** What stands in the pipe by now; null where it is at its end. Throws where nothing would ever come. */
async function beginPipe(file: number, { path, pipes }: NamedPipe): Promise<Buffer | null> {
  if (pipes === 'refused') throw new UnreadableText({ kind: 'pipe' });
  const piece = Buffer.allocUnsafe(PIECE_BYTES);
  try {
    const { bytesRead: bytes } = await readInto(file, piece, 0, piece.length, null);
    if (bytes > 0) return piece.subarray(0, bytes);
  } catch (error) {
    // Somebody has it open to write, and has written nothing yet.
    if (systemCode(error) === 'EAGAIN') return piece.subarray(0, 0);
    throw error;
  }
  if (HANDED_OVER.test(path)) return null;
  throw new UnreadableText({ kind: 'pipe-unwritten' });
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
function readPipe(file: number, begun: Buffer, most: number): Promise<Buffer> {
  const pipe = new Socket({ fd: file, readable: true, writable: false });
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [begun];
    let size = begun.length;
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
