import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import Sqlite from 'better-sqlite3';
import type { HoldpointApi } from '#contract/api.ts';
import type { RunId } from '#core/run/events.ts';
import { cockpitPage } from '#support/app/cockpit-page.ts';
import { libraryPage } from '#support/app/library-page.ts';
import { attended, chosenFile, openApp, resize } from '#support/app/open-app.ts';
import { startPage } from '#support/app/start-page.ts';
import { workspacePage } from '#support/app/workspace-page.ts';
import { inFolder, onDisplay } from '../display.ts';
import { confine, type Fleet, withFleet } from '../fleet.ts';
import type { Figure, Measurement } from '../measure.ts';
import { watchPage } from '../page-watch.ts';
import { commands, releaseText } from '../release-text.ts';

const HOSTS = 20;
const STEPS = 60;
/** So many units are watched; in the midst of the rest the stop is asked for. */
const WATCHED_UNITS = 500;
const DIALOGS = 5;

export const cockpit: Measurement = {
  name: 'cockpit',
  title: `the page under ${HOSTS} hosts × ${STEPS} short steps, and its Stop`,
  measure: () =>
    withFleet(HOSTS, (fleet) =>
      onDisplay((launch) => inFolder((folder) => measure(fleet, { launch, folder }))),
    ),
};

type Place = { readonly launch: Parameters<typeof openApp>[0]; readonly folder: string };

async function measure(fleet: Fleet, { launch, folder }: Place): Promise<Figure[]> {
  confine(fleet);
  await writeFile(chosenFile(folder), releaseText(fleet.hosts, HOSTS, commands(STEPS, 'sleep 0.2')));
  const open = await openApp(attended(launch), folder);
  const { page } = open;
  try {
    await resize(open, 1440, 900);
    const run = await start(page, fleet);
    const log = openLog(folder, run);
    await untilDone(log, 1);
    const from = log.seqs().length;
    const seen = await watchPage(open, () => untilDone(log, WATCHED_UNITS));
    const events = log.seqs().length - from;
    const dialogs = await watchPage(open, () => openDialogs(page));
    const stopMs = await stop(page);
    const behind = begunBehindStop(log);
    log.close();
    return [
      most(`longest task of the page, ${events} events`, seen.longestTaskMs, 100),
      most('longest task of the page, its processor time', seen.longestWorkMs, null),
      most('95 % of the frames take at most', seen.p95FrameMs, 100),
      most("the page's main thread, for each event", seen.workMs / events, 4),
      most(`from the key to Stop's dialog, slowest of ${DIALOGS}`, Math.max(...dialogs.value), 300),
      most('longest task of the page while the dialogs open', dialogs.longestTaskMs, 100),
      most('longest task while the dialogs open, its processor time', dialogs.longestWorkMs, null),
      most('from "Stop the run" to a run that is over', stopMs, null),
      count('attempts begun behind the stop', behind, 0),
    ];
  } finally {
    await open.close();
  }
}

async function start(page: Page, { keyPath }: Fleet): Promise<RunId> {
  await page.evaluate(async (path) => {
    const { holdpoint } = globalThis as unknown as { readonly holdpoint: HoldpointApi };
    const reference = { kind: 'key', path, passphrase: null } as const;
    await holdpoint.call('credentials.set', { name: 'default', reference });
  }, keyPath);
  await libraryPage(page).importFile();
  await workspacePage(page).prepareRun();
  await startPage(page).operator('engineer');
  return (await startPage(page).start()) as RunId;
}

interface Log {
  /** Numbers of the run's events of this type, or of all. */
  seqs(type?: string): readonly number[];
  close(): void;
}

/** Reads beside the app: what is measured is not asked. */
function openLog(folder: string, run: RunId): Log {
  const database = new Sqlite(join(folder, 'library', 'library.db'), { readonly: true });
  const select = database
    .prepare<[RunId, string], number>('SELECT seq FROM events WHERE run = ? AND type LIKE ? ORDER BY seq')
    .pluck();
  return { seqs: (type = '%') => select.all(run, type), close: () => void database.close() };
}

async function untilDone(log: Log, units: number): Promise<void> {
  while (log.seqs('attemptFinished').length < units) {
    if (log.seqs('runFinished').length > 0) throw new Error('the run ended early');
    await setTimeout(500);
  }
}

/** From the key on the keyboard to a dialog that is painted, several times. */
async function openDialogs(page: Page): Promise<number[]> {
  const took: number[] = [];
  while (took.length < DIALOGS) {
    const shown = page.evaluate(dialogShown);
    const pressedAt = Date.now();
    await page.keyboard.press('s');
    took.push((await shown) - pressedAt);
    await page.keyboard.press('Escape');
    await cockpitPage(page).stopDialog().waitFor({ state: 'hidden' });
  }
  return took;
}

/** When the next dialog is on the screen, in ms since 1970. */
function dialogShown(): Promise<number> {
  return new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      if (!document.querySelector('[role="dialog"]')) return;
      observer.disconnect();
      requestAnimationFrame(() =>
        globalThis.setTimeout(() => resolve(performance.timeOrigin + performance.now())),
      );
    });
    observer.observe(document.body, { subtree: true, childList: true });
  });
}

async function stop(page: Page): Promise<number> {
  const cockpit = cockpitPage(page);
  await cockpit.openStopDialog();
  const from = performance.now();
  await cockpit.stop('enough is measured');
  await cockpit.stateWord('stopped').waitFor();
  return performance.now() - from;
}

function begunBehindStop(log: Log): number {
  const [stopped = 0] = log.seqs('stopRequested');
  return log.seqs('attemptIntended').filter((seq) => seq > stopped).length;
}

function most(what: string, ours: number, value: number | null): Figure {
  const target = value === null ? null : ({ at: 'most', value } as const);
  return { what, unit: 'ms', ours, reference: null, ratio: null, target };
}

function count(what: string, ours: number, value: number): Figure {
  return { what, unit: '', ours, reference: null, ratio: null, target: { at: 'most', value } };
}
