import { describe, expect, it } from 'vitest';
import { parseRelease } from '#core/release/parse-release.ts';
import { saidOfStep, withStep } from './release-text.ts';

function stepOf(lines: string) {
  return parseRelease(withStep(lines)).release!.deployment[0]!.steps[0]!;
}

const RUN = 'run: ./go\nundo: ./back\n';

describe('drill', () => {
  it('says what a step answers, and nothing where nothing is written', () => {
    const step = stepOf(`on: web\n${RUN}drill: { takes: 2m, exit: 0, stdout: gone, stderr: slow }`);
    expect(step.drill).toEqual({ takesMs: 120_000, exit: 0, stdout: 'gone', stderr: 'slow' });
    expect('drill' in stepOf(`on: web\n${RUN}`)).toBe(false);
  });

  it('is no answer of the undo, which has one of its own', () => {
    const inherited = stepOf(`on: web\n${RUN}drill: { takes: 2m }`).undo;
    expect(inherited.kind === 'undo' && 'drill' in inherited.options).toBe(false);
    const own = stepOf('on: web\nrun: ./go\nundo: { run: ./back, drill: { takes: 3m } }').undo;
    expect(own.kind === 'undo' && own.options.drill).toEqual({ takesMs: 180_000 });
  });

  it('is warned of where the step refuses its own answer', () => {
    const said = (lines: string) => saidOfStep(`${RUN}${lines}`).map((line) => line.split(' ').slice(0, 2));
    expect(said('drill: { exit: 3 }')).toEqual([['warning', 'drill-fails']]);
    expect(said('expect: { exit: [0, 3] }\ndrill: { exit: 3 }')).toEqual([]);
    expect(said('expect: { stdout: "ok$" }\ndrill: { stdout: "no" }')).toEqual([['warning', 'drill-fails']]);
    expect(said('expect: { stdout_not: "ERR" }\ndrill: { stdout: "ERR 1" }')).toEqual([
      ['warning', 'drill-fails'],
    ]);
    expect(said('capture: { n: "([0-9]+) rows" }\ndrill: { stdout: "48 rows" }')).toEqual([]);
    expect(said('capture: { n: "([0-9]+) rows" }\ndrill: { stdout: "rows" }')).toEqual([
      ['warning', 'drill-fails'],
    ]);
  });

  it('says of a step by people only how long they take', () => {
    const issues = (lines: string) =>
      parseRelease(withStep(lines)).issues.map(({ severity, code }) => `${severity} ${code}`);
    expect(issues('hold: {}\ndrill: { takes: 5m }')).toEqual([]);
    expect(issues('hold: {}\ndrill: { exit: 1 }')).toEqual(['error drill-unwanted']);
  });

  it('names a key that it does not know', () => {
    expect(saidOfStep(`${RUN}drill: { output: x }`)[0]).toContain('"output" is not known here');
  });
});
