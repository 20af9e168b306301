/** One long step prints while its connection is dropped again and again: no byte of it may be lost or come twice. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Engine, startCli } from './engine.ts';
import { type Lab, readRun, writeRelease } from './lab.ts';
import type { Random } from './random.ts';

export interface Drops {
  readonly drops: number;
  readonly reattached: number;
  /** Printed to both streams together. */
  readonly bytes: number;
  readonly isEqual: boolean;
}

const WORD = 'drops';
const ENOUGH = 'enough';

/** Bytes of every kind, among them the one that begins the trailer, to both streams and to a file for each. */
const PRINT = `cd "$HOLDPOINT_HOST_DIR"; bytes=$(LC_ALL=C awk 'BEGIN { for (i = 0; i < 20000; i++) printf "%c", 1 + (i * 7919) % 255 }')
i=0; while ! test -e ${ENOUGH}; do i=$((i + 1))
printf '%s %s\\036' "$i" "$bytes" | tee -a printed.out; printf 'error %s\\n' "$i" | tee -a printed.err >&2; sleep 0.02
done; printf 'the end'  | tee -a printed.out`;

export async function soakDrops(
  lab: Lab,
  { drops, random, tell }: { drops: number; random: Random; tell(line: string): void },
): Promise<Drops> {
  const [host] = lab.hosts;
  if (!host) throw new Error('no host');
  const step = { id: 'print', title: 'Print', on: host.name, run: PRINT, nothing_to_undo: 'It prints' };
  const engine = await startCli(lab.desk, { file: writeRelease(lab, WORD, [step]) }, null);
  await heard(engine, lab, 0);
  for (let drop = 1; drop <= drops; drop += 1) {
    await sleep(random.between(0, 400));
    host.killSessions();
    await heard(engine, lab, drop);
    tell(`${drop} of ${drops} connections dropped`);
  }
  writeFileSync(join(host.dir, ENOUGH), '');
  const { exit, stderr } = await engine.ended;
  if (exit !== 0) throw new Error(`the step that prints ended with ${exit}:\n${stderr}`);
  return compare(lab, host, drops);
}

/** It has been found again that often, or was begun. */
async function heard(engine: Engine, lab: Lab, times: number): Promise<void> {
  const [host] = lab.hosts;
  for (;;) {
    if (engine.child.exitCode !== null) throw new Error('the engine ended while it was to be found again');
    const isBegun = host !== undefined && existsSync(join(host.dir, 'printed.err'));
    if (isBegun && (times === 0 || engine.found() >= times)) return;
    await sleep(20);
  }
}

async function compare(lab: Lab, host: Lab['hosts'][number], drops: number): Promise<Drops> {
  const read = await readRun(lab, WORD);
  if (!read) throw new Error('no run');
  const log = async (more: readonly string[]): Promise<Buffer> =>
    (await lab.desk.cli(['log', read.run, '--step', 'print', '--host', host.name, '--raw', ...more])).bytes;
  const stored = [await log([]), await log(['--stderr'])];
  const printed = ['printed.out', 'printed.err'].map((name) => readFileSync(join(host.dir, name)));
  return {
    drops,
    reattached: read.events.filter((event) => event.type === 'attemptReattached').length,
    bytes: printed.reduce((sum, bytes) => sum + bytes.length, 0),
    isEqual: printed.every((bytes, index) => stored[index]?.equals(bytes)),
  };
}
