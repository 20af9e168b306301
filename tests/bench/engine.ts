/** Our side: a release carried out by the whole engine, its preflight and its SQLite evidence on. */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Fleet } from './fleet.ts';
import { runChild } from './programs.ts';

export interface EngineWish {
  readonly releaseFile: string;
  readonly keyPath: string;
}

export interface EngineTook {
  /** From the wish to begin until the run's end is durable: planning, preflight, steps. */
  readonly wholeMs: number;
  /** From the end of preflight, when every connection is open. */
  readonly stepsMs: number;
  /** From one durable outcome to the next. */
  readonly stepMs: readonly number[];
  /** The most memory that the process ever held. */
  readonly peakMb: number;
  /** The longest that its event loop was late. */
  readonly stallMs: number;
}

/** A release file in a folder of its own, beside which files to upload may be put. */
export async function placeRelease(fleet: Fleet, text: string): Promise<EngineWish> {
  const folder = await mkdtemp(join(fleet.folder, 'release-'));
  const releaseFile = join(folder, 'bench.release.yaml');
  await writeFile(releaseFile, text);
  return { releaseFile, keyPath: fleet.keyPath };
}

export function runEngine(wish: EngineWish): Promise<EngineTook> {
  return runChild<EngineTook>(new URL('./engine.child.ts', import.meta.url), wish);
}
