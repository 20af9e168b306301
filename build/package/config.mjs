/**
 * The one configuration of all packages, read by electron-builder and by the targets that are made here.
 * What ships is the bundle, the samples and help, and the few packages that cannot be bundled.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../provision/places.mjs';
import { leftOut } from './shipped.mjs';

/** The program's folder on a system, and the name of the windowed program in it. */
export const INSTALLED = '/opt/holdpoint';
export const DESKTOP_PROGRAM = 'holdpoint-desktop';

export const MAINTAINER = 'Holdpoint <holdpoint@localhost>';

/** Links to a run or a release of a library: `holdpoint://run/ID`. */
export const LINK_SCHEME = 'holdpoint';

/** What a file of ours is called, and the media type it is known by. */
export const FILE_TYPE = {
  type: 'application/vnd.holdpoint.release+yaml',
  name: 'Holdpoint release',
  globs: ['*.release.yaml', '*.release.yml', '*.holdpoint'],
};

/** Beside the code of packages: what they carry for their authors, for compilers and for uses of which we make none. */
const NOT_NEEDED = [
  '!**/*.map',
  '!**/*.{ts,cts,mts,flow,markdown,yml,coffee,cc,cpp,c,h,hpp,gyp,gypi,o,a,lo,mk,sh,bat,ps1,py,tgz}',
  '!**/node_modules/**/{test,tests,__tests__,spec,example,examples,bench,benchmark,benchmarks,docs,.github,.vscode}/**',
  '!**/node_modules/**/{README,readme,Readme,CHANGELOG,changelog,History,HISTORY,AGENTS,SECURITY,CONTRIBUTING}*',
  '!**/node_modules/**/{.eslintrc,.eslintrc.*,.editorconfig,.npmignore,.nycrc,.prettierrc,tsconfig.json,bower.json,Makefile}',
  '!node_modules/better-sqlite3/{deps,src}/**',
  '!node_modules/ssh2/{install.js,lib/protocol/crypto/src/**,util/**}',
  '!node_modules/just-bash/{vendor,dist/bin}/**',
  '!node_modules/just-bash/dist/bundle/{browser.js,index.cjs}',
  '!node_modules/sql.js/dist/!(sql-wasm.js|sql-wasm.wasm)',
];

/**
 * @param {object} given
 * @param {string} given.version with the mark of a stand-in
 * @param {string} given.electronVersion
 * @param {string} given.electronDist folder of the Electron to ship
 * @param {string | null} given.sqliteBinding one to ship where the runtime is too old for the package's own
 * @param {string} given.output
 */
export function packageConfig({ version, electronVersion, electronDist, sqliteBinding, output }) {
  return {
    appId: 'io.github.holdpoint.Holdpoint',
    productName: 'Holdpoint',
    copyright: 'Holdpoint contributors; MIT',
    directories: { output, buildResources: join(ROOT, 'build', 'icons') },
    electronVersion,
    electronDist,
    npmRebuild: false,
    nodeGypRebuild: false,
    publish: null,
    asar: true,
    asarUnpack: ['**/*.node', 'resources/samples/**'],
    extraMetadata: { version, desktopName: 'holdpoint.desktop' },
    files: [
      'out/**',
      '!out/**/packages.json',
      '!out/.built',
      'resources/**',
      ...leftOut().map((name) => `!**/node_modules/${name}/**`),
      ...NOT_NEEDED,
      '!node_modules/better-sqlite3/prebuilds/**',
      `node_modules/better-sqlite3/prebuilds/\${platform}-\${arch}.node`,
    ],
    extraResources: sqliteBinding ? [{ from: sqliteBinding, to: 'sqlite-napi9.node' }] : [],
    electronLanguages: ['en-US'],
    afterPack: ({ appOutDir }) => removeForeign(appOutDir),
    electronFuses: {
      runAsNode: true,
      enableCookieEncryption: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      loadBrowserProcessSpecificV8Snapshot: false,
      grantFileProtocolExtraPrivileges: false,
    },
    protocols: [{ name: 'Holdpoint', schemes: [LINK_SCHEME] }],
    fileAssociations: [{ ext: 'holdpoint', name: FILE_TYPE.name, mimeType: FILE_TYPE.type }],
    linux: {
      executableName: DESKTOP_PROGRAM,
      icon: join(ROOT, 'build', 'icons'),
      category: 'Development',
      maintainer: MAINTAINER,
      target: ['dir', 'AppImage'],
    },
    win: { icon: join(ROOT, 'build', 'icons', '512x512.png'), target: ['nsis', 'portable'] },
    nsis: {
      oneClick: false,
      perMachine: false,
      allowToChangeInstallationDirectory: true,
      deleteAppDataOnUninstall: false,
    },
    mac: {
      icon: join(ROOT, 'build', 'icons', '512x512.png'),
      category: 'public.app-category.developer-tools',
      hardenedRuntime: true,
      target: ['dmg', 'zip'],
    },
    // biome-ignore lint/suspicious/noTemplateCurlyInString: electron-builder's own placeholders
    artifactName: '${name}-${version}-${os}-${arch}.${ext}',
  };
}

/** What a given Electron may bring of another program: an app of its own, and where that looks for updates. */
function removeForeign(folder) {
  for (const name of ['app', 'default_app.asar', 'app-update.yml'])
    rmSync(join(folder, 'resources', name), { recursive: true, force: true });
}
