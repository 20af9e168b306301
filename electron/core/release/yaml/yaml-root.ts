/** The one document of a YAML text, read by the quickest way that reads it as the YAML library does. */
import { readQuickly } from './quick-yaml.ts';
import { tabIndent } from './tab-indent.ts';
import { refuseText, type TextRefusal } from './yaml-guard.ts';
import { readByLibrary, type YamlReading } from './yaml-library.ts';
import type { YamlNode } from './yaml-node.ts';

export interface Root {
  readonly root: YamlNode | null;
  readonly refusals: readonly TextRefusal[];
}

export function readRoot(text: string): Root {
  const refusal = refuseText(text);
  if (refusal) return refused(refusal);
  return judge(text, readQuickly(text) ?? readByLibrary(text));
}

/** What is refused of a reading; its root where that is of use. */
export function judge(text: string, { root, refusals, errors, second }: YamlReading): Root {
  if (refusals.length > 0) return { root: null, refusals };
  if (root === null && errors.length === 0) return refused({ ...EMPTY, offset: 0 });
  if (second !== null) return refused({ ...SEVERAL, offset: second });
  const tab = tabIndent(text, errors);
  if (tab !== null) return refused(tab);
  const syntax = errors.map(({ message, pos }) => ({
    code: 'yaml-syntax',
    message: message.split('\n')[0] ?? message,
    offset: pos[0],
  }));
  return { root, refusals: syntax };
}

function refused(refusal: TextRefusal): Root {
  return { root: null, refusals: [refusal] };
}

const EMPTY = { code: 'empty', message: 'the file is empty; a release begins with "holdpoint: 1"' };
const SEVERAL = {
  code: 'several-documents',
  message: 'a release file holds one document; remove the "---"',
};
