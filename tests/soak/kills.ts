/** Runs releases of many small steps while their engine and their connections are killed, and resumes them until they end. */
import { noted } from '#support/cli-fixture.ts';
import { type Engine, startCli, startWithFailpoint, type Wish } from './engine.ts';
import { expectFair, type Moment, reached, untilEnd } from './engine-life.ts';
import { type Failpoint, POINTS, type Point } from './failpoints.ts';
import { judgeRun, type Tally } from './judge.ts';
import { judgeLine, type Lab, readRun, writeRelease } from './lab.ts';
import type { Random } from './random.ts';

const STEPS = 8;

export interface Soak {
  readonly lab: Lab;
  readonly random: Random;
  readonly tally: Tally;
  readonly kills: number;
  tell(line: string): void;
}

export async function soakKills(soak: Soak): Promise<void> {
  const { lab, tally, kills } = soak;
  const answers = lab.desk.answers({ default: { skip: 'Counted as unknown' } });
  let startMs = 600;
  for (let turn = 1; tally.kills < kills; turn += 1) {
    const word = `soak-${turn}`;
    const file = writeRelease(lab, word, stepsOf(word, soak.random));
    for (let read = await readRun(lab, word); !read?.isOver; read = await readRun(lab, word)) {
      const fate = tally.kills < kills ? drawFate(soak, startMs) : SPARED;
      const end = await live(soak, { wish: read ? { run: read.run } : { file }, answers, fate });
      if (end.startMs !== null) startMs = (startMs * 4 + end.startMs) / 5;
    }
    const read = await readRun(lab, word);
    if (read) judgeRun(lab, { word, read }, tally);
    soak.tell(`${tally.kills} of ${kills} kills, ${tally.sessionKills} of sessions, ${tally.steps} steps`);
  }
}

/**
 * Small steps that say who they are, some at once, some after a while, some with a text that takes several packets. Of some no record is
 * kept: what came of those that were running when the engine was killed stays unknown.
 */
function stepsOf(word: string, random: Random): readonly object[] {
  return Array.from({ length: STEPS }, (_, index) => {
    const id = `s${index + 1}`;
    const pause = (): string => (random.percent(50) ? `sleep 0.${random.between(0, 3)}; ` : '');
    const ballast = random.percent(25) ? `: ${'x'.repeat(random.between(1, 60) * 1024)}; ` : '';
    const run = `${ballast}echo begun; ${pause()}${judgeLine(`${word} ${id}`)}; ${pause()}echo ended`;
    const mode = random.percent(40) ? { mode: 'attached' } : {};
    return noted(id, 'all', { run, retry: { times: 99, delay: '0s' }, ...mode });
  });
}

/** What is going to happen to one engine. */
interface Fate {
  readonly failpoint: Failpoint | null;
  readonly kill: Moment | null;
  readonly sessions: Moment | null;
}

const SPARED: Fate = { failpoint: null, kill: null, sessions: null };

function drawFate({ random, tally }: Soak, startMs: number): Fate {
  const moment = (): Moment => ({ lines: random.between(1, 24), ms: random.between(0, 250) });
  const early = (): Moment => ({ lines: 0, ms: random.between(0, Math.round(startMs * 1.3)) });
  const sessions = random.percent(20) ? moment() : null;
  if (random.percent(5)) return { ...SPARED, sessions };
  if (random.percent(70)) return { failpoint: drawFailpoint(random, tally), kill: null, sessions };
  if (sessions && random.percent(50))
    return { ...SPARED, sessions, kill: { lines: sessions.lines, ms: sessions.ms + random.between(0, 200) } };
  return { ...SPARED, sessions, kill: random.percent(30) ? early() : moment() };
}

/** The point that was hit least so far, so that each gets its share. */
function drawFailpoint(random: Random, { points }: Tally): Failpoint {
  const hits = (point: Point): number => points.get(point) ?? 0;
  const fewest = Math.min(...POINTS.map(hits));
  const [first = 'running', ...rest] = POINTS.filter((point) => hits(point) === fewest);
  const point = random.oneOf([first, ...rest]);
  const isLast = point === 'cleaning' || point === 'cleaned';
  return { point, nth: isLast ? 1 : random.between(1, 4), part: random.part() };
}

interface Life {
  readonly wish: Wish;
  readonly answers: string;
  readonly fate: Fate;
}

async function live(soak: Soak, { wish, answers, fate }: Life): Promise<{ readonly startMs: number | null }> {
  const { lab, tally } = soak;
  const began = performance.now();
  const engine = fate.failpoint
    ? await startWithFailpoint(lab.desk, { wish, answers, failpoint: fate.failpoint })
    : await startCli(lab.desk, wish, answers);
  const first = reached(engine, { lines: 1, ms: 0 }).then((live) =>
    live ? performance.now() - began : null,
  );
  const blows = [
    strike(engine, fate.kill, () => void engine.child.kill('SIGKILL')),
    strike(engine, fate.sessions, () => {
      if (soak.random.oneOf(lab.hosts as [Lab['hosts'][number]]).killSessions() > 0) tally.sessionKills += 1;
    }),
  ];
  const end = await untilEnd(engine);
  await Promise.all(blows);
  if (end.killed) countKill(tally, fate);
  else expectFair(end);
  return { startMs: await first };
}

function countKill(tally: Tally, { failpoint }: Fate): void {
  tally.kills += 1;
  if (failpoint) tally.points.set(failpoint.point, (tally.points.get(failpoint.point) ?? 0) + 1);
}

async function strike(engine: Engine, moment: Moment | null, blow: () => void): Promise<void> {
  if (moment && (await reached(engine, moment))) blow();
}
