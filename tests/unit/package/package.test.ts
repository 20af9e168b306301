import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { packageOf } from '#build/bundled-packages.ts';
import { packageConfig } from '#build/package/config.mjs';
import { commandScript, desktopEntry, mimeInfo } from '#build/package/linux-files.mjs';
import { markedVersion, systemVersion } from '#build/package/runtime.mjs';
import { bom } from '#build/package/sbom.mjs';
import { leftOut, packagesInside, shippedPackages } from '#build/package/shipped.mjs';
import { writeSums } from '#build/package/sums.mjs';
import { TARGETS, targetsNamed } from '#build/package/targets.mjs';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const GIVEN = {
  version: '1.2.3',
  electronVersion: '45.4.1',
  electronDist: '/electron',
  sqliteBinding: null,
  output: '/out',
};

describe('the configuration of packages', () => {
  const config = packageConfig(GIVEN);

  it('takes nothing but the bundle, resources and packages', () => {
    const taken = config.files.filter((pattern) => !pattern.startsWith('!'));
    expect(taken.map((pattern) => pattern.split('/')[0])).toEqual(['out', 'resources', 'node_modules']);
    expect(config.files).toContain('!**/*.map');
  });

  it('names every target of every system', () => {
    expect(TARGETS.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['dir', 'tar.gz', 'deb', 'AppImage', 'nsis', 'portable', 'dmg', 'zip']),
    );
    expect([...config.linux.target, ...config.win.target, ...config.mac.target]).toEqual([
      'dir',
      'AppImage',
      'nsis',
      'portable',
      'dmg',
      'zip',
    ]);
  });

  it('lets neither the environment nor an argument put other code into the app', () => {
    expect(config.electronFuses).toMatchObject({
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      onlyLoadAppFromAsar: true,
      enableEmbeddedAsarIntegrityValidation: true,
    });
  });

  it('says of each target why it is not made on another system, also when it is asked for', () => {
    const foreign = { linux: 'nsis', win32: 'deb', darwin: 'nsis' }[process.platform as 'linux'];
    const [target] = targetsNamed([foreign]);
    for (const isNamed of [true, false]) expect(target?.missing(isNamed)).toMatch(/^made on \w+ only$/);
  });

  it.skipIf(process.platform !== 'linux')('fetches tools only for what is asked for by name', () => {
    const [target] = targetsNamed(['AppImage']);
    expect(target?.missing(false)).toMatch(/ask for it by name/);
    expect(target?.missing(true)).toBeNull();
  });

  it('refuses a target that is none', () => {
    expect(() => targetsNamed(['deb', 'dep'])).toThrow(/there is no target dep: take dir/);
  });
});

describe('the packages that ship', () => {
  const shipped = shippedPackages();
  const names = shipped.map(({ name }) => name);

  it('are what the bundler leaves outside, with what they need', () => {
    expect(names).toEqual(expect.arrayContaining(['better-sqlite3', 'ssh2', 'asn1', 'just-bash', 'sql.js']));
  });

  it('hold no native part of ssh2 and nothing that installs', () => {
    for (const name of ['cpu-features', 'nan', 'node-gyp', 'prebuild-install', '@mongodb-js/zstd'])
      expect(names).not.toContain(name);
    expect(leftOut()).toEqual(expect.arrayContaining(['prebuild-install', 'node-ssh']));
  });

  it('carry others within their own files, which are parts too', () => {
    const inside = packagesInside().map(({ name }) => name);
    expect(inside).toEqual(expect.arrayContaining(['undici', 'fast-xml-parser', 'strnum']));
    const { dependencies } = JSON.parse(
      readFileSync(join(ROOT, 'node_modules/just-bash/package.json'), 'utf8'),
    ) as { dependencies: Record<string, string> };
    const listed = new Set([...inside, ...names, 'quickjs-emscripten']);
    expect(Object.keys(dependencies).filter((name) => !listed.has(name))).toEqual([]);
  });

  it('import one another only', () => {
    const known = new Set(names);
    for (const { name, path } of shipped.filter(({ name }) => name !== 'just-bash')) {
      const manifest = JSON.parse(readFileSync(join(ROOT, path, 'package.json'), 'utf8')) as {
        dependencies?: Record<string, string>;
      };
      const absent = Object.keys(manifest.dependencies ?? {}).filter((needed) => !known.has(needed));
      expect({ name, absent: absent.filter((needed) => needed !== 'node-addon-api') }).toEqual({
        name,
        absent: [],
      });
    }
  });
});

