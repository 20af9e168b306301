import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT } from '#build/provision/places.mjs';
import { type AppLaunch, profileOf } from '#support/app/open-app.ts';
import { inFolder, onDisplay } from '../display.ts';
import { alternate, compare, type Figure, type Measurement } from '../measure.ts';

const ROUNDS = 9;
/** No start takes as long; one that does hangs. */
const LIMIT_MS = 60_000;

const WATCHED = fileURLToPath(new URL('../watched', import.meta.url));

const EMPTY_APP = `const { app, BrowserWindow } = require('electron');
app.whenReady().then(() => new BrowserWindow({ width: 1280, height: 800 }).loadURL('data:text/html,<h1>Empty</h1>'));
`;

export const start: Measurement = {
  name: 'start',
  title: 'from the start of the program to the first screen',
  measure: () => onDisplay((launch) => inFolder((folder) => measure(launch, folder))),
};

async function measure(launch: AppLaunch, folder: string): Promise<Figure[]> {
  const empty = await emptyApp(folder);
  const start = (app: string) => async () => untilDrawn(launch, app, await mkdtemp(join(folder, 'start-')));
  await start(ROOT)();
  const took = await alternate(ROUNDS, { ours: start(ROOT), empty: start(empty) });
  return [
    compare({
      what: "from start to the library's heading, new library",
      ours: took.ours,
      reference: { name: 'empty window, same Electron', values: took.empty },
      target: { ratioAtMost: 1.5 },
    }),
  ];
}

/** Milliseconds from the start of the program until a page of it has drawn its heading. */
async function untilDrawn({ electronPath, args, env }: AppLaunch, app: string, own: string): Promise<number> {
  const given = args.map((each) => (each === ROOT ? WATCHED : each));
  const from = performance.now();
  const child = spawn(electronPath, [...given, ...profileOf(own)], {
    env: { ...env, HOLDPOINT_BENCH_APP: app, HOLDPOINT_DATA: join(own, 'library'), XDG_CONFIG_HOME: own },
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: LIMIT_MS,
  });
  let took: number | null = null;
  child.stdout.on('data', (bytes: Buffer) => {
    if (bytes.includes('drawn')) took ??= performance.now() - from;
  });
  const [code, signal] = await once(child, 'close');
  if (took === null) throw new Error(`${app} drew no heading and ended with ${code ?? signal}`);
  return took;
}

/** A window with a heading: what this Electron needs at least. */
async function emptyApp(folder: string): Promise<string> {
  const place = join(folder, 'empty-app');
  await mkdir(place);
  await writeFile(
    join(place, 'package.json'),
    JSON.stringify({ name: 'empty', version: '1.0.0', main: 'main.cjs' }),
  );
  await writeFile(join(place, 'main.cjs'), EMPTY_APP);
  return place;
}
