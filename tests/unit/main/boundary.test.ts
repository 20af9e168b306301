import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { COMMANDS, type DesktopCommandName, type Handlers } from '#contract/commands.ts';
import { CommandFailure } from '#contract/errors.ts';
import { type CallSender, replyToCall } from '#main/ipc/boundary.ts';

const ORIGIN = 'app://holdpoint';
const PAGE: CallSender = { isMainFrame: true, isOurWindow: true, origin: ORIGIN };

function targets(over: Partial<Handlers<DesktopCommandName>> = {}) {
  const call = vi.fn(async () => ({ ok: true as const, value: 'from the engine' }));
  const desktop = {
    'desktop.importRelease': () => null,
    'desktop.importDropped': () => ({ id: 'x', issues: [], replaced: false }),
    'desktop.exportRelease': () => null,
    'desktop.saveDocument': () => null,
    'desktop.print': () => ({ printed: false }),
    'desktop.chooseFile': () => null,
    'desktop.copy': () => null,
    ...over,
  } as Handlers<DesktopCommandName>;
  const faults: unknown[] = [];
  const engine = { call: call as never, close: async () => undefined };
  return { call, faults, targets: { engine, desktop, onFault: (error: unknown) => faults.push(error) } };
}

describe('a call of the page', () => {
  it('reaches the engine with its parsed input', async () => {
    const { call, targets: to } = targets();
    const answer = await replyToCall(
      { sender: PAGE, command: 'run.open', input: { run: 'r-1' } },
      ORIGIN,
      to,
    );
    expect(answer).toEqual({ ok: true, value: 'from the engine' });
    expect(call).toHaveBeenCalledWith('run.open', { run: 'r-1' });
  });

  it('reaches a handler of the desktop', async () => {
    const { call, targets: to } = targets({ 'desktop.exportRelease': () => ({ path: '/x' }) });
    const answer = await replyToCall(
      { sender: PAGE, command: 'desktop.exportRelease', input: { release: 'a' } },
      ORIGIN,
      to,
    );
    expect(answer).toEqual({ ok: true, value: { path: '/x' } });
    expect(call).not.toHaveBeenCalled();
  });

  it.each<[string, Partial<CallSender>]>([
    ['a frame inside the page', { isMainFrame: false }],
    ['another window', { isOurWindow: false }],
    ['another origin', { origin: 'https://example.org' }],
    ['no origin', { origin: '' }],
    ['an opaque origin', { origin: 'null' }],
  ])('is refused from %s', async (_name, other) => {
    const { call, targets: to } = targets();
    const answer = await replyToCall(
      { sender: { ...PAGE, ...other }, command: 'app.facts', input: {} },
      ORIGIN,
      to,
    );
    expect(answer).toMatchObject({ ok: false, error: { code: 'refused' } });
    expect(call).not.toHaveBeenCalled();
  });

  it.each(['nope', 'toString', '__proto__', 'constructor', '', null, 5, {}, ['app.facts']])(
    'is refused for the command %j',
    async (command) => {
      const answer = await replyToCall({ sender: PAGE, command, input: {} }, ORIGIN, targets().targets);
      expect(answer).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
    },
  );

  it.each([
    'release.importFile',
    'release.takeFile',
    'hosts.listText',
    'backups.previewFile',
    'backups.restore',
  ])('may not name a path of the workstation to the engine by %s', async (command) => {
    const { call, targets: to } = targets();
    const input = { path: '/etc/passwd', release: 'shop' };
    const answer = await replyToCall({ sender: PAGE, command, input }, ORIGIN, to);
    expect(answer).toMatchObject({ ok: false, error: { code: 'refused' } });
    expect(call).not.toHaveBeenCalled();
  });

  it('finds no other command that takes a path, but for those of pages and of what credentials and settings refer to', () => {
    const taking = Object.entries(COMMANDS).flatMap(([name, { input, isForPage }]) => {
      const schema = z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' });
      return isForPage && JSON.stringify(schema).includes('"path":') ? [name] : [];
    });
    const pages = ['desktop.showing', 'desktop.openWindow', 'desktop.pin'];
    expect(taking.toSorted()).toEqual(['credentials.set', 'secrets.set', ...pages].toSorted());
  });

  it('may not name the path of a dropped file either: only the preload, which asked Electron for it', async () => {
    const importDropped = vi.fn(() => ({ id: 'x', issues: [], replaced: false }));
    const { targets: to } = targets({ 'desktop.importDropped': importDropped as never });
    const call = { sender: PAGE, command: 'desktop.importDropped', input: { path: '/etc/passwd' } };
    expect(await replyToCall(call, ORIGIN, to)).toMatchObject({ ok: false, error: { code: 'refused' } });
    expect(importDropped).not.toHaveBeenCalled();
    expect(await replyToCall({ ...call, door: 'dropped' }, ORIGIN, to)).toMatchObject({ ok: true });
  });

  it('lists everything that is wrong with its input', async () => {
    const answer = await replyToCall(
      { sender: PAGE, command: 'run.open', input: { run: 5, more: 1 } },
      ORIGIN,
      targets().targets,
    );
    expect(answer).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
    expect(!answer.ok && answer.error.details).toHaveLength(2);
  });

  it('turns a failure into its code and a bug into an internal error without its text', async () => {
    const call = { sender: PAGE, command: 'desktop.copy', input: { text: 'x' } };
    const failing = targets({
      'desktop.copy': () => {
        throw new CommandFailure('refused', 'Not now', { a: 1 });
      },
    });
    expect(await replyToCall(call, ORIGIN, failing.targets)).toEqual({
      ok: false,
      error: { code: 'refused', message: 'Not now', details: { a: 1 } },
    });
    const broken = targets({
      'desktop.copy': () => {
        throw new Error('password=hunter2');
      },
    });
    const answer = await replyToCall(call, ORIGIN, broken.targets);
    expect(answer).toMatchObject({ ok: false, error: { code: 'internal' } });
    expect(JSON.stringify(answer)).not.toContain('hunter2');
    expect([failing.faults, broken.faults]).toEqual([[], [new Error('password=hunter2')]]);
  });

  it('never throws, whatever comes in', async () => {
    const names = fc.constantFrom(...Object.keys(COMMANDS));
    await fc.assert(
      fc.asyncProperty(names, fc.anything(), async (command, input) => {
        const answer = await replyToCall({ sender: PAGE, command, input }, ORIGIN, targets().targets);
        return typeof answer.ok === 'boolean';
      }),
    );
  });
});
