//! Capabilities and `security_opt` as the engine takes them. Pure.

use serde_json::{Map, Value};

use super::{items, scalar};
use plimsoll_model::{Address, Amount, Capabilities, Capability, Hardening};

/// `cap_add` and `cap_drop`: upper case, without `CAP_`.
pub(super) fn capabilities(config: &Map<String, Value>, at: &Address) -> Capabilities {
    let list = |key| {
        items(config, at, key)
            .filter_map(|(at, value)| Some(Capability { at, name: capability(&scalar(value)?) }))
            .collect::<Vec<_>>()
    };
    let (add, drop) = (list("cap_add"), list("cap_drop"));
    let drops_all = drop.iter().any(|c| c.name == "ALL");
    Capabilities { add, drop, drops_all }
}

fn capability(text: &str) -> String {
    let upper = text.trim().to_ascii_uppercase();
    upper.strip_prefix("CAP_").map_or_else(|| upper.clone(), str::to_owned)
}

/// `privileged`, `read_only` and `security_opt`; of options that can stand once the last one wins.
pub(super) fn hardening(config: &Map<String, Value>, at: &Address) -> Hardening {
    let flag = |key| config.get(key).and_then(Value::as_bool).unwrap_or(false);
    let mut hardening =
        Hardening { privileged: flag("privileged"), read_only: flag("read_only"), ..Hardening::default() };
    for (at, value) in items(config, at, "security_opt") {
        let Some(option) = scalar(value) else { continue };
        // The engine takes `name=value` and, from older days, `name:value`.
        let (name, value) = option.split_once(['=', ':']).unwrap_or((&option, ""));
        let value = value.to_owned();
        match name.trim() {
            "no-new-privileges" => {
                let value = !matches!(value.trim().to_ascii_lowercase().as_str(), "false" | "f" | "0");
                hardening.no_new_privileges = Some(Amount { at, value });
            }
            "seccomp" => hardening.seccomp = Some(Amount { at, value }),
            "apparmor" => hardening.apparmor = Some(Amount { at, value }),
            "label" => hardening.labels.push(Amount { at, value }),
            "systempaths" => hardening.systempaths = Some(Amount { at, value }),
            _ => hardening.other.push(Amount { at, value: option.clone() }),
        }
    }
    hardening
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn takes_every_spelling() {
        let config = json!({"privileged": true, "cap_add": ["cap_sys_admin", "NET_ADMIN"], "cap_drop": ["all"],
            "security_opt": ["no-new-privileges:true", "no-new-privileges=false", "seccomp:unconfined", "label=type:spc_t"]});
        let at = Address::parse("/services/a").unwrap();
        let caps = capabilities(config.as_object().unwrap(), &at);
        assert_eq!(caps.add.iter().map(|c| c.name.as_str()).collect::<Vec<_>>(), ["SYS_ADMIN", "NET_ADMIN"]);
        assert!(caps.drops_all);
        let found = hardening(config.as_object().unwrap(), &at);
        assert!(found.privileged && !found.read_only);
        let nnp = found.no_new_privileges.unwrap();
        assert_eq!((nnp.value, nnp.at.as_str()), (false, "/services/a/security_opt/1"));
        assert_eq!(found.seccomp.unwrap().value, "unconfined");
        assert_eq!(found.labels[0].value, "type:spc_t");
        let bare = json!({"security_opt": ["no-new-privileges"]});
        assert!(hardening(bare.as_object().unwrap(), &at).no_new_privileges.unwrap().value);
    }
}
