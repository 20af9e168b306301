import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type AppLaunch, openApp } from '#support/app/open-app.ts';
import { inFolder, onDisplay } from '../display.ts';
import { alternate, compare, type Figure, type Measurement } from '../measure.ts';

const ROUNDS = 5;

const EMPTY_APP = `const { app, BrowserWindow } = require('electron');
app.whenReady().then(() => new BrowserWindow({ width: 1280, height: 800 }).loadURL('data:text/html,<h1>Empty</h1>'));
`;

export const start: Measurement = {
  name: 'start',
  title: 'from the start of the program to the first screen',
  measure: () => onDisplay((launch) => inFolder((folder) => measure(launch, folder))),
};

async function measure(launch: AppLaunch, folder: string): Promise<Figure[]> {
  const empty = await emptyApp(launch, folder);
  const start = (which: AppLaunch) => async () => {
    const own = await mkdtemp(join(folder, 'start-'));
    const from = performance.now();
    const app = await openApp(which, own);
    const took = performance.now() - from;
    await app.close();
    return took;
  };
  await start(launch)();
  const took = await alternate(ROUNDS, { ours: start(launch), empty: start(empty) });
  return [
    compare({
      what: "from start to the library's heading, new library",
      ours: took.ours,
      reference: { name: 'empty window, same Electron', values: took.empty },
      target: { ratioAtMost: 1.5 },
    }),
  ];
}

/** A window with a heading: what this Electron needs at least. */
async function emptyApp(launch: AppLaunch, folder: string): Promise<AppLaunch> {
  const place = join(folder, 'empty-app');
  await mkdir(place);
  await writeFile(
    join(place, 'package.json'),
    JSON.stringify({ name: 'empty', version: '1.0.0', main: 'main.cjs' }),
  );
  await writeFile(join(place, 'main.cjs'), EMPTY_APP);
  return { ...launch, args: [...launch.args.slice(0, -1), place] };
}
