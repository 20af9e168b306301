import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { noteChosenLibrary } from '#adapters/system/known-libraries.ts';
import { type Desk, openDesk, releaseOf } from '#support/cli-fixture.ts';

let desk: Desk;

beforeAll(() => {
  desk = openDesk();
});

afterAll(() => desk.close());

interface Listed {
  readonly name: string;
  readonly folder: string;
  readonly isOwn: boolean;
  readonly isThere: boolean;
}

it('libraries that the app has opened are listed, and those that are gone are taken off by name or folder', async () => {
  const env = { XDG_CONFIG_HOME: join(desk.folder, 'config') };
  const folderOf = (...names: string[]): string => join(desk.folder, ...names);
  const file = desk.write('lab', releaseOf({}, []));
  vi.stubEnv('XDG_CONFIG_HOME', env.XDG_CONFIG_HOME);
  for (const [minute, folder] of [
    folderOf('a', 'acme'),
    folderOf('b', 'acme'),
    folderOf('berlin'),
  ].entries()) {
    mkdirSync(join(folder, '..'), { recursive: true });
    expect((await desk.cli(['import', file, '--data', folder], env)).exit).toBe(0);
    noteChosenLibrary(folder, `2026-11-21T04:0${minute}:00.000Z`);
  }
  vi.unstubAllEnvs();
  const listed = async (): Promise<readonly Listed[]> =>
    JSON.parse((await desk.cli(['libraries', '--json'], env)).stdout).libraries;
  expect((await listed()).map(({ name }) => name)).toEqual(['berlin', 'acme', 'acme']);

  rmSync(folderOf('a'), { recursive: true });
  const text = (await desk.cli(['libraries'], env)).stdout;
  expect(text).toMatch(new RegExp(`^acme .* not there +${folderOf('a', 'acme')}$`, 'm'));
  expect(text).toMatch(new RegExp(`^berlin .* ${folderOf('berlin')}$`, 'm'));

  const both = await desk.cli(['libraries', '--forget', 'acme'], env);
  expect(both.exit).toBe(2);
  expect(both.stderr).toContain('several libraries are called acme; name its folder: ');
  const mistyped = await desk.cli(['libraries', '--forget', 'berlin', '--forget', 'munich'], env);
  expect(mistyped.stderr).toMatch(/^error: not-found: There is no library munich in the list/);
  expect(await listed()).toHaveLength(3);

  const words = ['libraries', '--forget', folderOf('a', 'acme'), '--forget', 'berlin'];
  expect((await desk.cli(words, env)).exit).toBe(0);
  expect((await listed()).map(({ folder }) => folder)).toEqual([folderOf('b', 'acme')]);
  // Its folder stayed.
  expect((await desk.cli(['runs', '--data', folderOf('berlin')], env)).exit).toBe(0);
});
