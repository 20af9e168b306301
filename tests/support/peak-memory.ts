/** How much memory a program took at most, as the kernel counts it. */
import { readFileSync } from 'node:fs';
import type { RunningCli } from './cli-fixture.ts';

/** Why this cannot be told here; null where it can. */
export const whyNoPeakMemory =
  process.platform === 'linux' ? null : 'only Linux tells how much memory a program took at most';

const LOOK_EVERY_MS = 10;

/** Bytes, up to the last look before its end. */
export async function peakMemory({ child, ended }: RunningCli): Promise<number> {
  let peak = 0;
  const timer = setInterval(() => {
    peak = highWaterOf(child.pid) ?? peak;
  }, LOOK_EVERY_MS);
  await ended;
  clearInterval(timer);
  return peak;
}

function highWaterOf(pid: number | undefined): number | null {
  try {
    const kilobytes = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) * 1024;
  } catch {
    return null;
  }
}
