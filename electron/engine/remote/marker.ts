/** Finds the start marker in what a host prints, however it is cut into packets and whatever noise comes before it. */
import { concat } from './concat.ts';

export interface Started {
  readonly pid: number;
  readonly group: number;
}

export interface MarkerFound {
  /** What a login script printed before the marker. */
  readonly noise: Uint8Array;
  readonly line: string;
  /** The first bytes of the command's own output. */
  readonly rest: Uint8Array;
}

const NEWLINE = 10;
/** Noise is kept back up to this size while the marker is awaited. */
const MAX_NOISE_BYTES = 256 * 1024;

/** Collects bytes until a line that begins at `nonce` is complete and is the marker. Gives null until then. */
export function createMarkerFinder(
  nonce: string,
  isMarker: (line: string) => boolean = () => true,
): { push(bytes: Uint8Array): MarkerFound | null; pending(): Uint8Array } {
  const wanted = new TextEncoder().encode(nonce);
  let pending: Uint8Array = new Uint8Array(0);
  return {
    push(bytes) {
      pending = concat(pending, bytes);
      let at = indexOf(pending, wanted);
      for (; at >= 0; at = indexOf(pending, wanted, at + 1)) {
        const end = pending.indexOf(NEWLINE, at);
        if (end < 0) break;
        const line = new TextDecoder().decode(pending.slice(at, end));
        if (isMarker(line)) return { noise: pending.slice(0, at), line, rest: pending.slice(end + 1) };
      }
      if (pending.length > MAX_NOISE_BYTES) pending = pending.slice(pending.length - MAX_NOISE_BYTES);
      return null;
    },
    pending: () => pending,
  };
}

/** Reads `nonce pid group`; null when the host printed something else. */
export function parseStarted(line: string): Started | null {
  const [, pid, group] = /^\S+ (\d+) +(\d+)\s*$/.exec(line) ?? [];
  return pid === undefined || group === undefined ? null : { pid: Number(pid), group: Number(group) };
}

function indexOf(bytes: Uint8Array, wanted: Uint8Array, from = 0): number {
  const [first = 0] = wanted;
  for (
    let at = bytes.indexOf(first, from);
    at >= 0 && at + wanted.length <= bytes.length;
    at = bytes.indexOf(first, at + 1)
  ) {
    if (wanted.every((byte, i) => bytes[at + i] === byte)) return at;
  }
  return -1;
}
