/** The only door between the page and the program: exactly the contract's API, and no Electron object. */
import { contextBridge, type IpcRendererEvent, ipcRenderer, webUtils } from 'electron';
import {
  API_NAME,
  CALL_CHANNEL,
  DROPPED_CHANNEL,
  type HoldpointApi,
  NEWS_CHANNEL,
  type News,
} from '#contract/api.ts';
import type { CommandName } from '#contract/commands.ts';

/** What every page waits for before it draws: asked while its scripts are still being read. */
const FIRST = 'desktop.typed' satisfies CommandName;
let first: ReturnType<typeof ipcRenderer.invoke> | null = ipcRenderer.invoke(CALL_CHANNEL, FIRST, {});

/** Null once the page has it. */
function takeFirst(): typeof first {
  const taken = first;
  first = null;
  return taken;
}

const api: HoldpointApi = {
  call: (command, input) =>
    (command === FIRST ? takeFirst() : null) ?? ipcRenderer.invoke(CALL_CHANNEL, command, input),
  onNews: (listener) => {
    const pass = (_event: IpcRendererEvent, news: News): void => listener(news);
    ipcRenderer.on(NEWS_CHANNEL, pass);
    return () => ipcRenderer.off(NEWS_CHANNEL, pass);
  },
  importDropped: (file) => {
    const path = webUtils.getPathForFile(file as File);
    return path === '' ? null : ipcRenderer.invoke(DROPPED_CHANNEL, path);
  },
};

contextBridge.exposeInMainWorld(API_NAME, api);
