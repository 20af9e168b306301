/** What Holdpoint runs on. The one place that looks at versions where runtimes differ. */

/** Why this runtime was chosen, said by whoever started the app. */
const WHY_VARIABLE = 'HOLDPOINT_RUNTIME_WHY';

/** First Chromium that draws page headers and footers from `@page` margin boxes. */
const MARGIN_BOXES_SINCE = 131;

const STAND_IN = 'a stand-in for the declared Electron; for trying out only';

export function runtimeName(version: string, versions: NodeJS.ProcessVersions = process.versions): string {
  const name = `Electron ${versions.electron ?? 'unknown'}`;
  return isStandIn(version) ? `${name}, ${STAND_IN}` : name;
}

/** Whether the package was made on another Electron than the declared one; making it marks its version. */
function isStandIn(version: string): boolean {
  return version.includes('+standin');
}

/** One line for the terminal: which runtime is used, and why. */
export function runtimeLine(version: string, env: NodeJS.ProcessEnv = process.env): string {
  const { chrome, electron, node } = process.versions;
  const why = env[WHY_VARIABLE] ?? (isStandIn(version) ? STAND_IN : 'the runtime that came with Holdpoint');
  return `Holdpoint ${version} on Electron ${electron} (Chromium ${chrome}, Node ${node}): ${why}`;
}

/** Does this Chromium number the pages itself, by the style of the document. */
export function drawsMarginBoxes(chrome: string = process.versions.chrome ?? '0'): boolean {
  return Number.parseInt(chrome, 10) >= MARGIN_BOXES_SINCE;
}
