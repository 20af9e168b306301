/** Text that people hand over in files. */
import { readWhole, UnreadableText } from './read-whole.ts';

export { UnreadableText };

/**
 * The text of a file in UTF-8, without its byte order mark. Throws `UnreadableText` where it is none; what
 * `readWhole` throws is thrown as it is.
 */
export async function readText(path: string, most: number): Promise<string> {
  return decodeText(await readWhole(path, most));
}

/** The same of a file that a person has picked: a pipe is refused at once. */
export async function readPickedText(path: string, most: number): Promise<string> {
  return decodeText(await readWhole(path, most, 'refused'));
}

/** The same of bytes at hand. */
export function decodeText(bytes: Uint8Array): string {
  refuseUtf16(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new UnreadableText({ kind: 'not-utf8' });
  }
}

/** For texts that may hold some other bytes, in a comment for example: those are replaced. */
export async function readLooseText(path: string, most: number): Promise<string> {
  const bytes = await readWhole(path, most);
  refuseUtf16(bytes);
  return bytes.toString('utf8');
}

/** Throws where it is UTF-16, which PowerShell's `>` writes and which would be read as something else. */
function refuseUtf16(bytes: Uint8Array): void {
  const encoding = utf16Of(bytes);
  if (encoding !== null) throw new UnreadableText({ kind: 'utf16', encoding });
}

const LOOKED_AT_BYTES = 512;

/** Which of PowerShell's names of UTF-16 fits, by the byte order mark, or by zeros in every second byte without one. */
function utf16Of(bytes: Uint8Array): 'Unicode' | 'BigEndianUnicode' | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'Unicode';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'BigEndianUnicode';
  const looked = bytes.subarray(0, Math.min(LOOKED_AT_BYTES, bytes.length - (bytes.length % 2)));
  if (looked.length < 4) return null;
  const [even, odd] = [0, 1].map(
    (rest) => looked.filter((byte, index) => byte === 0 && index % 2 === rest).length,
  );
  if (even === undefined || odd === undefined) return null;
  if (odd > looked.length / 4 && even === 0) return 'Unicode';
  return even > looked.length / 4 && odd === 0 ? 'BigEndianUnicode' : null;
}
