import { PlanEditor } from './PlanEditor.tsx';
import { Requirements } from './Requirements.tsx';

export function DeploymentView() {
  return (
    <PlanEditor
      path={['deployment', 'phases']}
      empty={{
        title: 'No deployment steps yet',
        text: 'A phase holds steps that belong together: prepare, web tier, database. Each step will stand beside the step that takes it back.',
      }}
    />
  );
}

export function InfrastructureView() {
  return (
    <>
      <Requirements />
      <PlanEditor
        path={['infrastructure', 'phases']}
        empty={{
          title: 'No infrastructure steps yet',
          text: 'Steps that install what the release needs, and that prove it is there and works.',
        }}
      />
    </>
  );
}

export function VerificationView() {
  return (
    <PlanEditor
      path={['verification', 'phases']}
      empty={{
        title: 'No verification steps yet',
        text: 'Brief automatic smoke tests first, then what people try by hand. They decide whether the deployment was a success.',
      }}
    />
  );
}
