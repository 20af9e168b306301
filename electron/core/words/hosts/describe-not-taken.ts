import type { NotTaken } from '../../inventory/model.ts';

const WHY: Readonly<Record<NotTaken['why'], string>> = {
  secret: 'a secret is never written into a release: name it where it is used, as {{ secret.name }}',
  connecting: 'in a release, users stand at steps (sudo) and ways of connecting at hosts',
  template: 'its value is a template that only Ansible can fill in',
  structure: 'it is a list or a mapping, and a value is a single text',
  'group-name': 'a tag has only letters, digits, ".", "_" and "-", and is not a word of selectors',
  'value-name': 'the name of a value begins with a letter and has only letters, digits, "_" and "-"',
  port: 'it is not a port from 1 to 65535; the host keeps 22',
  'too-many': 'an inventory may name no more than 100,000 hosts, each counted in every group',
  line: 'it cannot be read as a host, a group or a value',
};

/** `line 4: ansible_password is not imported: …` */
export function describeNotTaken({ line, what, why }: NotTaken): string {
  return `line ${line}: ${what} is not imported: ${WHY[why]}`;
}
