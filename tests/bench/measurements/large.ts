import { writeFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { stringify } from 'yaml';
import { libraryPage } from '#support/app/library-page.ts';
import { attended, chosenFile, openApp, resize } from '#support/app/open-app.ts';
import { planPage } from '#support/app/plan-page.ts';
import { workspacePage } from '#support/app/workspace-page.ts';
import { inFolder, onDisplay } from '../display.ts';
import { type Figure, type Measurement, median } from '../measure.ts';

const HOSTS = 300;
const PHASES = 20;
const STEPS_IN_PHASE = 100;
const ROUNDS = 3;

/** Each tab with what stands on it once it is open. */
const TABS = [
  ['Overview', 'h2'],
  ['Environments', 'table tbody tr, [role="table"] [role="row"]'],
  ['Deployment', '[aria-label="Phases and steps"] [role="listitem"]'],
  ['Plan', '[aria-label="What will be done, in order"] [role="listitem"]'],
  ['Source', '.cm-line'],
] as const;

export const large: Measurement = {
  name: 'large',
  title: `a release of ${PHASES * STEPS_IN_PHASE} steps × ${HOSTS} hosts in the app`,
  measure: () => onDisplay((launch) => inFolder((folder) => measure({ launch, folder }))),
};

type Place = { readonly launch: Parameters<typeof openApp>[0]; readonly folder: string };

async function measure({ launch, folder }: Place): Promise<Figure[]> {
  await writeFile(chosenFile(folder), largeRelease());
  const open = await openApp(attended(launch), folder);
  const { page } = open;
  try {
    await resize(open, 1440, 900);
    await libraryPage(page).importFile();
    await page.getByRole('link', { name: 'Start a run' }).waitFor();
    const tabs: Figure[] = [];
    for (const [name, shows] of TABS) tabs.push(...(await measureTab(page, name, shows)));
    await workspacePage(page).show('Deployment');
    const saves: number[] = [];
    for (let round = 1; round <= ROUNDS; round += 1) saves.push(await saveStep(page, round));
    return [
      ...tabs,
      figure({ what: 'save a step, until the list shows it', unit: 'ms', ours: median(saves), atMost: 100 }),
    ];
  } finally {
    await open.close();
  }
}

async function measureTab(page: Page, name: string, shows: string): Promise<Figure[]> {
  const took: number[] = [];
  let nodes = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    await page.getByRole('link', { name: 'Backout', exact: true }).click();
    await page.getByRole('heading', { level: 2, name: 'When to back out' }).waitFor();
    took.push(await page.evaluate(openTab, { name, shows }));
    nodes = await page.evaluate(() => document.querySelectorAll('*').length);
  }
  return [
    figure({ what: `open the tab ${name}`, unit: 'ms', ours: median(took), atMost: 1000 }),
    figure({ what: `elements on the page with the tab ${name}`, unit: '', ours: nodes, atMost: 10_000 }),
  ];
}

/** From the click until what the tab shows is painted, in ms. */
async function openTab({ name, shows }: { readonly name: string; readonly shows: string }): Promise<number> {
  const tabs = [...document.querySelectorAll<HTMLElement>('nav[aria-label="Parts of the release"] a')];
  const from = performance.now();
  tabs.find((tab) => tab.textContent === name)?.click();
  while (!document.querySelector(`main ${shows}`)) await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
  await new Promise((resolve) => setTimeout(resolve));
  return performance.now() - from;
}

async function saveStep(page: Page, round: number): Promise<number> {
  const plan = planPage(page);
  const title = `Renamed ${round}`;
  await plan.edit(`Restart service ${round}`);
  await plan.fill({ Title: title });
  const took = await page.evaluate(pressSave, title);
  await workspacePage(page).saved().waitFor();
  return took;
}

/** From the click on Save until the list shows the new title, in ms. */
async function pressSave(title: string): Promise<number> {
  const buttons = [...document.querySelectorAll<HTMLElement>('[role="dialog"] button')];
  const isShown = (): boolean =>
    [...document.querySelectorAll('[aria-label="Phases and steps"] button')].some(
      (button) => button.textContent === title,
    );
  const from = performance.now();
  buttons.find((button) => button.textContent === 'Save step')?.click();
  while (!isShown()) await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
  await new Promise((resolve) => setTimeout(resolve));
  return performance.now() - from;
}

function largeRelease(): string {
  const phases = Array.from({ length: PHASES }, (_, phase) => ({
    id: `phase-${phase + 1}`,
    title: `Phase ${phase + 1}`,
    steps: Array.from({ length: STEPS_IN_PHASE }, (_, index) => {
      const number = phase * STEPS_IN_PHASE + index + 1;
      return {
        id: `step-${number}`,
        title: `Restart service ${number}`,
        on: 'all',
        run: `systemctl restart app-${number}`,
        undo: `systemctl restart old-${number}`,
        takes: '1m',
      };
    }),
  }));
  const hosts = Array.from({ length: HOSTS }, (_, index) => [
    `web-${index + 1}`,
    { address: `10.20.${Math.floor(index / 250)}.${(index % 250) + 1}` },
  ]);
  return stringify(
    {
      holdpoint: 1,
      release: { id: 'large', name: 'Large', version: '1.0.0' },
      environments: { lab: { kind: 'test', hosts: Object.fromEntries(hosts) } },
      deployment: { phases },
    },
    { lineWidth: 0 },
  );
}

type Found = Pick<Figure, 'what' | 'unit' | 'ours'> & { readonly atMost: number };

function figure({ atMost, ...found }: Found): Figure {
  return { ...found, reference: null, ratio: null, target: { at: 'most', value: atMost } };
}
