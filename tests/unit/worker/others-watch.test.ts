import { expect, it } from 'vitest';
import type { News } from '#contract/api.ts';
import type { RunId } from '#core/run/events.ts';
import type { Clock } from '#engine/ports.ts';
import { watchOthers } from '#worker/others-watch.ts';

const [OWN, THEIRS] = ['own', 'theirs'] as unknown as [RunId, RunId];

function setUp() {
  let due: (() => void) | null = null;
  const clock = {
    after: (_ms: number, callback: () => void) => {
      due = callback;
      return () => {
        due = null;
      };
    },
  } as unknown as Clock;
  const world = { version: 1, locked: [OWN] as readonly RunId[] };
  const library = {
    versionByOthers: () => world.version,
    runsCarriedOut: () => world.locked,
    isRunLocked: (run: RunId) => world.locked.includes(run),
  };
  const told: News[] = [];
  const end = watchOthers({ library, clock, isOwn: (run) => run === OWN, tell: (news) => told.push(news) });
  const look = (): News[] => {
    due?.();
    return told.splice(0);
  };
  return { world, look, end };
}

it('tells what another program wrote, once', () => {
  const { world, look } = setUp();
  expect(look()).toEqual([]);
  world.version = 2;
  expect(look()).toEqual([{ kind: 'libraryChanged', what: 'runs', byOthers: true }]);
  expect(look()).toEqual([]);
});

it('tells that a run is carried out no more by the other program, which writes nothing where it was killed', () => {
  const { world, look, end } = setUp();
  world.version = 2;
  world.locked = [OWN, THEIRS];
  look();
  world.locked = [];
  expect(look()).toEqual([{ kind: 'libraryChanged', what: 'runs', run: THEIRS }]);
  expect(look()).toEqual([]);
  end();
  world.version = 3;
  expect(look()).toEqual([]);
});