describe('the package of a module', () => {
  it.each([
    ['/x/node_modules/zod/v4/index.js', 'zod'],
    ['/x/node_modules/@mantine/core/esm/a.mjs?v=1', '@mantine/core'],
    ['/x/node_modules/make-dir/node_modules/semver/index.js', 'make-dir/node_modules/semver'],
    ['/x/electron/core/a.ts', null],
  ])('%s is %s', (module, name) => {
    expect(packageOf(module)).toBe(name);
  });
});

describe('the version of a package', () => {
  it('is marked where it carries another Electron than the declared one', () => {
    expect(markedVersion('1.2.3', '45.4.1', '45.4.1')).toBe('1.2.3');
    expect(markedVersion('1.2.3', '45.4.1', '33.2.1')).toBe('1.2.3+standin.electron33.2.1');
    expect(systemVersion('1.2.3+standin.electron33.2.1')).toBe('1.2.3~standin.electron33.2.1');
  });
});

describe('what a Linux system reads', () => {
  it('has a desktop entry with one line for each key, absolute program and a list that ends as lists do', () => {
    const lines = desktopEntry().trim().split('\n');
    expect(lines[0]).toBe('[Desktop Entry]');
    const keys = lines.slice(1).map((line) => line.split('=')[0]);
    expect(new Set(keys).size).toBe(keys.length);
    expect(desktopEntry()).toMatch(/^Exec=\/opt\/holdpoint\/holdpoint-desktop %U$/m);
    expect(desktopEntry()).toMatch(/^MimeType=.*;x-scheme-handler\/holdpoint;$/m);
    expect(mimeInfo()).toContain('<glob pattern="*.release.yaml"');
  });

  it('names a binding of its own only where one was packed', () => {
    expect(commandScript(true)).toContain('sqlite-napi9.node');
    expect(commandScript(false)).not.toContain('SQLITE');
  });

  it('has icons of all usual sizes', () => {
    expect(readdirSync(join(ROOT, 'build', 'icons'))).toEqual(
      expect.arrayContaining(['16x16.png', '48x48.png', '256x256.png', '512x512.png', 'icon.svg']),
    );
  });
});

describe('the list of parts', () => {
  it('names each part once, with its licence and the sum of the lock file', () => {
    const part = {
      name: '@a/b',
      version: '1.0.0',
      licence: 'MIT',
      text: '',
      integrity: `sha512-${btoa('sum')}`,
      purl: 'pkg:npm/%40a/b@1.0.0',
    };
    const { components } = bom([part], { version: '1.2.3', electronVersion: '45.4.1' });
    expect(components[1]).toMatchObject({
      purl: 'pkg:npm/%40a/b@1.0.0',
      licenses: [{ license: { id: 'MIT' } }],
      hashes: [{ alg: 'SHA-512', content: '73756d' }],
    });
  });
});

describe('the sums of packages', () => {
  it('are of what was made, and no signature of earlier ones stays beside them', async () => {
    const out = mkdtempSync(join(tmpdir(), 'holdpoint-sums-'));
    const said = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    try {
      writeFileSync(join(out, 'SHA256SUMS.minisig'), 'of earlier sums');
      writeFileSync(join(out, 'a.deb'), 'abc');
      await writeSums([join(out, 'a.deb')], out);
      const sum = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
      expect(readFileSync(join(out, 'SHA256SUMS'), 'utf8')).toBe(`${sum}  a.deb\n`);
      expect(readdirSync(out).sort()).toEqual(['SHA256SUMS', 'a.deb']);
      expect(said).toHaveBeenCalledWith(expect.stringContaining(sum));
    } finally {
      said.mockRestore();
      rmSync(out, { recursive: true });
    }
  });
});
