# Every command sets up what it needs: the virtual environment included.
# STACK names the environment: dev, staging or prod.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
RUN := .venv/bin/python
# Where this is set, as in many containers, each command would compile the AWS SDK's sources again,
# which takes longer than all the rest of it.
unexport PYTHONDONTWRITEBYTECODE
NEEDS_STACK = $(if $(STACK),,$(error STACK is missing; say for which environment: make $@ STACK=prod))

.PHONY: help
help: ## What can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 24

# Two stamps: a preview needs less than the tests do. An environment whose Python is gone, or has
# been upgraded, is made anew.
INSTALLER := requirements-installer.txt operations/set_up.py $(RUN)
define SET_UP
@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
  echo "Plinth needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1)." \
    "Say which to use: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
@$(PYTHON) -m operations.set_up $< $(@D)
endef
.venv/.program: requirements.txt $(INSTALLER)
	$(SET_UP)
	@touch $@

.venv/.development: requirements-development.txt $(INSTALLER)
	$(SET_UP)
	@touch .venv/.program $@

# What scans the project is no part of it: its packages would bind the project's own.
.venv-scan/.scan: requirements-scan.txt requirements-installer.txt operations/set_up.py
	$(SET_UP)
	@touch $@

$(RUN): ;

.PHONY: emulate
emulate: .venv/.program ## A whole environment in an emulated AWS, in this process (KEEP=1 serves it)
	$(NEEDS_STACK)
	@$(RUN) -m operations emulate $(STACK) $(if $(JSON),--json $(JSON)) $(if $(KEEP),--keep)

.PHONY: offers
offers: .venv/.program ## AWS's offers and limits that this release knows, with source and age
	@$(RUN) -m operations offers $(if $(STALE),--stale)

.PHONY: preview
preview: .venv/.program ## The plan of an environment, offline: make preview STACK=prod
	$(NEEDS_STACK)
	@$(RUN) -m operations $(if $(EMULATED),engine preview --emulated,preview) $(STACK) \
	  $(if $(JSON),--json $(JSON)) $(if $(AGAINST),--against $(AGAINST)) $(if $(SHOW),--show $(SHOW)) \
	  $(if $(EMULATED),$(ENGINE_OPTIONS))

# Both read a document instead of planning with DOCUMENT=before.json, or a state.
OF_PLAN = $(if $(DOCUMENT),--document $(DOCUMENT),--stack $(STACK)) $(if $(JSON),--json)
NEEDS_PLAN = $(if $(DOCUMENT),,$(NEEDS_STACK))
.PHONY: reach rights
reach: .venv/.program ## Who reaches whom: make reach STACK=prod FROM=internet TO=database, or all
	$(NEEDS_PLAN)
	@$(RUN) -m operations reach $(FROM) $(TO) $(OF_PLAN)
rights: .venv/.program ## Who may do what, and why: make rights STACK=prod PROGRAM=orders, or all
	$(NEEDS_PLAN)
	@$(RUN) -m operations rights $(PROGRAM) $(OF_PLAN)
.PHONY: existing
existing: .venv/.program ## What the settings name instead of making it, and its needs (LIVE=1 asks AWS)
	$(NEEDS_STACK)
	@$(RUN) -m operations existing --stack $(STACK) $(if $(LIVE),--live) $(if $(JSON),--json $(JSON))
.PHONY: cost
cost: .venv/.program ## What an environment costs in a month: STACK=prod, or all (BY=resource, CHEAPER=1)
	@$(RUN) -m operations cost $(if $(STACK),--stack $(STACK)) $(if $(BY),--by $(BY)) \
	  $(if $(DOCUMENT),--document $(DOCUMENT)) $(if $(AGAINST),--against $(AGAINST)) \
	  $(if $(CHEAPER),--cheaper) $(if $(JSON),--json $(JSON))
.PHONY: topology
topology: .venv/.program ## The drawing: STACK=prod FORMAT=text|mermaid|svg DETAIL=services OUT=prod.svg
	$(NEEDS_PLAN)
	@$(RUN) -m operations topology $(if $(DOCUMENT),--document $(DOCUMENT),--stack $(STACK)) \
	  $(if $(FORMAT),--format $(FORMAT)) $(if $(DETAIL),--detail $(DETAIL)) $(if $(OUT),--out $(OUT)) \
	  $(if $(AGAINST),--against $(AGAINST))
