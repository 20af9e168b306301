/** Two programs and one run, and libraries that are older than their hosts: whatever happens, no step runs twice. */
import { cpSync, readdirSync, renameSync, rmSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Desk, noted, openDesk } from '#support/cli-fixture.ts';
import { type Engine, type EngineEnd, resumeCli, startCli } from './engine.ts';
import { expectFair, reached, untilEnd } from './engine-life.ts';
import { judgeLine, type Lab, readRun, timesRan, writeRelease } from './lab.ts';
import type { Random } from './random.ts';

export const INCIDENTS = ['sleeps', 'take-overs', 'clones', 'restored', 'truncated'] as const;
export type Incident = (typeof INCIDENTS)[number];

export interface IncidentTally {
  readonly counts: Map<Incident, number>;
  /** How a program was answered that came second, or with an older library: by code. */
  readonly answers: Map<string, number>;
  /** Ran more than once, by the hosts' own files. */
  readonly doubled: string[];
  /** Said to be done, and never ran. */
  readonly missing: string[];
}

export function createIncidentTally(): IncidentTally {
  return { counts: new Map(), answers: new Map(), doubled: [], missing: [] };
}

export interface IncidentSoak {
  readonly lab: Lab;
  readonly random: Random;
  readonly tally: IncidentTally;
  tell(line: string): void;
}

const STEPS = 5;

/** So many of one kind, each with a library of its own. */
export async function soakIncidents(soak: IncidentSoak, kind: Incident, times: number): Promise<void> {
  const { tally, tell } = soak;
  for (let turn = 1; turn <= times; turn += 1) {
    const desk = openDesk();
    const lab = { ...soak.lab, desk };
    const word = `${kind}-${turn}`;
    const copy = `${desk.data}-copy`;
    try {
      const file = writeRelease(lab, word, stepsOf(word, soak.random));
      const answers = desk.answers({ default: { skip: 'Not known' } });
      await HAPPENINGS[kind]({ ...soak, lab, word, file, answers, copy });
      await judge({ ...soak, lab }, word, [desk.data, copy]);
      tally.counts.set(kind, turn);
      tell(`${turn} of ${times} ${kind}, ${tally.doubled.length} doubled`);
    } finally {
      desk.close();
    }
  }
}

/** Small steps that say who they are; every third one keeps no record on its host. */
function stepsOf(word: string, random: Random): readonly object[] {
  return Array.from({ length: STEPS }, (_, index) => {
    const id = `s${index + 1}`;
    const pause = (): string => (random.percent(50) ? `sleep 0.${random.between(0, 3)}; ` : '');
    const run = `echo begun; ${pause()}${judgeLine(`${word} ${id}`)}; ${pause()}echo ended`;
    return noted(id, 'all', { run, ...(random.percent(33) ? { mode: 'attached' } : {}) });
  });
}

interface Happening extends IncidentSoak {
  readonly word: string;
  readonly file: string;
  readonly answers: string;
  /** Where a copy of the library is put. */
  readonly copy: string;
}

