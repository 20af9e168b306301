import { Route, Switch } from 'wouter';
import { BackoutScreen, RunCockpit, RunHistory, StartRun } from '#features/run/index.ts';
import { Missing } from './Missing.tsx';

export function Routes() {
  return (
    <Switch>
      <Route path="/release/:id/run">{({ id }) => <StartRun release={id} />}</Route>
      <Route path="/runs">
        <RunHistory />
      </Route>
      <Route path="/run/:run">{({ run }) => <RunCockpit run={run} />}</Route>
      <Route path="/run/:run/backout">{({ run }) => <BackoutScreen run={run} />}</Route>
      <Route>
        <Missing />
      </Route>
    </Switch>
  );
}