.PHONY: explore
explore: .venv/.program ## An environment as one HTML page, to open in a browser (OUT=FILE; docs/explore.md)
	$(NEEDS_PLAN)
	@$(RUN) -m operations explore $(if $(DOCUMENT),--document $(DOCUMENT),--stack $(STACK)) \
	  $(if $(OUT),--out $(OUT))
.PHONY: review
review: .venv/.program ## What a change does to each environment, graded: make review BASE=origin/main
	@$(RUN) -m operations review --base $(or $(BASE),origin/main) $(if $(STACK),--stack $(STACK)) \
	  $(if $(JSON),--json $(JSON)) $(if $(MARKDOWN),--markdown $(MARKDOWN))

.PHONY: teams
teams: .venv/.program ## Who owns what, and who may use it (WRITE=1 writes CODEOWNERS)
	@$(RUN) -m operations teams $(if $(WRITE),--write) $(if $(JSON),--json)

.PHONY: policies
policies: .venv/.program ## What breaks a policy (status 2 if anything; DOCUMENT=state.json judges that)
	$(NEEDS_STACK)
	@$(RUN) -m operations policies $(STACK) $(if $(JSON),--json $(JSON)) \
	  $(if $(DOCUMENT),--document $(DOCUMENT))

# The Pulumi CLI's own commands. EMULATED=1 is an AWS on this machine; YES=1 asks no questions;
# OPTIONS are the CLI's: make up STACK=staging EMULATED=1 OPTIONS=--refresh
ENGINE_OPTIONS = $(if $(OPTIONS),-- $(OPTIONS))
# FROM makes the settings of an ephemeral copy of another environment first, for DAYS. With
# NETWORK=shared it stands in the network of the original.
COPY_OF_FROM = $(if $(FROM),@$(RUN) -m operations ephemeral create $(STACK) --from $(FROM) \
  $(if $(DAYS),--days $(DAYS)) $(if $(ZONE),--hosted-zone-id $(ZONE)) \
  $(if $(NETWORK),--network $(NETWORK)) $(if $(EMULATED),--emulated))
.PHONY: up refresh destroy
up: ## Create and change an environment: STACK=staging EMULATED=1 (FROM=staging copies one for DAYS)
refresh: ## Take changes by hand into the state (OPTIONS=--preview-only shows them)
destroy: ## Delete an environment
up: .venv/.program
	$(NEEDS_STACK)
	$(COPY_OF_FROM)
	@$(RUN) -m operations up $(STACK) $(if $(EMULATED),--emulated) $(if $(YES),--yes) \
	  $(if $(ONLY),--only $(ONLY)) $(if $(PLAN),--plan $(PLAN)) $(ENGINE_OPTIONS)
refresh destroy: .venv/.program
	$(NEEDS_STACK)
	@$(RUN) -m operations engine $@ $(STACK) $(if $(EMULATED),--emulated) $(if $(YES),--yes) \
	  $(ENGINE_OPTIONS)
.PHONY: ephemeral sweep
ephemeral: .venv/.program ## Environments that go again, and their last days (docs/ephemeral.md)
	@$(RUN) -m operations ephemeral list $(if $(JSON),--json)
sweep: .venv/.program ## Those that are over, and what AWS still has of others (APPLY=1 deletes them)
	@$(RUN) -m operations ephemeral sweep $(if $(APPLY),--apply) $(if $(EMULATED),--emulated)
.PHONY: plan
plan: .venv/.program ## A plan that `make up PLAN=FILE` carries out if nothing moved since: OUT=FILE
	$(NEEDS_STACK)
	$(if $(OUT),,$(error OUT is missing; make $@ STACK=$(STACK) OUT=$(STACK).plan))
	@$(RUN) -m operations plan $(STACK) --out $(OUT) $(if $(EMULATED),--emulated)
.PHONY: first-deployment promote ready
first-deployment: .venv/.program ## An environment from nothing, in AWS's order; can be run again
	$(NEEDS_STACK)
	$(COPY_OF_FROM)
	@$(RUN) -m operations first-deployment $(STACK) $(if $(EMULATED),--emulated) $(if $(YES),--yes) \
	  $(if $(DELEGATED),--delegated) $(if $(VERSION),--version $(VERSION)) $(ENGINE_OPTIONS)