const HAPPENINGS: Readonly<Record<Incident, (happening: Happening) => Promise<void>>> = {
  sleeps: async (happening) => {
    const { lab, random } = happening;
    const engine = await beginAndStop(happening);
    if (random.percent(40)) random.oneOf(lab.hosts as [Lab['hosts'][number]]).killSessions();
    await sleep(random.between(0, 400));
    engine.child.kill('SIGCONT');
    expectFair(await untilEnd(engine));
  },
  'take-overs': async (happening) => {
    const { random, lab, copy, word } = happening;
    const engine = await beginAndStop(happening);
    cpSync(lab.desk.data, copy, { recursive: true });
    const run = (await readRun(lab, word))?.run;
    if (run === undefined) return wakeAndEnd(engine);
    const second = await resumeCli(lab.desk, run, {
      data: copy,
      more: ['--take-over', '--answers', happening.answers],
    });
    // The first one wakes before the other has the hosts, while it works there, or once it is through.
    const when = random.between(0, 2);
    if (when === 0) await sleep(random.between(0, 900));
    if (when === 1) await reached(second, { lines: random.between(2, 14), ms: random.between(0, 200) });
    if (when === 2) await untilEnd(second);
    engine.child.kill('SIGCONT');
    note(happening, await untilEnd(second));
    note(happening, await untilEnd(engine));
  },
  clones: async (happening) => {
    const { random, lab, copy, word } = happening;
    const engine = await beginAndStop(happening);
    cpSync(lab.desk.data, copy, { recursive: true });
    const run = (await readRun({ ...lab, desk: { ...lab.desk, data: copy } }, word))?.run;
    if (random.percent(70)) engine.child.kill('SIGCONT');
    if (run === undefined) return wakeAndEnd(engine);
    const clone = await resumeCli(lab.desk, run, {
      data: copy,
      isClone: true,
      more: ['--answers', happening.answers],
    });
    if (random.percent(25)) {
      await sleep(random.between(0, 1500));
      engine.child.kill('SIGKILL');
    }
    note(happening, await untilEnd(clone));
    await wakeAndEnd(engine);
  },
  restored: async (happening) => {
    const { lab, copy, random, word } = happening;
    const engine = await beginAndStop(happening);
    cpSync(lab.desk.data, copy, { recursive: true });
    const before = engine.lines();
    engine.child.kill('SIGCONT');
    await reached(engine, { lines: before + random.between(0, 12), ms: random.between(0, 200) });
    engine.child.kill('SIGKILL');
    await engine.ended;
    rmSync(lab.desk.data, { recursive: true });
    renameSync(copy, lab.desk.data);
    await resumeAll(happening, word);
  },
  truncated: async (happening) => {
    const { lab, random, word } = happening;
    const engine = await beginAndStop(happening);
    engine.child.kill('SIGKILL');
    await engine.ended;
    cutLog(lab.desk, random);
    await resumeAll(happening, word);
  },
};

/** Begins the run and stops the program somewhere in it. */
async function beginAndStop({ lab, file, answers, random }: Happening): Promise<Engine> {
  const engine = await startCli(lab.desk, { file }, answers);
  await reached(engine, { lines: random.between(3, 24), ms: random.between(0, 250) });
  engine.child.kill('SIGSTOP');
  return engine;
}

async function wakeAndEnd(engine: Engine): Promise<void> {
  engine.child.kill('SIGCONT');
  await untilEnd(engine);
}

/** Continues with the library as it is, as a person does who has read what is missing; twice, since some refuse the first time. */
async function resumeAll(happening: Happening, word: string): Promise<void> {
  const { lab, answers } = happening;
  const read = await readRun(lab, word);
  if (!read || read.isOver) return;
  const first = ['--answers', answers];
  for (const more of [first, [...first, '--acknowledge-loss', 'read in the soak', '--take-over']])
    note(happening, await untilEnd(await resumeCli(lab.desk, read.run, { data: lab.desk.data, more })));
}

/** A write-ahead log that lost its end, or all of it. */
function cutLog({ data }: Desk, random: Random): void {
  const name = readdirSync(data).find((file) => file.endsWith('-wal'));
  if (name === undefined) return;
  const path = join(data, name);
  if (random.percent(30)) rmSync(path);
  else truncateSync(path, Math.floor(statSync(path).size * random.part()));
}

/** Which code a program ended with that was not the only one, or whose library was older. */
function note({ tally }: IncidentSoak, { exit, stderr }: EngineEnd): void {
  const codes = [...stderr.matchAll(/^error: ([a-z-]+):/gm)].map(([, code = '']) => code);
  const name = codes.length === 0 ? `exit ${exit}` : [...new Set(codes)].join('+');
  tally.answers.set(name, (tally.answers.get(name) ?? 0) + 1);
}

/** What the hosts say, and what each library says that was done. */
async function judge({ lab, tally }: IncidentSoak, word: string, folders: readonly string[]): Promise<void> {
  for (const host of lab.hosts) {
    for (let step = 1; step <= STEPS; step += 1) {
      const times = timesRan(host, `${word} s${step}`);
      if (times > 1) tally.doubled.push(`${word} s${step}@${host.name} ran ${times} times`);
    }
  }
  for (const data of folders) {
    const read = await readRun({ ...lab, desk: { ...lab.desk, data } }, word).catch(() => null);
    for (const event of read?.events ?? []) {
      if (event.type !== 'attemptFinished' || event.data.outcome !== 'ok') continue;
      const host = lab.hosts.find(({ name }) => name === event.data.host);
      const name = `${word} ${event.data.step}`;
      if (host && timesRan(host, name) === 0) tally.missing.push(`${name}@${host.name}`);
    }
  }
}
