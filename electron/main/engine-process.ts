/** The engine process as the main process sees it: calls go in, replies and news come out, and a crash is dealt with. */
import type { News } from '#contract/api.ts';
import type { EngineCommandName, Output, Parsed } from '#contract/commands.ts';
import type { CommandError, Reply } from '#contract/errors.ts';
import { type FromEngine, type KeychainFound, SHUTDOWN_MS, type ToEngine } from '#contract/wire.ts';

/** A running engine process. */
export interface EngineChild {
  postMessage(message: ToEngine): void;
  onMessage(listener: (message: FromEngine) => void): void;
  /** Called once, when the process is gone. */
  onExit(listener: (code: number) => void): void;
  kill(): void;
}

export interface Engine {
  /** Starts its process, which the first call does as well; once it was started, does nothing. */
  begin(): void;
  /** Always replies; `engine-gone` when the engine ended before it could. */
  call<C extends EngineCommandName>(command: C, input: Parsed<C>): Promise<Reply<Output<C>>>;
  /** The workstation was asleep. */
  woke(): void;
  /** Lets the engine finish writing and end; after five seconds it is ended. It is not started again. */
  close(): Promise<void>;
  /** The same, and starts it anew. */
  restart(): Promise<void>;
}

export interface EngineEvents {
  /** News for the pages. */
  tell(news: News): void;
  /** What the keychain of the operating system has under that name. */
  readKeychain(entry: string): Promise<KeychainFound>;
  /** Its process is gone. Called before pages are told of a crash. */
  ended(exit: number, expected: boolean): void;
}

/** So many crashes in so short a time are no accident: the engine is not started again. */
const CRASHES = { count: 3, withinMs: 60_000 } as const;

/** The engine, which starts at the first call at the latest, and again when it crashes. */
export function createEngine(fork: () => EngineChild, { tell, readKeychain, ended }: EngineEvents): Engine {
  const calls = createCalls();
  const crashes: number[] = [];
  let child: EngineChild | null = null;
  let closed: (() => void) | null = null;
  let closing: Promise<void> | null = null;
  let hasBegun = false;

  function begin(): void {
    if (hasBegun) return;
    hasBegun = true;
    start(false);
  }

  function start(again: boolean): void {
    const started = fork();
    child = started;
    started.onMessage((message) => {
      if (message.kind === 'reply') calls.settle(message.id, message.reply);
      if (message.kind === 'news') tell(message.news);
      if (message.kind === 'readKeychain') {
        const { id, entry } = message;
        void readKeychain(entry).then((found) => started.postMessage({ kind: 'keychainRead', id, found }));
      }
      if (message.kind === 'ready' && again) tell({ kind: 'engineRestarted' });
      if (message.kind === 'unable') console.error(`engine: ${message.error.code}: ${message.error.message}`);
    });
    started.onExit((code) => {
      child = null;
      ended(code, closed !== null);
      calls.settleAll(gone(`The engine ended (code ${code}) before it replied`));
      if (closed) closed();
      else afterCrash();
    });
  }

  function afterCrash(): void {
    const now = Date.now();
    crashes.push(now);
    if (crashes.filter((at) => now - at < CRASHES.withinMs).length < CRASHES.count) start(true);
    else tell({ kind: 'engineRestarted' });
  }

  function call(command: EngineCommandName, input: unknown): Promise<Reply<unknown>> {
    begin();
    if (child === null || closing !== null) return Promise.resolve(gone('The engine is not running'));
    const { id, reply } = calls.open();
    child.postMessage({ kind: 'call', id, command, input });
    return reply;
  }

  function close(): Promise<void> {
    hasBegun = true;
    if (child === null) return Promise.resolve();
    const leaving = child;
    closing ??= new Promise<void>((resolve) => {
      const timer = setTimeout(() => leaving.kill(), SHUTDOWN_MS);
      closed = () => {
        clearTimeout(timer);
        resolve();
      };
      leaving.postMessage({ kind: 'shutdown' });
    });
    return closing;
  }

  async function restart(): Promise<void> {
    await close();
    closed = null;
    closing = null;
    start(false);
  }

  return {
    begin,
    call: call as Engine['call'],
    woke: () => child?.postMessage({ kind: 'woke' }),
    close,
    restart,
  };
}

type Settle = (reply: Reply<unknown>) => void;

/** Calls without a reply yet. */
function createCalls() {
  const pending = new Map<number, Settle>();
  let last = 0;
  return {
    open(): { readonly id: number; readonly reply: Promise<Reply<unknown>> } {
      last += 1;
      const id = last;
      return { id, reply: new Promise((resolve) => pending.set(id, resolve)) };
    },
    settle(id: number, reply: Reply<unknown>): void {
      pending.get(id)?.(reply);
      pending.delete(id);
    },
    settleAll(reply: Reply<unknown>): void {
      for (const settle of pending.values()) settle(reply);
      pending.clear();
    },
  };
}

function gone(message: string): { readonly ok: false; readonly error: CommandError } {
  const next =
    'Open runs are shown as interrupted; resume them to continue. If the engine does not come back, start Holdpoint again.';
  return { ok: false, error: { code: 'engine-gone', message: `${message}. ${next}` } };
}
