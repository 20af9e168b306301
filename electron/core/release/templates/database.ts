export const DATABASE = `# A migration of a database: writers stand still, a backup is made and proved, then the schema changes.
# Replace what stands under environments, and the commands; those here are of PostgreSQL.
holdpoint: 1

release:
  id: template
  name: Template
  version: "1"
  strict: true
  risks:
    - id: duration
      text: The migration takes longer than on the copy it was tried on.
      likelihood: medium
      impact: high
      response: It was timed on a copy of production; the margin of the window is as long as the restore.

controls:
  - { id: plan-reviewed, title: The migration was tried on a copy of production, state: not-met }
  - { id: backout-rehearsed, title: The restore has been rehearsed and timed, rule: backout-rehearsed }

environments:
  staging:
    kind: staging
    vars: { database: orders, backup_dir: /var/backups/release, migration: /srv/app/migrations/up.sql, writers: orders-writer.service }
    hosts:
      stage-db1: { address: stage-db1.example.invalid, user: deploy, credential: deploy, tags: [db] }
      stage-app1: { address: stage-app1.example.invalid, user: deploy, credential: deploy, tags: [app] }
  production:
    kind: production
    vars: { database: orders, backup_dir: /var/backups/release, migration: /srv/app/migrations/up.sql, writers: orders-writer.service }
    hosts:
      db1: { address: db1.example.invalid, user: deploy, credential: deploy, tags: [db] }
      app1: { address: app1.example.invalid, user: deploy, credential: deploy, tags: [app] }
      app2: { address: app2.example.invalid, user: deploy, credential: deploy, tags: [app] }

infrastructure:
  requirements:
    - { id: disk-space, what: Room for the backup on the database host, state: needed }

deployment:
  success:
    - The application reads and writes with the new schema
  phases:
    - id: stand-still
      title: Writers stand still
      steps:
        - id: stop-writers
          title: Stop what writes
          on: app
          sudo: true
          run: systemctl stop {{ vars.writers }}
          takes: 30s
          undo: systemctl start {{ vars.writers }}
        - id: backup
          title: Back up the database
          on: db
          sudo: postgres
          run: |
            mkdir -p {{ vars.backup_dir }}
            pg_dump --format=custom --file={{ vars.backup_dir }}/before-{{ release.version }}.dump {{ vars.database }}
          timeout: 2h
          takes: 20m
          evidence: true
          nothing_to_undo: The backup stays until the next release
        - id: backup-proved
          title: The backup can be read as a whole
          on: db
          sudo: postgres
          check: pg_restore --file=/dev/null {{ vars.backup_dir }}/before-{{ release.version }}.dump
          timeout: 1h
    - id: decide
      title: Decide
      steps:
        - id: go
          title: Go or no-go before the schema changes
          hold: {}
          takes: 5m
    - id: migrate
      title: Migrate
      steps:
        - id: schema
          title: Change the schema in one transaction
          on: db
          sudo: postgres
          run: psql --set ON_ERROR_STOP=1 --single-transaction --file {{ vars.migration }} {{ vars.database }}
          timeout: 2h
          takes: 15m
          evidence: true
          undo:
            title: Restore the database from the backup
            sudo: postgres
            run: pg_restore --clean --if-exists --single-transaction --dbname={{ vars.database }} {{ vars.backup_dir }}/before-{{ release.version }}.dump
            timeout: 3h
            takes: 40m
    - id: go-on
      title: Writers go on
      steps:
        # What is written from here on is lost by a restore.
        - id: start-writers
          title: Start what writes
          on: app
          sudo: true
          run: systemctl start {{ vars.writers }}
          takes: 30s
          undo: systemctl stop {{ vars.writers }}

verification:
  phases:
    - id: checks
      title: Checks
      steps:
        - id: writers-up
          title: What writes is running
          on: app
          check: systemctl is-active --quiet {{ vars.writers }}
        - id: by-hand
          title: A record is written and read again
          manual: Make a record in the application, change it, and find it again.
          takes: 5m

backout:
  triggers:
    - The migration fails, or takes longer than the window allows
    - The application does not work with the new schema
  decide_within: 15m
  contingencies: |
    Keep the writers stopped, and restore the backup on the second database host.
`;
