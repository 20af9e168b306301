export const CONFIGURATION = `# A change of a configuration file: the new file is looked at before it counts, and the old one stays beside it.
# Replace what stands under environments, and the commands that test and reload.
holdpoint: 1

release:
  id: template
  name: Template
  version: "1"
  strict: true

controls:
  - { id: plan-reviewed, title: The change was reviewed, state: not-met }

package:
  components:
    - { id: configuration, version: "1", file: package/service.conf }

environments:
  staging:
    kind: staging
    vars: { config: /etc/app/service.conf, service: app.service, test: /usr/local/bin/app-config-test }
    hosts:
      stage-app1: { address: stage-app1.example.invalid, user: deploy, credential: deploy, tags: [app] }
  production:
    kind: production
    vars: { config: /etc/app/service.conf, service: app.service, test: /usr/local/bin/app-config-test }
    hosts:
      app1: { address: app1.example.invalid, user: deploy, credential: deploy, tags: [app] }
      app2: { address: app2.example.invalid, user: deploy, credential: deploy, tags: [app] }

deployment:
  success:
    - Every host runs with the new configuration
  phases:
    - id: change
      title: One host first, then the others
      on: app
      rollout: { batches: [1, rest], stop_after: 1, pause: hold }
      steps:
        - id: as-before
          title: What is in force now
          check: sha256sum {{ vars.config }}
          evidence: true
        - id: keep
          title: Keep the old file
          sudo: true
          run: cp -p {{ vars.config }} {{ vars.config }}.before-{{ release.version }}
          takes: 5s
          nothing_to_undo: The copy stays beside the file
        - id: put
          title: Put the new file beside the old one
          sudo: true
          upload: { from: package/service.conf, to: "{{ vars.config }}.new", mode: "0644" }
          takes: 5s
          undo: rm -f {{ vars.config }}.new
        - id: test
          title: The service accepts the new file
          sudo: true
          check: "{{ vars.test }} {{ vars.config }}.new"
          on_failure: stop
        - id: switch
          title: Let the new file count
          sudo: true
          run: mv {{ vars.config }}.new {{ vars.config }}
          takes: 5s
          undo: cp -p {{ vars.config }}.before-{{ release.version }} {{ vars.config }}
        - id: reload
          title: Reload the service
          sudo: true
          run: systemctl reload {{ vars.service }}
          takes: 10s
          undo: systemctl reload {{ vars.service }}
        - id: running
          title: The service is running
          check: systemctl is-active --quiet {{ vars.service }}
          retry: { times: 5, delay: 2s }

verification:
  phases:
    - id: checks
      title: Checks
      steps:
        - id: effect
          title: The change has the effect it was made for
          manual: Look for the effect of the change, on a host and as a user.
          takes: 5m

backout:
  triggers:
    - The service does not run with the new file
    - The change has an effect that nobody wanted
  decide_within: 10m
  after:
    - id: running-again
      title: The service is running
      on: app
      check: systemctl is-active --quiet {{ vars.service }}
      retry: { times: 5, delay: 2s }
`;
