/**
 * The table "may import" of docs/architecture.md, kept by a machine.
 * Each row names a folder and everything it may import; whatever is not named is an error.
 */
const node = { dependencyTypes: ['core'] };
const packages = (...names) => ({ path: `node_modules/(${names.join('|')})(/|$)` });
const folder = (path) => ({ path: `^${path}/` });

const CORE_LIBRARIES = packages('zod', 'yaml', 'canonicalize', 're2js', 'papaparse');
const CORE = folder('electron/core');
const CONTRACT = folder('electron/contract');
const ENGINE = folder('electron/engine');
const ADAPTERS = folder('electron/adapters');
const OPERATIONS = folder('electron/operations');
const PORTS = { path: '^electron/engine/ports\\.ts$' };
const BRIDGE = folder('renderer/bridge');
const UI = folder('renderer/ui');
const RUN = folder('renderer/run');
const FEATURES = folder('renderer/features');
/** What the app needs before, and without, its engine. */
const SHARED_WITH_MAIN = {
  path: '^electron/adapters/(files/(held|whole-file)|log/[a-z-]+|system/(data-folder|known-libraries|program-files))\\.ts$',
};
const ELECTRON = packages('electron');

/** Libraries that reach the world; only the adapters and the processes around them may hold one. */
const EFFECT_LIBRARIES = 'electron|ssh2|node-ssh|better-sqlite3|just-bash|commander|p-queue';
const viewLibraries = { path: 'node_modules/', pathNot: `node_modules/(${EFFECT_LIBRARIES})(/|$)` };

/** One row of the table: `from` may import itself and what `may` lists, nothing else. */
function row(from, ...may) {
  return { from: `^${from}/`, may: [folder(from), ...may] };
}

const TABLE = [
  row('electron/core', CORE_LIBRARIES),
  row('electron/contract', CORE, packages('zod')),
  row('electron/engine', CORE),
  row('electron/adapters', CORE, PORTS, node, {
    path: 'node_modules/',
    pathNot: 'node_modules/(electron|react)',
  }),
  row('electron/operations', CORE, ENGINE, ADAPTERS, node, packages('qrcode-generator', 'diff')),
  row('electron/worker', CORE, CONTRACT, ENGINE, ADAPTERS, OPERATIONS, node, { path: 'node_modules/' }),
  row('electron/cli', CORE, CONTRACT, ENGINE, ADAPTERS, OPERATIONS, node, {
    path: 'node_modules/',
    pathNot: 'node_modules/electron/',
  }),
  row('electron/main', CORE, CONTRACT, SHARED_WITH_MAIN, ELECTRON, node, packages('zod')),
  row('electron/preload', CONTRACT, ELECTRON),
  row('renderer/bridge', CORE, CONTRACT, packages('zod', 'react')),
  row('renderer/ui', viewLibraries),
  row('renderer/run', CORE, CONTRACT, BRIDGE, UI, viewLibraries),
  row('renderer/features', CORE, CONTRACT, BRIDGE, UI, RUN, viewLibraries),
  row('renderer/evidence', CORE),
  row('renderer/app', CORE, CONTRACT, BRIDGE, UI, FEATURES, viewLibraries),
];

/** The rooms of a run, each with those that it builds on; their words (`renderer/run/wording.ts`) are for all of them. */
const RUN_ROOMS = {
  output: [],
  live: ['output'],
  actions: ['live'],
  unit: ['output', 'live', 'actions'],
  decision: ['live', 'actions'],
};

function roomRule([room, buildsOn]) {
  return {
    name: `rooms-of-a-run-${room}`,
    comment: 'A room of a run imports the rooms below it and no other.',
    severity: 'error',
    from: { path: `^renderer/run/${room}/` },
    to: { path: '^renderer/run/[^/]+/', pathNot: `^renderer/run/(${[room, ...buildsOn].join('|')})/` },
  };
}

/** dependency-cruiser has no "only these": a row becomes one rule per allowed set, joined by path patterns. */
module.exports = {
  allowed: [
    ...TABLE.flatMap(({ from, may }) => may.map((to) => ({ from: { path: from }, to }))),
    { from: { pathNot: '^(electron|renderer)/' }, to: {} },
  ],
  allowedSeverity: 'error',
  forbidden: [
    {
      name: 'texts-are-read-by-the-reader',
      comment:
        'Runs share their thread with operations and worker; whatever parses a text of a person is asked of operations/release-reader.ts',
      severity: 'error',
      from: {
        path: '^electron/(operations|worker)/',
        pathNot: '^electron/operations/(release-reader|loaded-release)\\.ts$',
      },
      to: { path: '^electron/core/release/(parse-release|edit-release|source)\\.ts$' },
    },
    {
      name: 'sibling-features',
      comment:
        'A feature is used by renderer/app only; what two features share belongs to ui, bridge or run.',
      severity: 'error',
      from: { path: '^renderer/features/([^/]+)/' },
      to: { path: '^renderer/features/', pathNot: '^renderer/features/$1/' },
    },
    ...Object.entries(RUN_ROOMS).map(roomRule),
    {
      name: 'below-all-rooms',
      comment: 'What lies beside the rooms of a run is for all of them, and imports none.',
      severity: 'error',
      from: { path: '^renderer/run/[^/]+$' },
      to: { path: '^renderer/run/[^/]+/' },
    },
    {
      name: 'room-without-a-row',
      severity: 'error',
      from: { path: '^renderer/run/[^/]+/', pathNot: `^renderer/run/(${Object.keys(RUN_ROOMS).join('|')})/` },
      to: {},
    },
    {
      name: 'sibling-adapters',
      comment: 'An adapter serves one port; worker and cli put adapters together.',
      severity: 'error',
      from: { path: '^electron/adapters/([^/]+)/' },
      to: {
        path: '^electron/adapters/',
        pathNot: '^electron/adapters/($1/|files/(read-text|held|whole-file)\\.ts$|system/account\\.ts$)',
      },
    },
    {
      name: 'ssh2-in-one-place',
      severity: 'error',
      from: { path: '^(electron|renderer)/', pathNot: '^electron/adapters/(ssh|practice)/' },
      to: { path: 'node_modules/(@types/)?ssh2(/|$)' },
    },
    {
      name: 'node-ssh-in-one-file',
      comment: 'It opens connections and nothing else; the file says why.',
      severity: 'error',
      from: { path: '^(electron|renderer)/', pathNot: '^electron/adapters/ssh/node-ssh\\.ts$' },
      to: { path: 'node_modules/node-ssh(/|$)' },
    },
    {
      name: 'sqlite-in-one-place',
      severity: 'error',
      from: { path: '^(electron|renderer)/', pathNot: '^electron/adapters/sqlite/' },
      to: { path: 'node_modules/(@types/)?better-sqlite3(/|$)' },
    },
    {
      name: 'electron-in-one-place',
      comment: 'The worker talks to its parent over process.parentPort; it does not import electron.',
      severity: 'error',
      from: { path: '^(electron|renderer)/', pathNot: '^electron/(main|preload)/' },
      to: { path: 'node_modules/electron/' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'resolvable',
      comment: 'An import that resolves to nothing slips through every other rule.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      conditionNames: ['import', 'node', 'types', 'default'],
      mainFields: ['module', 'main', 'types'],
      exportsFields: ['exports'],
    },
  },
};