promote: .venv/.program ## What differs before images go over: make promote FROM=staging TO=prod
	$(if $(and $(FROM),$(TO)),,$(error FROM or TO is missing; make $@ FROM=staging TO=prod))
	@$(RUN) -m operations promote $(FROM) $(TO) $(if $(STATE_FROM),--state-from $(STATE_FROM)) \
	  $(if $(STATE_TO),--state-to $(STATE_TO)) $(if $(WRITE),--write) $(if $(JSON),--json)
ready: .venv/.program .venv-scan/.scan ## The deployment checklist, executed (LIVE=1 asks AWS)
	$(NEEDS_STACK)
	@$(RUN) -m operations ready $(STACK) $(foreach line,$(EVIDENCE),--evidence $(line)) \
	  $(if $(STATE),--state $(STATE)) $(if $(LIVE),--live) $(if $(EMULATED),--emulated) \
	  $(if $(JSON),--json)

# Your own images. SERVICE names programs, all that have a `build` without; VERSION is the tag, which
# is the commit of what is built without.
.PHONY: images-build images-push images-release
images-build: ## Build your images: make images-build STACK=staging SERVICE="orders web"
images-push: ## Push those that the stack's registry lacks
images-release: ## Build, push, and write the digests into the stack's file
images-build images-push images-release: .venv/.program
	$(NEEDS_STACK)
	@$(RUN) -m operations images $(@:images-%=%) $(STACK) $(SERVICE) \
	  $(if $(VERSION),--version $(VERSION))
.PHONY: drift
drift: .venv/.program ## What differs from the declaration (EMULATED=1, REVERT=NAME; docs/drift.md)
	$(NEEDS_STACK)
	@$(RUN) -m operations drift $(STACK) $(if $(EMULATED),--emulated) \
	  $(if $(JSON),--json $(JSON)) $(if $(MARKDOWN),--markdown $(MARKDOWN)) \
	  $(if $(REVERT),--revert $(patsubst %,'%',$(filter-out 1,$(REVERT)))) $(if $(YES),--yes)
.PHONY: backups
backups: .venv/.program ## How each store's backups meet the targets (LIVE=1, EMULATED=1; docs/backups.md)
	$(NEEDS_STACK)
	@$(RUN) -m operations backups --stack $(STACK) $(if $(LIVE),--live) \
	  $(if $(EMULATED),--emulated) $(if $(JSON),--json $(JSON))
.PHONY: failover
failover: .venv/.program ## A replica in the lost primary's place: STACK=prod (APPLY=1 does it; docs/recovery.md)
	$(NEEDS_STACK)
	@$(RUN) -m operations failover run --stack $(STACK) $(if $(EMULATED),--emulated) \
	  $(if $(APPLY),--apply) $(OPTIONS)
.PHONY: drill
drill: .venv/.program ## Recovery rehearsed and measured, with a report in drills/ (EMULATED=1 makes an account)
	$(NEEDS_STACK)
	@$(RUN) -m operations drill --stack $(STACK) $(if $(EMULATED),--emulated) \
	  $(if $(JSON),--json $(JSON)) $(OPTIONS)
.PHONY: forget
forget: .venv/.program ## End an emulated account as it is, protected or not
	$(NEEDS_STACK)
	@$(RUN) -m operations engine forget $(STACK)

# Once for each account, by an administrator of it.
.PHONY: bootstrap access
bootstrap: .venv/.program ## Prepare an account: STACK=prod REPOSITORY=owner/name (APPLY=1 does it, CHECK=1)
	@$(RUN) -m operations bootstrap $(STACK) $(if $(ACCOUNT),--account $(ACCOUNT)) \
	  $(if $(REPOSITORY),--repository $(REPOSITORY)) $(if $(GITLAB),--gitlab $(GITLAB)) \
	  $(if $(APPLY),--apply) $(if $(CHECK),--check) $(if $(JSON),--json) $(OPTIONS)
access: .venv/.program ## The role, region and state that a workflow uses: STACK=prod KIND=deploy
	$(NEEDS_STACK)
	@$(RUN) -m operations access $(STACK) $(or $(KIND),preview)

# Steps of the pipelines in .github/workflows.
.PHONY: images-save images-load gateway-check workflows-check
images-save: ## Copy a stack's images, by digest, from its registry: STACK=staging FOLDER=images
images-load: ## Copy them into the registry of another: STACK=prod FOLDER=images
images-save images-load: .venv/.program
	$(NEEDS_STACK)
	@$(RUN) -m operations images $(@:images-%=%) $(STACK) $(or $(FOLDER),images)
