/** In a package, files that are copied or run by others lie beside its archive, not in it. */
export function unpacked(path: string): string {
  return path.replace(/([\\/]app\.asar)([\\/])/, '$1.unpacked$2');
}
