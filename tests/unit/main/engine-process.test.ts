import { afterEach, describe, expect, it, vi } from 'vitest';
import type { News } from '#contract/api.ts';
import { type FromEngine, SHUTDOWN_MS, type ToEngine } from '#contract/wire.ts';
import { createEngine, type EngineChild } from '#main/engine-process.ts';

class FakeChild implements EngineChild {
  readonly sent: ToEngine[] = [];
  killed = false;
  say: (message: FromEngine) => void = () => undefined;
  exit: (code: number) => void = () => undefined;
  postMessage(message: ToEngine): void {
    this.sent.push(message);
  }
  onMessage(listener: (message: FromEngine) => void): void {
    this.say = listener;
  }
  onExit(listener: (code: number) => void): void {
    this.exit = listener;
  }
  kill(): void {
    this.killed = true;
    this.exit(137);
  }
}

function created() {
  const children: FakeChild[] = [];
  const news: News[] = [];
  const fork = () => {
    const child = new FakeChild();
    children.push(child);
    return child;
  };
  const ends: (readonly [exit: number, expected: boolean])[] = [];
  const engine = createEngine(fork, {
    tell: (item) => news.push(item),
    readKeychain: (entry) => Promise.resolve({ ok: true, value: `value of ${entry}` }),
    ended: (...end) => ends.push(end),
  });
  const child = (i: number): FakeChild => {
    const found = children[i];
    if (!found) throw new Error(`no child ${i}`);
    return found;
  };
  return { engine, children, child, news, ends };
}

function started() {
  const parts = created();
  parts.engine.begin();
  return parts;
}

afterEach(() => vi.useRealTimers());

describe('the engine process', () => {
  it('starts once: when it is told to or with the first call, and not after its end', async () => {
    const { engine, children } = created();
    expect(children).toHaveLength(0);
    void engine.call('app.facts', {});
    engine.begin();
    expect(children.map(({ sent }) => sent)).toEqual([
      [{ kind: 'call', id: 1, command: 'app.facts', input: {} }],
    ]);
    const other = created();
    await other.engine.close();
    expect((await other.engine.call('app.facts', {})).ok).toBe(false);
    expect(other.children).toHaveLength(0);
  });

  it('is told what the keychain holds under a name that it asks for', async () => {
    const { child } = started();
    child(0).say({ kind: 'readKeychain', id: 7, entry: 'prod/db' });
    await vi.waitFor(() =>
      expect(child(0).sent).toEqual([
        { kind: 'keychainRead', id: 7, found: { ok: true, value: 'value of prod/db' } },
      ]),
    );
  });

  it('answers calls in any order', async () => {
    const { engine, child } = started();
    const first = engine.call('app.facts', {});
    const second = engine.call('settings.read', {});
    expect(child(0).sent.map((message) => message.kind === 'call' && message.command)).toEqual([
      'app.facts',
      'settings.read',
    ]);
    child(0).say({ kind: 'reply', id: 2, reply: { ok: true, value: 'b' } });
    child(0).say({ kind: 'reply', id: 1, reply: { ok: true, value: 'a' } });
    expect(await first).toEqual({ ok: true, value: 'a' });
    expect(await second).toEqual({ ok: true, value: 'b' });
  });

  it('passes news on', () => {
    const { child, news } = started();
    child(0).say({ kind: 'news', news: { kind: 'libraryChanged', what: 'runs' } });
    expect(news).toEqual([{ kind: 'libraryChanged', what: 'runs' }]);
  });

  it('answers what was pending when it crashes, starts again, and says so once it is ready', async () => {
    const { engine, children, child, news } = started();
    const pending = engine.call('app.facts', {});
    child(0).exit(7);
    expect(await pending).toMatchObject({ ok: false, error: { code: 'engine-gone' } });
    expect(children).toHaveLength(2);
    expect(news).toEqual([]);
    child(1).say({ kind: 'ready' });
    expect(news).toEqual([{ kind: 'engineRestarted' }]);
  });

  it('gives up after three crashes within a minute', async () => {
    const { engine, children, child } = started();
    for (const i of [0, 1, 2]) child(i).exit(1);
    expect(children).toHaveLength(3);
    expect(await engine.call('app.facts', {})).toMatchObject({ ok: false, error: { code: 'engine-gone' } });
  });

  it('is asked to end and not started again', async () => {
    const { engine, children, child } = started();
    const closed = engine.close();
    expect(child(0).sent).toEqual([{ kind: 'shutdown' }]);
    child(0).exit(0);
    await closed;
    expect(children).toHaveLength(1);
  });

  it('is asked to end, and started anew, where another library takes the place of its own', async () => {
    const { engine, children, child, news, ends } = started();
    const restarted = engine.restart();
    expect(child(0).sent).toEqual([{ kind: 'shutdown' }]);
    child(0).exit(0);
    await restarted;
    expect(children).toHaveLength(2);
    const answered = engine.call('app.facts', {});
    child(1).say({ kind: 'ready' });
    child(1).say({ kind: 'reply', id: 1, reply: { ok: true, value: 'a' } });
    expect(await answered).toEqual({ ok: true, value: 'a' });
    child(1).exit(139);
    expect(ends).toEqual([
      [0, true],
      [139, false],
    ]);
    expect(children).toHaveLength(3);
    expect(news).toEqual([]);
  });

  it('is ended when it does not end in time', async () => {
    vi.useFakeTimers();
    const { engine, child } = started();
    const closed = engine.close();
    await vi.advanceTimersByTimeAsync(SHUTDOWN_MS);
    await closed;
    expect(child(0).killed).toBe(true);
  });
});
