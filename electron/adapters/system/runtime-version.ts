/** What carries the program, e.g. `Electron 45.4.1` or `Node 24.21.0`. */
export function runtimeVersion(): string {
  const electron = process.versions.electron;
  return electron === undefined ? `Node ${process.versions.node}` : `Electron ${electron}`;
}
