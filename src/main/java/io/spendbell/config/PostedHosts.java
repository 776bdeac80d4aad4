package io.spendbell.config;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The hosts that configured URLs name, to be held against {@code allowed_hosts} when all of them are known. */
final class PostedHosts {
    private final Findings findings;
    private final List<Posted> posted = new ArrayList<>();

    private record Posted(String path, HostName host) {}

    PostedHosts(Findings findings) {
        this.findings = findings;
    }

    /** Reads a URL, notes its host, and says what is wrong with it without showing it. */
    @Nullable
    Secret url(String path, String text) {
        try {
            WebUrl url = WebUrl.of(text);
            posted.add(new Posted(path, url.host()));
            return Secret.of(text);
        } catch (WebUrl.Unfit e) {
            findings.fault(path, Secret.SHOWN, e.rule());
            return null;
        }
    }

    /** The hosts that may be posted to; each URL with another host is a fault. */
    Set<String> allowed(Setting listed) {
        Set<String> allowed = new LinkedHashSet<>();
        for (Setting item : listed.items("a list of hosts")) {
            String rule = "a host's name or address, without scheme, port or path";
            String text = item.text(rule);
            HostName host = text == null ? null : HostName.of(text);
            if (host != null) {
                allowed.add(host.name());
            } else if (text != null) {
                item.fault(rule);
            }
        }
        for (Posted each : posted) {
            String name = each.host().name();
            if (!listed.isPresent() && !each.host().isInternal()) {
                allowed.add(name);
            } else if (!allowed.contains(name)) {
                findings.fault(
                        each.path(),
                        "the host " + name,
                        "a host in spendbell.delivery.allowed_hosts"
                                + (each.host().isInternal() ? ", for it is loopback, link-local or private" : ""));
            }
        }
        return allowed;
    }
}