gateway-check: .venv/.program ## Ask a deployed environment from outside: STACK=staging
	$(NEEDS_STACK)
	@$(RUN) -m operations gateway-check $(STACK) $(if $(ADDRESS),--address $(ADDRESS))
workflows-check: .venv/.development ## What is wrong or unsafe in .github/workflows
	@.venv/bin/zizmor --offline .github
	@if command -v go > /dev/null; then go run github.com/rhysd/actionlint/cmd/actionlint@v1.7.12; \
	  else echo "actionlint was left out: it needs Go" >&2; fi

# The environment on Docker. DEV is its stack, SERVICE a program, or `database` and so on.
DEV = $(or $(STACK),dev)
NEEDS_SERVICE = $(if $(SERVICE),,$(error SERVICE is missing; make $@ SERVICE=orders))
LOCAL = @$(RUN) -m operations local $(1) --stack $(DEV)
.PHONY: infrastructure-up infrastructure-down infrastructure-status infrastructure-clean reset doctor
infrastructure-up: .venv/.program ## Everything in Docker on this machine, or ONLY=orders,web
	$(call LOCAL,up) $(if $(ONLY),--only $(ONLY))
infrastructure-down: .venv/.program ## Stop it; data is kept
	$(call LOCAL,down)
infrastructure-status: .venv/.program ## Its containers, with health, ports and uptime
	$(call LOCAL,status)
infrastructure-clean: .venv/.program ## Remove it and, once confirmed, all its data
	$(call LOCAL,clean) $(if $(YES),--yes)
.PHONY: adopt
adopt: .venv/.program ## Take over the data of a lost .pulumi-local, or of an earlier release
	$(call LOCAL,adopt) $(if $(YES),--yes)
reset: .venv/.program ## Begin again with empty volumes (asks first)
	@$(MAKE) --no-print-directory infrastructure-clean
	@$(MAKE) --no-print-directory infrastructure-up
doctor: .venv/.program ## What would keep it from starting: ports, images, memory, disk
	@$(RUN) -m operations doctor --stack $(DEV)

.PHONY: leftovers images-check images-pin
leftovers: .venv/.program ## Data of what is no longer in the workload (REMOVE=1 removes it)
	@$(RUN) -m operations leftovers --stack $(DEV) $(if $(REMOVE),--remove)
images-check: .venv/.program ## Which of the pinned third-party images are out of date
	@$(RUN) -m operations images check
images-pin: .venv/.program ## Write the digests of today for their tags
	@$(RUN) -m operations images pin

# What stands, on AWS as on Docker. STACK is dev unless it is said.
.PHONY: status logs deployments deployment alarms alarms-test alarms-notify
status: .venv/.program ## What is up, deploying and alarming: STACK=prod (status 2 if anything is wrong)
	@$(RUN) -m operations status --stack $(DEV) $(if $(EMULATED),--emulated) \
	  $(if $(JSON),--json $(JSON))
logs: .venv/.program ## Of SERVICE=orders or all: STACK=prod SINCE=1h GREP=error; FOLLOW=1 goes on
	@$(RUN) -m operations logs $(SERVICE) --stack $(DEV) $(if $(SINCE),--since $(SINCE)) \
	  $(if $(GREP),--grep '$(GREP)') $(if $(FOLLOW),--follow) $(if $(EMULATED),--emulated)
OF_ALARMS = --stack $(STACK) $(if $(EMULATED),--emulated) $(if $(JSON),--json $(JSON))
alarms: .venv/.program ## Every alarm with its figure and page, and parts without: STACK=prod
	$(NEEDS_STACK)
	@$(RUN) -m operations alarms list $(OF_ALARMS)
alarms-test: .venv/.program ## Measurements that should make each alarm go off, or not: STACK=prod
	$(NEEDS_STACK)
	@$(RUN) -m operations alarms test $(OF_ALARMS)
alarms-notify: .venv/.program ## A test notification to everybody who is told: STACK=prod
	$(NEEDS_STACK)
	@$(RUN) -m operations alarms notify $(OF_ALARMS)
deployments: .venv/.program ## What was deployed: STACK=prod SERVICE=orders (FOLLOW=1 waits for its end)
	$(NEEDS_STACK)
	$(NEEDS_SERVICE)
	@$(RUN) -m operations deployments $(SERVICE) --stack $(STACK) $(if $(FOLLOW),--follow) \
	  $(if $(EMULATED),--emulated)

