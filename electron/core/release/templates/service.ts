export const SERVICE = `# A service on several hosts behind a load balancer, one batch of hosts after the other.
# Replace what stands under environments, and the commands of the balancer and of the service.
holdpoint: 1

release:
  id: template
  name: Template
  version: "1"
  strict: true
  risks:
    - id: capacity
      text: While a batch is out of the balancer, the other hosts carry its load.
      likelihood: low
      impact: medium
      response: Batches are small, and the run stops at the first host that does not come back.

controls:
  - { id: plan-reviewed, title: The deployment plan was reviewed, state: not-met }
  - { id: backout-rehearsed, title: The backout has been rehearsed on staging, rule: backout-rehearsed }

package:
  components:
    - { id: service, version: "1", file: package/service.tar.gz }

environments:
  staging:
    kind: staging
    vars: { app_dir: /srv/app, service: app.service, health: "http://localhost:8080/health" }
    hosts:
      stage-web1: { address: stage-web1.example.invalid, user: deploy, credential: deploy, tags: [web] }
  production:
    kind: production
    vars: { app_dir: /srv/app, service: app.service, health: "http://localhost:8080/health" }
    hosts:
      web1: { address: web1.example.invalid, user: deploy, credential: deploy, tags: [web, canary] }
      web2: { address: web2.example.invalid, user: deploy, credential: deploy, tags: [web] }
      web3: { address: web3.example.invalid, user: deploy, credential: deploy, tags: [web] }

deployment:
  success:
    - Every host answers its health check with the new version
  phases:
    - id: prepare
      title: Prepare
      steps:
        - id: deliver
          title: Put the package on every host
          on: web
          upload: { from: package/service.tar.gz, to: "{{ vars.app_dir }}/releases/{{ release.version }}.tar.gz", mode: "0640" }
          takes: 1m
          undo: rm -f {{ vars.app_dir }}/releases/{{ release.version }}.tar.gz
        - id: unpack
          title: Unpack it beside the running version
          on: web
          run: |
            mkdir -p {{ vars.app_dir }}/releases/{{ release.version }}
            tar -xzf {{ vars.app_dir }}/releases/{{ release.version }}.tar.gz -C {{ vars.app_dir }}/releases/{{ release.version }}
          takes: 1m
          undo: rm -rf {{ vars.app_dir }}/releases/{{ release.version }}
        - id: go
          title: Go or no-go
          hold: {}
          takes: 5m

    # All steps are done on one batch before the next begins; after the first host a person looks.
    - id: roll
      title: Hosts, one batch after the other
      on: web
      rollout: { batches: [1, rest], parallel: 2, stop_after: 1, pause: hold }
      steps:
        - id: drain
          title: Take the host out of the balancer
          run: "{{ vars.app_dir }}/bin/balancer drain {{ host.name }}"
          takes: 30s
          undo: "{{ vars.app_dir }}/bin/balancer restore {{ host.name }}"
        - id: switch
          title: Switch to the new version
          run: |
            cd {{ vars.app_dir }}
            readlink current >previous
            ln -sfn releases/{{ release.version }} current
          takes: 10s
          done_if: test "$(readlink {{ vars.app_dir }}/current)" = releases/{{ release.version }}
          undo: |
            cd {{ vars.app_dir }}
            ln -sfn "$(cat previous)" current
        - id: restart
          title: Restart the service
          sudo: true
          run: systemctl restart {{ vars.service }}
          takes: 30s
          undo: systemctl restart {{ vars.service }}
        - id: healthy
          title: The host answers
          check: curl -fsS {{ vars.health }}
          retry: { times: 10, delay: 3s }
        - id: restore
          title: Put the host back behind the balancer
          run: "{{ vars.app_dir }}/bin/balancer restore {{ host.name }}"
          takes: 30s
          undo: "{{ vars.app_dir }}/bin/balancer drain {{ host.name }}"

verification:
  phases:
    - id: smoke
      title: Smoke tests
      steps:
        - id: all-healthy
          title: Every host answers
          on: web
          check: curl -fsS {{ vars.health }}
        - id: by-hand
          title: The service does its work
          manual: Do what users do most, through the balancer.
          takes: 5m

backout:
  triggers:
    - A host does not come back healthy
    - Users cannot do what they do most
  decide_within: 10m
  after:
    - id: healthy-again
      title: Every host answers with the version before
      on: web
      check: curl -fsS {{ vars.health }}
      retry: { times: 10, delay: 3s }
`;
