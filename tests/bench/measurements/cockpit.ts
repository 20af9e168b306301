import { writeFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import type { HoldpointApi } from '#contract/api.ts';
import type { RunEvent, RunId } from '#core/run/events.ts';
import { cockpitPage } from '#support/app/cockpit-page.ts';
import { libraryPage } from '#support/app/library-page.ts';
import { chosenFile, openApp, resize } from '#support/app/open-app.ts';
import { startPage } from '#support/app/start-page.ts';
import { workspacePage } from '#support/app/workspace-page.ts';
import { inFolder, onDisplay } from '../display.ts';
import { type Fleet, withFleet } from '../fleet.ts';
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
  await writeFile(chosenFile(folder), releaseText(fleet.hosts, HOSTS, commands(STEPS, 'sleep 0.2')));
  const open = await openApp(launch, folder);
  const { page } = open;
  try {
    await resize(open, 1440, 900);
    const run = await start(page, fleet);
    await untilDone(page, run, 1);
    const from = await eventsOf(page, run);
    const seen = await watchPage(page, () => untilDone(page, run, WATCHED_UNITS));
    const events = (await eventsOf(page, run)).length - from.length;
    const dialogs = await watchPage(page, () => openDialogs(page));
    const stopMs = await stop(page);
    const log = await eventsOf(page, run);
    return [
      most(`longest task of the page, ${events} events`, seen.longestTaskMs, 100),
      most('95 % of the frames take at most', seen.p95FrameMs, 100),
      most("the page's main thread, for each event", seen.workMs / events, 4),
      most(`from the key to Stop's dialog, slowest of ${DIALOGS}`, Math.max(...dialogs.value), 300),
      most('longest task of the page while the dialogs open', dialogs.longestTaskMs, 100),
      most('from "Stop the run" to a run that is over', stopMs, null),
      count('attempts begun behind the stop', begunBehindStop(log), 0),
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

async function eventsOf(page: Page, run: RunId): Promise<readonly RunEvent[]> {
  return page.evaluate(async (id) => {
    const { holdpoint } = globalThis as unknown as { readonly holdpoint: HoldpointApi };
    const answer = await holdpoint.call('run.eventsAfter', { run: id, seq: 0 });
    return answer.ok ? answer.value.events : [];
  }, run);
}

/** By the engine, not by the page, which may be behind. */
async function untilDone(page: Page, run: RunId, units: number): Promise<void> {
  for (;;) {
    const events = await eventsOf(page, run);
    if (events.filter(({ type }) => type === 'attemptFinished').length >= units) return;
    if (events.some(({ type }) => type === 'runFinished')) throw new Error('the run ended early');
    await page.waitForTimeout(1000);
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
      requestAnimationFrame(() => setTimeout(() => resolve(performance.timeOrigin + performance.now())));
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

function begunBehindStop(log: readonly RunEvent[]): number {
  const stopped = log.find(({ type }) => type === 'stopRequested')?.seq ?? 0;
  return log.filter(({ type, seq }) => type === 'attemptIntended' && seq > stopped).length;
}

function most(what: string, ours: number, value: number | null): Figure {
  const target = value === null ? null : ({ at: 'most', value } as const);
  return { what, unit: 'ms', ours, reference: null, ratio: null, target };
}

function count(what: string, ours: number, value: number): Figure {
  return { what, unit: '', ours, reference: null, ratio: null, target: { at: 'most', value } };
}
