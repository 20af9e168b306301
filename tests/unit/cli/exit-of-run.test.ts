import { describe, expect, it } from 'vitest';
import { exitOfRun } from '#cli/exit-of-run.ts';
import { EXIT } from '#cli/failure.ts';
import type { HostName } from '#core/release/model.ts';
import { decide } from '#core/run/decide.ts';
import { readRun } from '#core/run/view.ts';
import type { RunEnd } from '#engine/run-handle.ts';
import { AT, createLog, type Log, planOf } from '../run/run-fixture.ts';

const PLAN = planOf([{ id: 'one' }]);
const begun = (): Log => createLog(PLAN).begin();
const exit = (log: Log, as: RunEnd['kind'] = 'finished') =>
  exitOfRun(readRun(log.state(), { carriedOut: false, head: null }), as);

function ended(log: Log, outcome: 'succeeded' | 'failed' | 'stopped' | 'refused'): Log {
  log.add({ type: 'runFinished', data: { outcome, reason: null } });
  return log;
}

function waiting(): Log {
  const log = begun().run('one', 'a', 'failed');
  const [ask] = decide(log.state());
  if (ask?.kind === 'ask') log.ask(ask.id, ask.question);
  return log;
}

describe('the command line ends', () => {
  it('with 0, 1 and 4 at the end of a run', () => {
    expect(exit(ended(begun().run('one', 'a').run('one', 'b'), 'succeeded'))).toBe(EXIT.ok);
    expect(exit(ended(begun().run('one', 'a', 'failed'), 'failed'))).toBe(EXIT.failed);
    expect(exit(ended(begun(), 'stopped'))).toBe(EXIT.failed);
    expect(exit(ended(createLog(PLAN), 'refused'))).toBe(EXIT.preflight);
  });

  it('with 5 wherever an outcome is unknown, even where the run succeeded otherwise', () => {
    expect(exit(ended(begun().run('one', 'a', 'unknown').run('one', 'b'), 'succeeded'))).toBe(EXIT.unknown);
    expect(exit(begun().intend('one', 'a'))).toBe(EXIT.unknown);
  });

  it('with 3 where a person is waited for, or the run was left open', () => {
    expect(exit(waiting())).toBe(EXIT.waiting);
    expect(exit(begun().run('one', 'a'))).toBe(EXIT.failed);
    expect(exit(begun().run('one', 'a'), 'left')).toBe(EXIT.waiting);
  });

  it('with 4 where the hosts of a resumed run are unfit, unless a person stopped it', () => {
    const unfit = () => {
      const log = begun();
      log.add({ type: 'preflightFinished', data: { passed: false, hosts: [], problems: [] } });
      return log;
    };
    expect(exit(unfit(), 'left')).toBe(EXIT.preflight);
    const stopped = unfit();
    stopped.add({ type: 'stopRequested', data: { by: 'engineer', note: null } });
    expect(exit(ended(stopped, 'stopped'))).toBe(EXIT.failed);
  });

  it('with 4 where another program took a host over', () => {
    const log = begun();
    const taken = { run: 'r-9', workstation: 'ops@desk:lib', operator: 'ops', at: AT, over: false };
    log.add({ type: 'hostTakenOver', data: { host: 'a' as HostName, ...taken } });
    expect(exit(log, 'left')).toBe(EXIT.preflight);
  });
});
