# METADATA
# title: A development server runs in production
# description: >-
#   Servers for development reload code, show stack traces and serve one request at a time. Their makers say that
#   they are not for production: they were never looked at for speed or safety.
# related_resources:
#   - ref: https://flask.palletsprojects.com/en/stable/deploying/
#     description: "Flask: deploying to production"
#   - ref: https://docs.djangoproject.com/en/stable/ref/django-admin/#runserver
#     description: "Django: runserver"
#   - ref: https://www.uvicorn.org/deployment/
#     description: "Uvicorn: deployment"
# custom:
#   severity: high
#   confidence: high
#   category: environments
#   applies_to: service
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Start the program by its server for production (`gunicorn`, `uvicorn` without `--reload`, `node dist/main.js`,
#     `next start`), and keep this command to the files for development.
#   cwe: [489]
package policies.compose.dev_command_in_prod

deny contains finding if {
	input.deployment.role == "production"
	some service in input.services
	service.active
	some part in ["command", "entrypoint"]
	argv := service.facts[part]
	is_object(argv)
	text := lower(concat(" ", argv.words))
	what := _server(text)
	finding := {
		"message": sprintf("service %s starts %s in production; start a server that is made for it", [service.key, what]),
		"at": argv.at,
		"subject": service.at,
	}
}

_server(text) := min({what | some pattern, what in _servers; regex.match(pattern, text)})

_servers := {
	`(^|[ /])(npm|pnpm|yarn|bun)( run)?( --[a-z-]+)* (dev|start:dev|serve:dev|develop|watch)( |$|:)`: "a script for development",
	`(^|[ /])nodemon( |$)`: "nodemon",
	`(^|[ /])ts-node-dev( |$)`: "ts-node-dev",
	`(^|[ /])vite( dev| serve)?( --|$)`: "vite",
	`(^|[ /])(next|nuxt|nuxi|astro) dev( |$)`: "a server for development",
	`(^|[ /])ng serve( |$)`: "ng serve",
	`(^|[ /])webpack(-dev-server| serve)( |$)`: "webpack's server for development",
	`manage\.py runserver( |_plus|$)`: "Django's runserver",
	`(^|[ /])flask( --[a-z]+[ =][^ ]+)* run( |$)`: "flask run",
	`(^|[ /])(uvicorn|hypercorn|gunicorn) .*--reload( |$)`: "a server with --reload",
	`(^|[ /])fastapi dev( |$)`: "fastapi dev",
	`(^|[ /])php artisan serve( |$)`: "artisan serve",
	`(^|[ /])php -s [^ ]+:[0-9]+`: "PHP's built-in server",
	`(^|[ /])mix phx\.server --dev( |$)`: "a server for development",
	`(^|[ /])dotnet watch( |$)`: "dotnet watch",
	`(^|[ /])cargo watch( |$)`: "cargo watch",
	`(^|[ /])air( -c [^ ]+)?$`: "air",
}