deployment: .venv/.program ## Waiting at a gate: STACK=prod (SERVICE=orders DO=continue, rollback or ungate)
	$(NEEDS_STACK)
	$(if $(DO),$(NEEDS_SERVICE))
	@$(RUN) -m operations deployment $(or $(DO),show) $(SERVICE) --stack $(STACK) \
	  $(if $(EMULATED),--emulated) $(if $(DO),$(if $(FOLLOW),--follow) $(if $(YES),--yes),$(if \
	  $(JSON),--json $(JSON)))

# What changes something asks first, unless YES=1.
STANDING = --stack $(DEV) $(if $(EMULATED),--emulated)
NEEDS_DO = $(if $(DO),,$(error DO is missing; make $@ $(1)))
.PHONY: exec tunnel task queue service
exec: .venv/.program ## A shell in a program, or COMMAND=: STACK=prod SERVICE=orders
	$(NEEDS_SERVICE)
	@$(RUN) -m operations exec $(SERVICE) $(STANDING) $(if $(COMMAND),-- $(COMMAND))
tunnel: .venv/.program ## A port here to the database or cache: STACK=prod TO=database (PORT=15432)
	$(if $(TO),,$(error TO is missing; make $@ TO=database))
	@$(RUN) -m operations tunnel $(TO) $(STANDING) $(if $(PORT),--port $(PORT))
task: .venv/.program ## A command in a task of its own: STACK=prod SERVICE=orders COMMAND="..."
	$(NEEDS_SERVICE)
	@$(RUN) -m operations task run $(SERVICE) $(STANDING) $(if $(COMMAND),-- $(COMMAND))
queue: .venv/.program ## Dead letters: STACK=prod NAME=mails DO=peek, redrive or purge
	$(if $(NAME),,$(error NAME is missing; make $@ NAME=mails DO=peek))
	@$(RUN) -m operations queue $(or $(DO),peek) $(NAME) $(STANDING) $(if $(YES),--yes)
service: .venv/.program ## STACK=prod SERVICE=orders DO=restart, pause, resume or scale (TASKS=8)
	$(NEEDS_SERVICE)
	$(call NEEDS_DO,SERVICE=$(SERVICE) DO=restart)
	@$(RUN) -m operations service $(DO) $(SERVICE) $(STANDING) $(if $(TASKS),--tasks $(TASKS)) \
	  $(if $(and $(YES),$(filter pause,$(DO))),--yes)

.PHONY: shell run restart stop watch connect token env secret backup restore compose
shell: .venv/.program ## make shell SERVICE=orders
	$(NEEDS_SERVICE)
	$(call LOCAL,shell $(SERVICE))
run: .venv/.program ## A scheduled job, now: make run SERVICE=nightly-report ARGS="--day monday"
	$(NEEDS_SERVICE)
	$(call LOCAL,run $(SERVICE)) $(if $(ARGS),-- $(ARGS))
restart: .venv/.program ## Start one again: make restart SERVICE=orders
	$(NEEDS_SERVICE)
	$(call LOCAL,restart $(SERVICE))
stop: .venv/.program ## Stop one until the next up: make stop SERVICE=orders
	$(NEEDS_SERVICE)
	$(call LOCAL,stop $(SERVICE))
watch: .venv/.program ## Build or start it again when its files change: make watch SERVICE=orders
	$(NEEDS_SERVICE)
	$(call LOCAL,watch $(SERVICE))
connect: .venv/.program ## The address of a part, with its password: make connect SERVICE=database
	$(NEEDS_SERVICE)
	$(call LOCAL,connect $(SERVICE))
token: .venv/.program ## A token for the gateway: make token SERVICE=orders ISSUER=staff CLAIMS=role=admin
	$(NEEDS_SERVICE)
	$(call LOCAL,token $(SERVICE)) $(if $(ISSUER),--issuer $(ISSUER)) \
	  $(foreach claim,$(CLAIMS),--claim '$(claim)')
env: .venv/.program ## What a program needs to run here: make env SERVICE=orders FORMAT=shell
	$(NEEDS_SERVICE)
	$(call LOCAL,env $(SERVICE)) $(if $(FORMAT),--format $(FORMAT))
