//! The words for what can differ between two environments.

use plimsoll_model::Fact;

/// A fact in words.
pub(super) fn fact(fact: Fact) -> &'static str {
    match fact {
        Fact::Service => "runs",
        Fact::Unprotected => "comes without",
        Fact::Image => "image",
        Fact::Pinning => "pinning of the image",
        Fact::Build => "built here",
        Fact::Target => "stage",
        Fact::Port => "published port",
        Fact::Reach => "reach of port",
        Fact::HostNetwork => "network of the host",
        Fact::Privileged => "privileged",
        Fact::CapAdd => "added capability",
        Fact::CapDrop => "dropped capability",
        Fact::NoNewPrivileges => "no-new-privileges",
        Fact::ReadOnly => "read-only root filesystem",
        Fact::RootUser | Fact::User => "user",
        Fact::Seccomp => "seccomp",
        Fact::Apparmor => "AppArmor",
        Fact::HostNamespace => "namespace of the host",
        Fact::Device => "device",
        Fact::HostMount => "host path at",
        Fact::WritableMount => "host path, whether writable, at",
        Fact::Secret => "secret",
        Fact::Variable => "variable",
        Fact::Memory => "memory",
        Fact::Cpus => "CPUs",
        Fact::Pids => "processes",
        Fact::Healthcheck => "healthcheck",
        Fact::DependsOn => "waits for",
        Fact::Restart => "restart",
        Fact::LogDriver => "driver",
        Fact::LogRotation => "size at which the log is cut",
        Fact::BaseImage => "base image",
        Fact::BuildSetting => "build",
        Fact::HostPort => "host port of",
        Fact::SecurityOpt => "security option",
        Fact::MountSource => "host path mounted at",
        Fact::Volume => "mount at",
        Fact::SecretSource => "source of secret",
        Fact::HealthcheckSetting => "healthcheck",
        Fact::Dependency => "depends on",
        Fact::LogOption => "log option",
        Fact::Command => "command",
        Fact::Entrypoint => "entrypoint",
        Fact::Network => "network",
        Fact::InternalNetwork => "reach of network",
        Fact::Deploy => "deploy",
        Fact::Setting => "",
    }
}

/// The same with the name of which one.
pub(super) fn of_key(which: Fact, key: Option<&str>) -> String {
    let words = [fact(which), key.unwrap_or_default()];
    words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
