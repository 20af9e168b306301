import { app, type BrowserWindow } from 'electron';
import { confirmLeaving } from './dialogs.ts';
import type { Engine } from './engine-process.ts';

/** Makes closing the window and quitting one thing: ask when a run is under way, let the engine end, then go. */
export function leaveInOrder(window: BrowserWindow, engine: Engine): void {
  let state: 'here' | 'asking' | 'leaving' = 'here';

  async function leave(): Promise<void> {
    if (state !== 'here') return;
    state = 'asking';
    const go = await confirmLeaving(await runsUnderWay(engine));
    if (!go) {
      state = 'here';
      return;
    }
    state = 'leaving';
    await engine.close();
    app.quit();
  }

  window.on('close', (event) => {
    if (state === 'leaving') return;
    event.preventDefault();
    void leave();
  });
  app.on('before-quit', (event) => {
    if (state === 'leaving') return;
    event.preventDefault();
    void leave();
  });
}

/** Names of the runs that are being carried out; none when the engine cannot say. */
async function runsUnderWay(engine: Engine): Promise<readonly string[]> {
  const listed = await engine.call('run.list', { release: null });
  if (!listed.ok) return [];
  return listed.value
    .filter((run) => run.state === 'running')
    .map((run) => `${run.releaseName} ${run.version}, ${run.plan} on ${run.environment},`);
}
