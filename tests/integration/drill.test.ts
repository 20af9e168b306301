/** Drills by the command line: no host is needed, and no library is touched. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DrillSheet } from '#core/drill/score.ts';
import type { DrillSurvey } from '#core/drill/survey.ts';
import { type Desk, openDesk } from '#support/cli-fixture.ts';
import { smallRelease } from '../unit/drill/drilled.ts';

const resource = (path: string) => fileURLToPath(new URL(`../../resources/${path}`, import.meta.url));
const EXAMPLE = resource('examples/payments-gateway.release.yaml');
const SAMPLE = resource('samples/practice.release.yaml');

let desk: Desk;
beforeAll(() => {
  desk = openDesk();
});
afterAll(() => desk.close());

describe('holdpoint drill', () => {
  it.each([
    [EXAMPLE, 'production'],
    [SAMPLE, 'practice'],
  ])('plays 50 seeds of %s to their end', async (file, environment) => {
    const { exit, stdout, stderr } = await desk.cli([
      'drill',
      file,
      '--env',
      environment,
      '--seeds',
      '50',
      '--json',
    ]);
    const survey = JSON.parse(stdout) as DrillSurvey;
    expect(stderr).not.toContain('error');
    expect(survey).toMatchObject({ drill: true, seeds: { first: 1, count: 50 }, environment });
    expect(survey.results.stuck).toBe(0);
    expect(survey.faults.length).toBeGreaterThan(5);
    expect(exit).toBe((survey.missed ?? 0) > 0 ? 1 : 0);
    expect(readdirSync(desk.folder)).not.toContain('library');
  });

  it('plays the same drill for the same seed, and ends as it ended', async () => {
    const play = async (...more: string[]) => {
      const { exit, stdout } = await desk.cli(['drill', EXAMPLE, '--env', 'production', '--json', ...more]);
      return { exit, sheet: JSON.parse(stdout) as DrillSheet };
    };
    const quiet = await play('--fault', 'none');
    expect(quiet).toMatchObject({ exit: 0, sheet: { result: 'done', faults: [], leftUndone: [] } });
    const dead = await play('--seed', '3', '--fault', 'host-dies@migrate@db1');
    expect(dead).toMatchObject({
      exit: 1,
      sheet: { faults: [{ kind: 'host-dies', step: 'migrate', host: 'db1' }] },
    });
    expect(await play('--seed', '3', '--fault', 'host-dies@migrate@db1')).toEqual(dead);
  });

  it('leaves a library as it was, and writes its sheet marked as a drill', async () => {
    expect((await desk.cli(['import', EXAMPLE])).exit).toBe(0);
    const before = (await desk.cli(['runs', '--json'])).stdout;
    const checkpoint = readFileSync(join(desk.data, 'checkpoint.json'), 'utf8');
    for (const format of ['md', 'html']) {
      const out = join(desk.folder, `sheet.${format}`);
      await desk.cli([
        'drill',
        EXAMPLE,
        '--env',
        'production',
        '--seeds',
        '3',
        '-o',
        out,
        '--format',
        format,
      ]);
      expect(readFileSync(out, 'utf8')).toContain(
        'Drill on emulated hosts: nothing of this happened on a real one',
      );
    }
    expect((await desk.cli(['runs', '--json'])).stdout).toBe(before);
    expect(readFileSync(join(desk.data, 'checkpoint.json'), 'utf8')).toBe(checkpoint);
    expect((await desk.cli(['verify'])).exit).toBe(0);
  });

  it('says what is wrong with what it is given', async () => {
    const said = async (...words: string[]) => {
      const { exit, stderr } = await desk.cli(['drill', EXAMPLE, '--env', 'production', ...words]);
      return `${exit} ${stderr}`;
    };
    expect(await said('--fault', 'fire')).toMatch(
      /^2 error: usage: --fault takes KIND, KIND@STEP or KIND@STEP@HOST.*not "fire"/,
    );
    expect(await said('--fault', 'host-dies@nowhere')).toMatch(
      /^2 error: usage: --fault host-dies@nowhere: .*nowhere/,
    );
    expect(await said('--seed', 'x')).toMatch(
      /^2 error: usage: --seed takes a whole number from 0 on, not "x"/,
    );
    expect(await said('--seeds', '0')).toMatch(/^2 error: usage: --seeds takes a whole number from 1 on/);
  });

  it('warns of a step whose answer nobody knows', async () => {
    const file = join(desk.folder, 'unsaid.release.yaml');
    const expected = '          expect: { stdout: "ERROR", stdout_not: "ERR" }';
    writeFileSync(file, smallRelease({ minutes: 240 }).replace('run: ./copy', `run: ./copy\n${expected}`));
    const { stderr } = await desk.cli(['drill', file, '--env', 'test', '--fault', 'none']);
    expect(stderr).toContain('write under "drill" what the step prints');
  });
});
