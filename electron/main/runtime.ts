/** What Holdpoint runs on. The one place that looks at versions where runtimes differ. */

/** Why this runtime was chosen, said by whoever started the app. */
const WHY_VARIABLE = 'HOLDPOINT_RUNTIME_WHY';

/** First Chromium that draws page headers and footers from `@page` margin boxes. */
const MARGIN_BOXES_SINCE = 131;

export function runtimeName(versions: NodeJS.ProcessVersions = process.versions): string {
  return `Electron ${versions.electron ?? 'unknown'}`;
}

/** One line for the terminal: which runtime is used, and why. */
export function runtimeLine(version: string, env: NodeJS.ProcessEnv = process.env): string {
  const { chrome, node } = process.versions;
  const why = env[WHY_VARIABLE] ?? 'the runtime that came with Holdpoint';
  return `Holdpoint ${version} on ${runtimeName()} (Chromium ${chrome}, Node ${node}): ${why}`;
}

/** Does this Chromium number the pages itself, by the style of the document. */
export function drawsMarginBoxes(chrome: string = process.versions.chrome ?? '0'): boolean {
  return Number.parseInt(chrome, 10) >= MARGIN_BOXES_SINCE;
}
