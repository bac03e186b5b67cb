# METADATA
# title: Paths
# description: Paths of the host and of containers, compared as directories and not as text.
# custom:
#   library: true
package policies.lib.path

# Whether a path is this directory or lies in it.
within(path, directory) if path == directory

within(path, directory) if startswith(path, concat("", [trim_suffix(directory, "/"), "/"]))

# A cleaned path under the name it has on today's distributions: /var/run is /run, /bin is /usr/bin.
canonical(path) := concat("", ["/run", substring(path, 8, -1)]) if within(path, "/var/run")

canonical(path) := concat("", ["/usr", path]) if {
	some directory in _merged
	within(path, directory)
}

canonical(path) := path if {
	not within(path, "/var/run")
	not _is_merged(path)
}

_is_merged(path) if {
	some directory in _merged
	within(path, directory)
}

_merged := {"/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"}

# A path with doubled slashes, `.` and one `..` per directory taken out; for attributes that the model keeps as written.
clean(path) := cleaned if {
	slashes := regex.replace(path, "/+", "/")
	dots := regex.replace(slashes, "(/\\.)+(/|$)", "/")
	parents := regex.replace(dots, "/[^/]+/\\.\\.(/|$)", "/")
	cleaned := _without_last_slash(regex.replace(parents, "/[^/]+/\\.\\.(/|$)", "/"))
}

_without_last_slash(path) := path if path == "/"

_without_last_slash(path) := trim_suffix(path, "/") if path != "/"
