export const REBOOT = `# Hosts boot anew, one batch after the other, and are seen to have done so.
# Replace what stands under environments, and the commands that move the work away and bring it back.
holdpoint: 1

release:
  id: template
  name: Template
  version: "1"
  strict: true
  risks:
    - id: no-boot
      text: A host does not come back.
      likelihood: low
      impact: medium
      response: Somebody with access to the console is on call; the run stops at the first such host.

controls:
  - { id: console, title: The consoles of all hosts were reached today, state: not-met }

environments:
  staging:
    kind: staging
    vars: { drain: /usr/local/bin/drain, service: app.service }
    hosts:
      stage-app1: { address: stage-app1.example.invalid, user: deploy, credential: deploy, tags: [app] }
  production:
    kind: production
    vars: { drain: /usr/local/bin/drain, service: app.service }
    hosts:
      app1: { address: app1.example.invalid, user: deploy, credential: deploy, tags: [app, canary] }
      app2: { address: app2.example.invalid, user: deploy, credential: deploy, tags: [app] }
      app3: { address: app3.example.invalid, user: deploy, credential: deploy, tags: [app] }

deployment:
  success:
    - Every host has booted and does its work
  phases:
    - id: hosts
      title: Hosts, one batch after the other
      on: app
      rollout: { batches: [1, rest], parallel: 1, stop_after: 1, pause: hold }
      steps:
        - id: kernel-before
          title: The kernel that runs now
          check: uname -r && uptime -s
          evidence: true
        - id: drain
          title: Move the work away from the host
          run: "{{ vars.drain }} out {{ host.name }}"
          takes: 1m
          undo: "{{ vars.drain }} in {{ host.name }}"
        - id: mark
          title: Note that this boot is the old one
          sudo: true
          run: touch /run/holdpoint-boot-{{ run.id }}
          takes: 5s
          nothing_to_undo: The file is gone after the boot
        # /run is empty after a boot, so the file that is gone shows that the host has booted.
        - id: boot
          title: Boot the host anew
          sudo: true
          mode: reboot
          run: systemctl reboot
          done_if: test ! -e /run/holdpoint-boot-{{ run.id }}
          timeout: 20m
          takes: 5m
          nothing_to_undo: A boot cannot be taken back and changes nothing by itself
        - id: running
          title: The service is running again
          check: systemctl is-active --quiet {{ vars.service }}
          retry: { times: 20, delay: 5s }
        - id: restore
          title: Bring the work back to the host
          run: "{{ vars.drain }} in {{ host.name }}"
          takes: 1m
          undo: "{{ vars.drain }} out {{ host.name }}"

verification:
  phases:
    - id: checks
      title: Checks
      steps:
        - id: kernel-after
          title: The kernel that runs now
          on: app
          check: uname -r && systemctl is-active --quiet {{ vars.service }}
          evidence: true

backout:
  triggers:
    - A host does not come back within 20 minutes
  decide_within: 10m
`;