secret: .venv/.program ## Enter a secret, or give a file: make secret STACK=prod NAME=key < key.pem
	$(if $(NAME),,$(error NAME is missing; make $@ NAME=payment-provider-key))
	@$(RUN) -m operations secret set $(NAME) $(STANDING) $(if $(RESTART),--restart)
backup: .venv/.program ## Save databases, objects and queues into backups/, or FILE=
	$(call LOCAL,backup) $(if $(FILE),--file $(FILE))
restore: .venv/.program ## Replace them by those of a file: make restore FILE=backups/...
	$(if $(FILE),,$(error FILE is missing; make $@ FILE=backups/...))
	$(call LOCAL,restore $(FILE)) $(if $(YES),--yes)
compose: .venv/.program ## The environment as docker-compose.yml, or FILE=
	$(call LOCAL,compose) $(if $(FILE),--file $(FILE))

.PHONY: test
test: .venv/.development ## The tests, but for those that `make thorough` runs
	@$(RUN) -m pytest -q -n auto --dist loadgroup
	@$(RUN) -m operations ran tests

.PHONY: thorough
thorough: .venv/.development ## Tests that take minutes: each key, each call at which a run may end, merges
	@THOROUGH=1 $(RUN) -m pytest -q -n auto --dist loadgroup -m thorough

.PHONY: coverage
coverage: .venv/.development ## The tests, with the branches of config, components and stacks they reach
	@$(RUN) -m pytest -q -n auto --dist loadgroup --cov --cov-report=term-missing:skip-covered

# Types leave a core idle while they begin and end; the generated files use it.
.PHONY: check
check: .venv/.development ## Style, types (every AWS argument's name and type), generated files, tests
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@$(MAKE) --no-print-directory types & types=$$!; \
	  $(MAKE) --no-print-directory generated-check; generated=$$?; wait $$types && exit $$generated
	@$(MAKE) --no-print-directory test

.PHONY: types
types: .venv/.development
	@.venv/bin/mypy --num-workers 2 .

.PHONY: scan
scan: .venv/.program .venv-scan/.scan ## checkov's findings that docs/security.md does not name (STACK=prod)
	@$(RUN) -m operations scan $(if $(EXAMPLES),--examples,$(STACK))

.PHONY: commits-check
commits-check: .venv/.development ## Whether each commit works by itself: BASE=origin/main
	$(if $(BASE),,$(error BASE is missing; say since which commit: make $@ BASE=origin/main))
	@$(RUN) -m operations commits $(BASE)

.PHONY: readme-figures
readme-figures: .venv/.program ## Measure README's commands, and write what they take into it
	@$(RUN) -m operations readme $(OPTIONS)

.PHONY: generated goldens
generated: .venv/.program ## Write the product's generated files anew: schemas, docs, example's lists
	@$(RUN) -m operations generate > /dev/null
goldens: .venv/.program ## Write the lists of your environments' resources, into own/golden/
	@$(RUN) -m operations goldens

GENERATED := config/schemas docs/generated docs/seed-coverage.md examples/shop/golden
.PHONY: generated-check
generated-check: generated document-check
	@git diff --exit-code --stat -- $(GENERATED) && \
	  test -z "$$(git ls-files --others --exclude-standard -- $(GENERATED))" || { \
	  echo "Generated files were stale; commit the new ones." >&2; exit 1; }

.PHONY: document document-check
document: .venv/.program ## Write docs/infrastructure.md and a page for each environment, from your files
	@$(RUN) -m operations document $(if $(STACK),--environment $(STACK))
document-check: .venv/.program ## Whether these pages are what your files say
	@$(RUN) -m operations document --check $(if $(STACK),--environment $(STACK))

.PHONY: format
format: .venv/.development ## Format the code
	@.venv/bin/ruff format .
	@.venv/bin/ruff check --fix .

.PHONY: requirements
requirements: .venv/.development ## Pin the newest versions that pyproject.toml allows, with hashes
	@$(LOCK) --group installer -o requirements-installer.txt
	@$(LOCK) --group scan -o requirements-scan.txt
	@$(LOCK) -o requirements.txt pyproject.toml
	@$(LOCK) --extra development -c requirements.txt -o requirements-development.txt pyproject.toml

# For every Python and system at once, extras kept: pip of Python 3.11 needs them pinned as well.
LOCK := $(RUN) -m uv pip compile --upgrade --universal --python-version 3.11 --generate-hashes \
  --no-strip-extras --only-binary :all: --no-header --quiet
