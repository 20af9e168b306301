/** What is said of how much a step printed, and of what of it is not kept. */
import type { OutputCut, OutputDigest, OutputGap } from '../../run/events.ts';
import { formatBytes, formatCount } from '../figures/format-count.ts';

/** Size and hash. `layOut`: how a hash is written where this is read. */
export function describeOutput(
  { bytes, sha256, cut }: OutputDigest,
  layOut: (sha256: string) => string,
): string {
  if (cut === undefined) return `${formatBytes(bytes)}, SHA-256 ${layOut(sha256)}`;
  return `${formatBytes(cut.whole.bytes)} printed, SHA-256 ${layOut(cut.whole.sha256)}; ${formatBytes(bytes)} kept, SHA-256 ${layOut(sha256)}; ${describeLeftOut(cut)}`;
}

/** The same in a line without hashes. */
export function describeKept(bytes: number, cut: OutputCut): string {
  return `${formatBytes(cut.whole.bytes)} printed, ${formatBytes(bytes)} kept, ${describeLeftOut(cut)}`;
}

function describeLeftOut({ gaps }: OutputCut): string {
  const bytes = gaps.reduce((sum, gap) => sum + gap.bytes, 0);
  const lines = gaps.reduce((sum, gap) => sum + gap.lines, 0);
  return `${formatBytes(bytes)} with ${formatCount(lines, 'line end')} left out`;
}

/** Stands where something is left out. */
export function labelGap({ bytes, lines }: OutputGap): string {
  return `[Holdpoint left out ${formatCount(bytes, 'byte')} with ${formatCount(lines, 'line end')} here: counted and hashed, not kept]`;
}

/** While it runs: nothing more of it can be seen. */
export function describeFull(first: number): string {
  return `This stream has printed the ${formatBytes(first)} that are kept as they come. What comes now is counted and hashed; its last part is shown once the attempt has ended.`;
}
