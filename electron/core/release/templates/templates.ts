/** Texts that a new release can begin with: whole releases of the usual kinds, whose hosts and commands are replaced. */
import { CLUSTER } from './cluster.ts';
import { CONFIGURATION } from './configuration.ts';
import { DATABASE } from './database.ts';
import { REBOOT } from './reboot.ts';
import { SERVICE } from './service.ts';

interface Template {
  readonly label: string;
  /** What it does, in one line. */
  readonly says: string;
  readonly text: string;
}

export const TEMPLATES = {
  service: {
    label: 'Service behind a load balancer',
    says: 'Host by host out of the balancer, new version, health check, back in',
    text: SERVICE,
  },
  database: {
    label: 'Database migration',
    says: 'Writers stand still, a proved backup, go or no-go, one transaction, restore as undo',
    text: DATABASE,
  },
  cluster: {
    label: 'Rolling cluster',
    says: 'Node by node: drain, upgrade, wait until it has joined',
    text: CLUSTER,
  },
  configuration: {
    label: 'Configuration change',
    says: 'The new file is tested before it counts, the old one stays beside it',
    text: CONFIGURATION,
  },
  reboot: {
    label: 'Host reboot',
    says: 'Batch by batch, and each host is seen to have booted',
    text: REBOOT,
  },
} as const satisfies Readonly<Record<string, Template>>;

export type TemplateId = keyof typeof TEMPLATES;

export const TEMPLATE_IDS = Object.keys(TEMPLATES) as readonly TemplateId[];
