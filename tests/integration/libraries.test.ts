import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Desk, openDesk } from '#support/cli-fixture.ts';

let desk: Desk;

beforeAll(() => {
  desk = openDesk();
});

afterAll(() => desk.close());

const RELEASE = { id: 'empty', name: 'Empty', version: '1', environments: {}, deployment: [] };

interface Listed {
  readonly name: string;
  readonly folder: string;
  readonly isOwn: boolean;
  readonly isThere: boolean;
}

it('libraries that were opened here are listed, and those that are gone are taken off by name or folder', async () => {
  const env = { XDG_CONFIG_HOME: join(desk.folder, 'config'), XDG_DATA_HOME: join(desk.folder, 'share') };
  const file = desk.write('empty', RELEASE);
  const folderOf = (...names: string[]): string => join(desk.folder, ...names);
  for (const folder of [folderOf('a', 'acme'), folderOf('b', 'acme'), folderOf('berlin')]) {
    mkdirSync(join(folder, '..'), { recursive: true });
    expect((await desk.cli(['import', file, '--data', folder], env)).exit).toBe(0);
  }
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
  // Its folder stayed, and opening it lists it again.
  expect((await desk.cli(['runs', '--data', folderOf('berlin')], env)).exit).toBe(0);
  expect((await listed()).map(({ name }) => name)).toEqual(['berlin', 'acme']);
});
