import { describe, expect, it } from 'vitest';
import type { Summons } from '#core/words/run/describe-activity.ts';
import { createAwake } from '#main/awake.ts';
import { createSummon } from '#main/summon.ts';
import { asked, running } from './runs-fixture.ts';

/** A desktop that writes down what it shows. */
function setUp() {
  const seen = {
    looksAt: '',
    wanted: true,
    open: [] as Summons[],
    flashes: 0,
    progress: [] as (number | string | null)[],
    badge: 0,
    shown: [] as string[],
  };
  let click = (): void => undefined;
  const { tell, looked } = createSummon({
    isWanted: () => seen.wanted,
    isSeen: (run) => seen.looksAt === run,
    show: (run) => seen.shown.push(run),
    desktop: {
      notify(summons, onClick) {
        seen.open.push(summons);
        click = onClick;
        return () => void seen.open.splice(seen.open.indexOf(summons), 1);
      },
      progress: (done, tone) => {
        seen.progress = [done, tone];
      },
      badge: (count) => {
        seen.badge = count;
      },
      flash: () => {
        seen.flashes += 1;
      },
    },
  });
  return { seen, tell, looked, click: () => click() };
}

const FAILED = running({ questions: 1, newest: asked('2026-11-30T02:00:00Z') });

describe('a run that wants a person', () => {
  it('is told once where nobody looks, and leads to its question', () => {
    const { seen, tell, click } = setUp();
    tell([running()]);
    tell([FAILED]);
    tell([{ ...FAILED, finished: 13 }]);
    expect(seen.open).toEqual([
      { title: 'Step failed', body: 'Restart on web1\nOrder desk 2.4.0, deployment on lab.' },
    ]);
    expect([seen.flashes, seen.badge, seen.progress]).toEqual([1, 1, [0.65, 'paused']]);
    click();
    expect(seen.shown).toEqual(['r-1']);
    expect(seen.open).toEqual([]);
  });

  it('is called no longer once somebody looks at it by another way', () => {
    const { seen, tell, looked } = setUp();
    tell([FAILED]);
    seen.looksAt = 'r-2';
    looked();
    expect(seen.open).toHaveLength(1);
    seen.looksAt = 'r-1';
    looked();
    expect(seen.open).toEqual([]);
  });

  it('is told again for the next question, in place of the one before, and no more once it is answered', () => {
    const { seen, tell } = setUp();
    tell([FAILED]);
    tell([{ ...FAILED, questions: 2, newest: asked('2026-11-30T02:05:00Z', 'unknown', 'Migrate') }]);
    expect(seen.open.map(({ title, body }) => [title, body.split('\n')[0]])).toEqual([
      ['Outcome not observed', 'Migrate on web1'],
    ]);
    // The newer one was answered; the older one is no news.
    tell([FAILED]);
    expect(seen.open).toHaveLength(1);
    tell([running()]);
    expect([seen.open, seen.badge, seen.progress]).toEqual([[], 0, [0.6, 'normal']]);
  });

  it('is not told to somebody who looks at it, nor where nobody wants it; the taskbar says it all the same', () => {
    const { seen, tell } = setUp();
    seen.looksAt = 'r-1';
    tell([FAILED]);
    expect([seen.open, seen.flashes, seen.badge]).toEqual([[], 0, 1]);
    seen.looksAt = 'r-2';
    seen.wanted = false;
    tell([{ ...FAILED, newest: asked('2026-11-30T03:00:00Z') }]);
    expect([seen.open, seen.flashes]).toEqual([[], 1]);
  });

  it('holds no markup and nothing that moves text', () => {
    const { seen, tell } = setUp();
    const newest = asked('2026-11-30T02:00:00Z', 'failed', '<b>gnp\u202E</b> & <a href="x">');
    tell([{ ...FAILED, newest }]);
    expect(seen.open[0]?.body).toMatch(/^‹b›gnp‹U\+202E›‹\/b› ＆ ‹a href="x"› on web1\n/);
  });
});

describe('the end of a run', () => {
  it('is told, and the taskbar is at rest', () => {
    const { seen, tell } = setUp();
    tell([running({ finished: 20, outcome: 'succeeded' })]);
    tell([]);
    expect(seen.open).toEqual([
      {
        title: 'Run succeeded',
        body: 'Order desk 2.4.0, deployment on lab. 20 of 20 steps on hosts are over.',
      },
    ]);
    expect(seen.progress).toEqual([null, 'normal']);
  });

  it('in the middle is told as such, with why', () => {
    const { seen, tell } = setUp();
    tell([running({ brokenBy: 'The disk is full.' })]);
    expect(seen.open).toEqual([
      { title: 'Run interrupted', body: 'Order desk 2.4.0, deployment on lab. The disk is full.' },
    ]);
  });
});

describe('the workstation', () => {
  it('stays awake while a run is open, and no longer', () => {
    const blocks: (number | string)[] = [];
    const hear = createAwake({ start: () => blocks.push('start'), stop: (id) => blocks.push(`stop ${id}`) });
    hear([]);
    hear([running()]);
    hear([running({ questions: 1 }), running()]);
    hear([running({ outcome: 'failed' })]);
    hear([]);
    hear([running()]);
    expect(blocks).toEqual(['start', 'stop 1', 'start']);
  });
});
