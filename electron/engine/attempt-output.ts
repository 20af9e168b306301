/** The stored output of one attempt, with secrets masked across the borders of its pieces. What comes after its digest is let go. */
import type { OutputDigest } from '#core/run/events.ts';
import { STREAMS } from '#core/run/stream.ts';
import type { Mask } from './mask.ts';
import type { OutputRef, RunStore, Stream } from './ports.ts';
import type { RunListener } from './run-handle.ts';

export interface AttemptOutput {
  /** Raw bytes as the host sent them. */
  write(stream: Stream, bytes: Uint8Array): void;
  /** Raw bytes of each stream that need not be sent again. */
  from(): { stdout: number; stderr: number };
  /** The newest line, for a person; empty when there is none. */
  lastLine(): string;
  finish(): Record<Stream, OutputDigest>;
}

export interface OutputChoice {
  /** For all of it; what is stored already went through the very same. */
  readonly mask: Mask;
  /** For what is not stored yet; missing: nothing more. */
  readonly since?: Mask;
  /** The streams come again from their beginning; what is stored of them already is passed over. */
  readonly rereads: boolean;
}

/** So much of the newest output is kept at hand. */
const LAST_LINE_BYTES = 400;

export function openAttemptOutput(
  { ports, listener }: { readonly ports: { readonly store: RunStore }; readonly listener: RunListener },
  ref: OutputRef,
  { mask, since, rereads }: OutputChoice,
): AttemptOutput {
  const writer = ports.store.openOutput(ref);
  const stored = writer.sizes();
  const masks = { stdout: mask.stream(), stderr: mask.stream() };
  const rest = since && { stdout: since.stream(), stderr: since.stream() };
  const passOver = rereads ? { ...stored } : { stdout: 0, stderr: 0 };
  let tail: Uint8Array = new Uint8Array(0);
  let closed = false;
  const unstored = (stream: Stream, masked: Uint8Array): Uint8Array => {
    const known = Math.min(passOver[stream], masked.length);
    passOver[stream] -= known;
    const bytes = known === 0 ? masked : masked.subarray(known);
    return rest?.[stream].push(bytes) ?? bytes;
  };
  const store = (stream: Stream, bytes: Uint8Array): void => {
    if (bytes.length === 0 || closed) return;
    const kept = writer.write(stream, bytes);
    tail = bytes.length >= LAST_LINE_BYTES ? bytes.slice(-LAST_LINE_BYTES) : join(tail, bytes);
    listener.onOutput(ref, stream, kept);
  };
  return {
    write: (stream, bytes) => store(stream, unstored(stream, masks[stream].push(bytes))),
    from: () => (rereads ? { stdout: 0, stderr: 0 } : { ...stored }),
    lastLine: () =>
      new TextDecoder()
        .decode(tail)
        .trimEnd()
        .split(/[\r\n]/)
        .at(-1)
        ?.slice(-200) ?? '',
    finish() {
      for (const stream of STREAMS) {
        store(stream, unstored(stream, masks[stream].flush()));
        if (rest) store(stream, rest[stream].flush());
      }
      closed = true;
      return writer.finish();
    },
  };
}

function join(tail: Uint8Array, bytes: Uint8Array): Uint8Array {
  const joined = new Uint8Array(tail.length + bytes.length);
  joined.set(tail);
  joined.set(bytes, tail.length);
  return joined.length > LAST_LINE_BYTES ? joined.slice(-LAST_LINE_BYTES) : joined;
}
