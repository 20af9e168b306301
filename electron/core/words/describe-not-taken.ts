import type { NotTaken } from '../inventory/model.ts';

const WHY: Readonly<Record<NotTaken['why'], string>> = {
  secret: 'a secret is never written into a release: name it where it is used, as {{ secret.name }}',
  connecting: 'Holdpoint says it otherwise: users at steps (sudo), ways in at hosts',
  template: 'its value is a template, which only Ansible fills in',
  structure: 'it holds a list or a mapping; a value is one text',
  'group-name': 'a tag may hold letters, digits, ".", "_" and "-" only, and is no word of selectors',
  'value-name': 'the name of a value begins with a letter and holds letters, digits, "_" and "-" only',
  port: 'it is no port from 1 to 65535, so that the host keeps 22',
  'too-many': 'an inventory may name no more than 100,000 hosts, each counted in every group',
  line: 'it cannot be read as a host, a group or a value',
};

/** `line 4: ansible_password is not taken over: …` */
export function describeNotTaken({ line, what, why }: NotTaken): string {
  return `line ${line}: ${what} is not taken over: ${WHY[why]}`;
}
