import { app, type BrowserWindow } from 'electron';
import type { News } from '#contract/api.ts';
import type { Handlers } from '#contract/commands.ts';
import { confirmLeaving, confirmLeavingMutePage } from './dialogs.ts';
import type { Engine } from './engine-process.ts';
import { createPageWord, type PageWord } from './page-word.ts';

export interface Leaving {
  readonly handlers: Handlers<'desktop.leave'>;
  /** Makes closing the window and quitting one thing: the page stores what was typed, a run running is asked about, the engine ends. */
  watch(window: BrowserWindow): void;
}

export function createLeaving(engine: Engine, tell: (news: News) => void): Leaving {
  const page = createPageWord(() => tell({ kind: 'leaving' }));
  return {
    handlers: {
      'desktop.leave': ({ word }) => {
        page.hear(word);
        return null;
      },
    },
    watch: (window) => leaveInOrder(window, engine, page),
  };
}

function leaveInOrder(window: BrowserWindow, engine: Engine, page: PageWord): void {
  let state: 'here' | 'asking' | 'leaving' = 'here';

  async function leave(): Promise<void> {
    if (state !== 'here') return;
    state = 'asking';
    const go = (await mayPageGo(page)) && (await confirmLeaving(await runsUnderWay(engine)));
    state = go ? 'leaving' : 'here';
    if (!go) return;
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

async function mayPageGo(page: PageWord): Promise<boolean> {
  const word = await page.ask();
  return word === 'mute' ? await confirmLeavingMutePage() : word === 'go';
}

/** Names of the runs that are being carried out; none when the engine cannot say. */
async function runsUnderWay(engine: Engine): Promise<readonly string[]> {
  const listed = await engine.call('run.list', { release: null });
  if (!listed.ok) return [];
  return listed.value
    .filter((run) => run.state === 'running')
    .map((run) => `${run.releaseName} ${run.version}, ${run.plan} on ${run.environment},`);
}
