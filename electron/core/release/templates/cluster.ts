export const CLUSTER = `# The nodes of a cluster, one after the other: each leaves, is upgraded, and has joined again before the next one goes.
# Replace what stands under environments, and the commands of the cluster.
holdpoint: 1

release:
  id: template
  name: Template
  version: "1"
  strict: true
  risks:
    - id: quorum
      text: A second node fails while one is out, and the cluster loses its quorum.
      likelihood: low
      impact: high
      response: One node at a time; the run goes on only while the cluster is healthy.

controls:
  - { id: plan-reviewed, title: Old and new version may run together, state: not-met }
  - { id: backout-rehearsed, title: The backout has been rehearsed on staging, rule: backout-rehearsed }

environments:
  staging:
    kind: staging
    vars: { cluster: /usr/local/bin/clusterctl, service: node.service, package: node-server, old_version: "1.0.0" }
    hosts:
      stage-node1: { address: stage-node1.example.invalid, user: deploy, credential: deploy, tags: [node] }
  production:
    kind: production
    vars: { cluster: /usr/local/bin/clusterctl, service: node.service, package: node-server, old_version: "1.0.0" }
    hosts:
      node1: { address: node1.example.invalid, user: deploy, credential: deploy, tags: [node] }
      node2: { address: node2.example.invalid, user: deploy, credential: deploy, tags: [node] }
      node3: { address: node3.example.invalid, user: deploy, credential: deploy, tags: [node] }

deployment:
  success:
    - Every node runs the new version and the cluster is healthy
  phases:
    - id: before
      title: Before
      steps:
        - id: healthy-before
          title: Every node sees a healthy cluster
          on: node
          check: "{{ vars.cluster }} health"
          on_failure: stop
    - id: nodes
      title: Nodes, one after the other
      on: node
      rollout: { batches: [1], parallel: 1, stop_after: 1, pause: hold }
      steps:
        - id: leave
          title: Move the work away from the node
          run: "{{ vars.cluster }} drain {{ host.name }}"
          timeout: 1h
          takes: 5m
          undo: "{{ vars.cluster }} resume {{ host.name }}"
        - id: stop
          title: Stop the node
          sudo: true
          run: systemctl stop {{ vars.service }}
          takes: 30s
          undo: systemctl start {{ vars.service }}
        - id: upgrade
          title: Install the new version
          sudo: true
          run: apt-get install -y --allow-downgrades {{ vars.package }}={{ release.version }}
          takes: 2m
          undo: apt-get install -y --allow-downgrades {{ vars.package }}={{ vars.old_version }}
        - id: start
          title: Start the node
          sudo: true
          run: systemctl start {{ vars.service }}
          takes: 30s
          undo: systemctl stop {{ vars.service }}
        - id: joined
          title: The node has joined and the cluster is healthy
          wait: { check: "{{ vars.cluster }} health", every: 10s, timeout: 30m }
          takes: 5m
        - id: resume
          title: Let work come back to the node
          run: "{{ vars.cluster }} resume {{ host.name }}"
          takes: 30s
          undo: "{{ vars.cluster }} drain {{ host.name }}"

verification:
  phases:
    - id: checks
      title: Checks
      steps:
        - id: healthy-after
          title: Every node sees a healthy cluster
          on: node
          check: "{{ vars.cluster }} health"

backout:
  triggers:
    - A node does not join again within 30 minutes
    - The cluster is not healthy with nodes of both versions
  decide_within: 10m
  after:
    - id: healthy-again
      title: The cluster is healthy
      on: node
      check: "{{ vars.cluster }} health"
      retry: { times: 10, delay: 30s }
`;
