/** Whether a host takes an environment of this size, asked before anything is started with it. */
import { writeScript } from '../shell/write-script.ts';

/** Less than this is taken everywhere. Linux takes 128 KiB for one value, others a total of 256 KiB. */
const WORTH_ASKING_BYTES = 32 * 1024;

/** `exports`: a command that exports the environment. Empty where the environment is small. */
export function environmentCheck(env: Readonly<Record<string, string>>, exports: string): string {
  const sizes = Object.entries(env).map(([name, value]) => ({
    name,
    bytes: bytesOf(name) + bytesOf(value) + 2,
  }));
  const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
  const [largest] = sizes.toSorted((a, b) => b.bytes - a.bytes);
  if (!largest || total < WORTH_ASKING_BYTES) return '';
  return writeScript('fits', { exports, name: largest.name, bytes: largest.bytes, total });
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}
