/** Hosts of a table (CSV): a line of column names, then a line for each host. */
import Papa from 'papaparse';
import type { ConfigHop, ConfigHost } from '../release/config-host.ts';
import { isHostName } from '../release/format/environment.ts';
import type { NotTaken, ReadInventory } from './model.ts';
import { portIn, whyNoValue } from './value-names.ts';

/** What columns are called, by what they say. */
const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  name: ['name', 'host', 'hostname', 'server'],
  address: ['address', 'ip', 'ip address', 'ip_address', 'fqdn', 'dns name'],
  port: ['port', 'ssh port', 'ssh_port'],
  user: ['user', 'login', 'ssh user', 'ssh_user'],
  key: ['key', 'identity', 'identityfile', 'identity_file'],
  via: ['via', 'jump', 'jump host', 'jump_host', 'bastion'],
  tags: ['tags', 'tag', 'groups', 'group', 'roles', 'role'],
};
const DELIMITERS = [',', ';', '\t', '|'];

export function fromTable(text: string, file: string): ReadInventory {
  const [head = ''] = text.split(/\r?\n/, 1);
  const delimiter = DELIMITERS.toSorted((a, b) => head.split(b).length - head.split(a).length)[0] ?? ',';
  const { data, errors } = Papa.parse<readonly string[]>(text, { delimiter });
  const [error] = errors;
  if (error !== undefined) return { ok: false, line: (error.row ?? 0) + 1, message: error.message };
  const [columns = [], ...rows] = data;
  const places = placesIn(columns);
  const names = columnOf(places, 'name') ?? columnOf(places, 'address');
  if (names === null)
    return {
      ok: false,
      line: 1,
      message: `no column has the names of the hosts: call one ${COLUMNS['name']?.join(', ')} or address`,
    };
  const notTaken: NotTaken[] = [];
  const table = { places, names, file, notTaken };
  const read = rows.flatMap((cells, i) => hostOf({ cells, line: i + 2 }, table));
  const known = new Map(read.map((row) => [row.host.name, row]));
  const hosts = read.map(({ host, via }): ConfigHost => ({ ...host, jumps: wayTo(via, known) }));
  return { ok: true, inventory: { hosts, notTaken } };
}

interface Column {
  readonly index: number;
  /** What it says of a host; null: a value of its own under its title. */
  readonly says: string | null;
  readonly title: string;
}

function placesIn(columns: readonly string[]): readonly Column[] {
  const said = new Set<string>();
  return columns.map((written, index) => {
    const title = written.trim();
    const found = Object.entries(COLUMNS).find(([, names]) => names.includes(title.toLowerCase()));
    const says = found && !said.has(found[0]) ? found[0] : null;
    if (says !== null) said.add(says);
    return { index, says, title: title.replaceAll(/\W+/g, '_').replace(/^(?=\d)/, '_') };
  });
}

function columnOf(places: readonly Column[], says: string): number | null {
  return places.find((column) => column.says === says)?.index ?? null;
}

interface Table {
  readonly places: readonly Column[];
  /** The column by which hosts are called. */
  readonly names: number;
  readonly file: string;
  readonly notTaken: NotTaken[];
}

interface TableRow {
  readonly cells: readonly string[];
  readonly line: number;
}

interface ReadRow {
  readonly host: Omit<ConfigHost, 'jumps'>;
  readonly via: string;
}

function hostOf({ cells, line }: TableRow, { places, names, file, notTaken }: Table): readonly ReadRow[] {
  const cell = (index: number | null): string => (index === null ? '' : (cells[index] ?? '').trim());
  const said = (what: string): string => cell(columnOf(places, what));
  const name = cell(names);
  if (name === '') {
    if (cells.some((each) => each.trim() !== '')) notTaken.push({ line, what: cells.join(' '), why: 'line' });
    return [];
  }
  const tags = said('tags')
    .split(/[\s,;|]+/)
    .filter(Boolean);
  for (const tag of tags) if (!isHostName(tag)) notTaken.push({ line, what: tag, why: 'group-name' });
  if (said('port') !== '' && portIn(said('port')) === null)
    notTaken.push({ line, what: said('port'), why: 'port' });
  const own = places.filter(({ index, says, title }) => {
    if (says !== null || title === '' || cell(index) === '') return false;
    const why = whyNoValue(title, cell(index));
    if (why !== null) notTaken.push({ line, what: title, why });
    return why === null;
  });
  const host: Omit<ConfigHost, 'jumps'> = {
    name,
    address: said('address') || name,
    port: portIn(said('port')),
    user: said('user') || null,
    identityFile: said('key') || null,
    file,
    line,
    byProgram: false,
    tags: tags.filter(isHostName),
    vars: Object.fromEntries(own.map(({ index, title }) => [title, cell(index)])),
  };
  return [{ host, via: said('via') }];
}

/** The hosts on the way, the outermost first: hosts of the table by their names with the ways to them, or an address. */
function wayTo(via: string, known: ReadonlyMap<string, ReadRow>): readonly ConfigHop[] {
  const way: ConfigHop[] = [];
  const seen = new Set<string>();
  for (let at = via; at !== '' && !seen.has(at); at = known.get(at)?.via ?? '') {
    seen.add(at);
    const plain = { name: at, address: at, port: null, user: null, identityFile: null };
    const { name, address, port, user, identityFile } = known.get(at)?.host ?? plain;
    way.unshift({ name, address, port, user, identityFile });
  }
  return way;
}
