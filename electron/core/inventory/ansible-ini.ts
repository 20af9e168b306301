/** An inventory of Ansible in its INI form. */
import { namesOfRange } from './host-range.ts';
import {
  addHosts,
  emptyInventory,
  groupIn,
  isFull,
  type WrittenInventory,
  type WrittenVar,
} from './model.ts';

const SECTION = /^\[([^\]:]+)(?::(children|vars))?\]\s*(?:[#;].*)?$/;
const ASSIGNMENT = /^([A-Za-z_]\w*)\s*=\s*(.*)$/;
/** A word, parts of it in quotes. */
const WORD = /(?:[^\s"']|"(?:[^"\\]|\\.)*"|'[^']*')+/g;
const UNGROUPED = 'ungrouped';

interface Section {
  readonly group: string;
  readonly of: 'hosts' | 'children' | 'vars';
}

export function readAnsibleIni(text: string): WrittenInventory {
  const inventory = emptyInventory();
  let section: Section = { group: UNGROUPED, of: 'hosts' };
  text.split(/\r?\n/).forEach((raw, index) => {
    const line = { text: raw.trim(), number: index + 1 };
    if (line.text === '' || /^[#;]/.test(line.text)) return;
    const [, group, of = 'hosts'] = SECTION.exec(line.text) ?? [];
    if (group !== undefined) {
      section = { group: group.trim(), of: of as Section['of'] };
      groupIn(inventory, section.group);
    } else if (!takeLine(line, section, inventory))
      inventory.unread.push({ line: line.number, what: line.text, why: 'line' });
  });
  return inventory;
}

interface NumberedLine {
  readonly text: string;
  readonly number: number;
}

/** False where the line is none of its section. */
function takeLine(line: NumberedLine, { group, of }: Section, inventory: WrittenInventory): boolean {
  if (of === 'hosts') return takeHosts(line, group, inventory);
  const { children, vars } = groupIn(inventory, group);
  if (of === 'children') {
    const [child = ''] = withoutComment(line.text).split(/\s/);
    groupIn(inventory, child);
    children.add(child);
    return child !== '';
  }
  const assigned = assignmentIn(withoutComment(line.text), line.number);
  if (assigned === null) return false;
  vars.set(...assigned);
  return true;
}

function takeHosts(line: NumberedLine, group: string, inventory: WrittenInventory): boolean {
  const [word = '', ...rest] = withoutComment(line.text).match(WORD) ?? [];
  const said = rest.map((each) => assignmentIn(each, line.number));
  const [, pattern = word, port] = /^([^:[\]]*(?:\[[^\]]+\][^:[\]]*)*):(\d+)$/.exec(word) ?? [];
  const names = isFull(inventory) ? [] : namesOfRange(pattern);
  if (names === null || pattern === '' || said.includes(null)) return false;
  const vars = new Map(said.flatMap((each) => (each === null ? [] : [each])));
  if (port !== undefined && !vars.has('ansible_port'))
    vars.set('ansible_port', { value: port, line: line.number });
  addHosts(inventory, { group, line: line.number, what: word }, { names, vars });
  return true;
}

function assignmentIn(text: string, line: number): readonly [string, WrittenVar] | null {
  const [, name, value] = ASSIGNMENT.exec(text) ?? [];
  if (name === undefined || value === undefined) return null;
  return [name, { value: withoutQuotes(value), line }];
}

/** Behind a blank a number sign begins a comment, unless it stands in quotes. */
function withoutComment(text: string): string {
  const quoted = /"(?:[^"\\]|\\.)*"|'[^']*'|(\s#.*$)/g;
  const comment = [...text.matchAll(quoted)].find(([, found]) => found !== undefined);
  return comment === undefined ? text : text.slice(0, comment.index).trimEnd();
}

function withoutQuotes(value: string): string {
  return value.replaceAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'/g, (_, double?: string, single?: string) =>
    double === undefined ? (single ?? '') : double.replaceAll(/\\(.)/g, '$1'),
  );
}
