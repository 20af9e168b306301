export const VIEWS = [
  { id: 'overview', label: 'Overview' },
  { id: 'preparation', label: 'Preparation' },
  { id: 'environments', label: 'Environments' },
  { id: 'infrastructure', label: 'Infrastructure' },
  { id: 'deployment', label: 'Deployment' },
  { id: 'verification', label: 'Verification' },
  { id: 'backout', label: 'Backout' },
  { id: 'communications', label: 'Communications' },
  { id: 'plan', label: 'Plan' },
  { id: 'paper', label: 'Paper' },
  { id: 'runs', label: 'Runs' },
  { id: 'history', label: 'History' },
  { id: 'source', label: 'Source' },
] as const;

export type ViewId = (typeof VIEWS)[number]['id'];

export function viewOf(text: string | undefined): ViewId {
  return VIEWS.find((view) => view.id === text)?.id ?? 'overview';
}
