import type { TextRefusal } from './yaml-guard.ts';
import type { YamlError } from './yaml-library.ts';

/**
 * A tab among the spaces that begin a line, where the YAML reader first stumbled: what it says of such a file, and of what
 * follows, helps nobody. Null where no tab is the cause.
 */
export function tabIndent(text: string, errors: readonly YamlError[]): TextRefusal | null {
  const [stumble] = errors;
  if (stumble === undefined) return null;
  const [first] = (errors.find(({ code }) => code === 'TAB_AS_INDENT') ?? stumble).pos;
  const start = text.lastIndexOf('\n', first - 1) + 1;
  const [indent = ''] = /^[ \t]*/.exec(text.slice(start)) ?? [];
  const tab = indent.indexOf('\t');
  if (tab < 0) return null;
  const line = text.slice(0, start).split('\n').length;
  const message = `line ${line} is indented by a tab (column ${tab + 1}); YAML is indented by spaces only: replace the tab by spaces`;
  return { code: 'tab', message, offset: start + tab };
}
