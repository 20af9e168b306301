import { describe, expect, it } from 'vitest';
import { Gate } from '#adapters/ssh/gate.ts';
import { PasswordGate } from '#adapters/ssh/password-gate.ts';
import type { Host } from '#core/release/model.ts';

const host = (name: string): Host => ({ name }) as Host;

describe('a gate', () => {
  it('lets so many in at a time, in order', async () => {
    const gate = new Gate(2);
    const order: number[] = [];
    const enter = (id: number) => gate.enter().then(() => order.push(id));
    await Promise.all([enter(1), enter(2)]);
    const [third, fourth] = [enter(3), enter(4)];
    expect(order).toEqual([1, 2]);
    gate.leave();
    await third;
    gate.leave();
    await fourth;
    expect(order).toEqual([1, 2, 3, 4]);
  });

  it('can be lowered, never below one', async () => {
    const gate = new Gate(3);
    gate.lowerTo(0);
    expect(await gate.enter()).toBe(true);
    const second = gate.enter();
    expect(gate.inside).toBe(1);
    gate.leave();
    expect(await second).toBe(true);
  });

  it('turns everybody away once shut', async () => {
    const gate = new Gate(1);
    await gate.enter();
    const waiting = gate.enter();
    gate.shut();
    expect([await waiting, await gate.enter()]).toEqual([false, false]);
  });
});

describe('a password', () => {
  it('is held back at other hosts until one has taken it', async () => {
    const gate = new PasswordGate();
    const first = await gate.enter(host('a'), 'u', 'p');
    const second = gate.enter(host('b'), 'u', 'p');
    if (first.kind === 'try') first.settle('accepted');
    expect((await second).kind).toBe('try');
  });

  it('refused once is refused to the others, and may be tried again where it was', async () => {
    const gate = new PasswordGate();
    const first = await gate.enter(host('a'), 'u', 'p');
    const second = gate.enter(host('b'), 'u', 'p');
    if (first.kind === 'try') first.settle('refused');
    expect(await second).toEqual({ kind: 'refused-at', host: 'a' });
    expect((await gate.enter(host('a'), 'u', 'p')).kind).toBe('try');
  });

  it('goes to the next host when the first was lost', async () => {
    const gate = new PasswordGate();
    const first = await gate.enter(host('a'), 'u', 'p');
    const second = gate.enter(host('b'), 'u', 'p');
    if (first.kind === 'try') first.settle('unclear');
    expect((await second).kind).toBe('try');
  });

  it('of another user is another matter', async () => {
    const gate = new PasswordGate();
    await gate.enter(host('a'), 'u', 'p');
    expect((await gate.enter(host('b'), 'v', 'p')).kind).toBe('try');
    expect((await gate.enter(host('b'), 'u', 'q')).kind).toBe('try');
  });
});
