package io.spendbell.config;

import io.spendbell.config.IngestConfig.Dedup;
import io.spendbell.config.IngestConfig.EventBus;
import io.spendbell.config.IngestConfig.Http;
import io.spendbell.config.IngestConfig.Redis;
import io.spendbell.config.IngestConfig.Spool;
import io.spendbell.config.IngestConfig.Streams;
import io.spendbell.config.IngestConfig.Tcp;
import io.spendbell.config.IngestConfig.Tls;
import java.math.BigDecimal;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads {@code spendbell.ingest}. */
final class IngestReader {
    private static final String HOST = "a host's name or address, without a port";
    private static final String STREAMS = "the names of streams";
    private static final String SECURE =
            "a loopback address, or spendbell.ingest.%s set, or" + " spendbell.ingest.http.insecure: true";

    private final Deployment deployment;
    private final StoreConfig store;

    /**
     * A reader.
     *
     * @param store whose Redis is taken where no other is named
     */
    IngestReader(Deployment deployment, StoreConfig store) {
        this.deployment = deployment;
        this.store = store;
    }

    IngestConfig read(Block block) {
        Setting tcpSetting = block.get("tcp");
        Setting httpSetting = block.get("http");
        Block tcpBlock = tcpSetting.block();
        Block httpBlock = httpSetting.block();
        boolean insecure = httpBlock.get("insecure").flag(false);
        Tcp tcp = tcp(tcpBlock, insecure);
        Http http = http(httpBlock, insecure);
        if (isOn(tcpSetting) && isOn(httpSetting) && clash(tcp, http)) {
            Setting at = httpBlock.has("port") ? httpBlock.get("port") : tcpBlock.get("port");
            at.fault("another port than the other listener's");
        }
        Dedup dedup = dedup(block.get("dedup").block());
        Redis redis = redis(block.get("redis").block());
        EventBus eventBus = eventBus(block.get("event_bus").block());
        block.refuseOthers();
        return new IngestConfig(isOn(tcpSetting) ? tcp : null, isOn(httpSetting) ? http : null, eventBus, redis, dedup);
    }

    private static EventBus eventBus(Block block) {
        Setting setting = block.get("address");
        String address = setting.text("an address of the event bus");
        block.refuseOthers();
        if (EventBus.ALERTS.equals(address)) {
            setting.fault(EventBus.RULE);
            return EventBus.DEFAULT;
        }
        return address == null ? EventBus.DEFAULT : new EventBus(address);
    }

    private @Nullable Redis redis(Block block) {
        Setting uri = block.get("uri");
        RedisConfig own = RedisReader.standalone(uri);
        RedisConfig server = own == null && store instanceof StoreConfig.Redis redis ? redis.redis() : own;
        Setting channelsSetting = block.get("channels");
        List<String> channels = texts(channelsSetting, "the names of channels");
        Setting streamsSetting = block.get("streams");
        Streams streams = streams(streamsSetting, block);
        block.refuseOthers();
        if (channels.isEmpty() && streams == null) {
            if (uri.isPresent()) {
                uri.warning("has no effect without channels or streams");
            }
            return null;
        }
        if (server == null) {
            if (!uri.isPresent()) {
                (channels.isEmpty() ? streamsSetting : channelsSetting)
                        .fault("spendbell.ingest.redis.uri besides, since the store is not a Redis");
            }
            return null;
        }
        if (streams != null && store instanceof StoreConfig.Redis redis && !StoreReader.isFaulty(store)) {
            refuseElsewhere(uri, own, redis);
            refuseKeys(streamsSetting, redis);
            refuseOtherSlots(streamsSetting, streams, redis);
        }
        return new Redis(server, channels, streams);
    }

    private static @Nullable Streams streams(Setting setting, Block block) {
        List<String> names = texts(setting, STREAMS);
        String group = block.get("group").text("the name of a consumer group");
        boolean trim = block.get("trim").flag(true);
        return names.isEmpty() ? null : new Streams(names, group == null ? Streams.DEFAULT_GROUP : group, trim);
    }

    /** What replicas share in one Redis cannot be changed in the same step with what is in another one. */
    private static void refuseElsewhere(Setting uri, @Nullable RedisConfig own, StoreConfig.Redis store) {
        boolean isStores = own == null
                || (store.redis().mode() == RedisConfig.Mode.STANDALONE
                        && own.addresses().equals(store.redis().addresses()));
        if (!isStores) {
            uri.asHidden()
                    .fault("left out, or the store's: an entry of a stream is acknowledged in the step in which the"
                            + " store counts it");
        }
    }

    private static void refuseOtherSlots(Setting setting, Streams streams, StoreConfig.Redis store) {
        String tag = "{" + store.namespace() + "}";
        boolean areTogether =
                streams.names().stream().allMatch(name -> name.contains(tag) && name.indexOf('{') == name.indexOf(tag));
        if (store.redis().mode() == RedisConfig.Mode.CLUSTER && !areTogether) {
            setting.fault("names with " + tag + ", so that the cluster keeps them with the store");
        }
    }

    /** A stream there would be written over, and then neither the store could commit nor anybody read it. */
    private static void refuseKeys(Setting setting, StoreConfig.Redis store) {
        for (Setting item : setting.items(STREAMS)) {
            String name = item.text(STREAMS);
            if (name != null && StoreKeys.has(store.namespace(), name)) {
                item.fault("a name that is none of the store's keys, as {" + store.namespace() + "}:events");
            }
        }
    }

    private static List<String> texts(Setting setting, String rule) {
        return setting.items(rule).stream()
                .map(item -> item.text(rule))
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    private boolean isOn(Setting listener) {
        return deployment == Deployment.DAEMON || listener.isPresent();
    }

    private static Tcp tcp(Block block, boolean insecure) {
        Setting tokenSetting = block.get("token");
        String host = host(block.get("host"), Tcp.DEFAULT.host(), insecure || tokenSetting.isPresent(), "tcp.token");
        int port = block.get("port").whole(Tcp.DEFAULT.port(), IngestConfig.PORT);
        Secret token = tokenSetting.secret();
        Setting tlsSetting = block.get("tls");
        Tls tls = tlsSetting.isPresent() ? tls(tlsSetting.block("a mapping of cert and key")) : null;
        int maxLineBytes = block.get("max_line_bytes").whole(Tcp.DEFAULT.maxLineBytes(), Tcp.MAX_LINE_BYTES);
        int maxConnections = block.get("max_connections").whole(Tcp.DEFAULT.maxConnections(), Tcp.MAX_CONNECTIONS);
        block.refuseOthers();
        return new Tcp(host, port, token, tls, maxLineBytes, maxConnections);
    }

    private Http http(Block block, boolean insecure) {
        Setting tokenSetting = block.get("token");
        Setting adminTokenSetting = block.get("admin_token");
        boolean guarded = tokenSetting.isPresent() && adminTokenSetting.isPresent();
        String host =
                host(block.get("host"), Http.DEFAULT.host(), insecure || guarded, "http.token and http.admin_token");
        int port = block.get("port").whole(Http.DEFAULT.port(), IngestConfig.PORT);
        Secret token = tokenSetting.secret();
        Secret adminToken = adminTokenSetting.secret();
        int maxBodyBytes = block.get("max_body_bytes").whole(Http.DEFAULT.maxBodyBytes(), Http.MAX_BODY_BYTES);
        Spool spool = spool(block.get("spool"));
        block.refuseOthers();
        return new Http(host, port, token, adminToken, maxBodyBytes, insecure, spool);
    }

    private @Nullable Spool spool(Setting setting) {
        Block block = setting.block("a mapping of path and max_bytes");
        Setting pathSetting = block.get("path");
        Path path = path(pathSetting);
        BigDecimal maxBytes = block.get("max_bytes").number(Spool.MAX_BYTES);
        block.refuseOthers();
        if (!(store instanceof StoreConfig.Redis)) {
            if (setting.isPresent()) {
                setting.warning("has no effect without a Redis store: another one is never away");
            }
            return null;
        }
        long most = maxBytes == null ? Spool.DEFAULT.maxBytes() : maxBytes.longValueExact();
        return most == 0 ? null : new Spool(path == null ? Spool.DEFAULT.path() : path, most, path != null);
    }

    private static @Nullable Path path(Setting setting) {
        String rule = "a folder of this daemon's own";
        String text = setting.text(rule);
        try {
            return text == null ? null : Path.of(text);
        } catch (InvalidPathException e) {
            setting.fault(rule);
            return null;
        }
    }

    private static Dedup dedup(Block block) {
        Dedup dedup = new Dedup(
                block.get("window").seconds(Dedup.DEFAULT.window(), Dedup.WINDOW),
                block.get("max_ids").whole(Dedup.DEFAULT.maxIds(), Dedup.MAX_IDS));
        block.refuseOthers();
        return dedup;
    }

    /** The address to bind to; one that other machines can reach must be guarded. */
    private static String host(Setting setting, String byDefault, boolean guarded, String guard) {
        String text = setting.text(HOST);
        if (text == null) {
            return byDefault;
        }
        HostName host = HostName.of(text);
        if (host == null) {
            setting.fault(HOST);
            return byDefault;
        }
        if (!guarded && !host.isLoopback()) {
            setting.fault(SECURE.formatted(guard));
        }
        return host.name();
    }

    private static @Nullable Tls tls(Block block) {
        Path cert = PemFile.required(block.get("cert"));
        Path key = PemFile.required(block.get("key"));
        block.refuseOthers();
        return cert == null || key == null ? null : new Tls(cert, key);
    }

    private static boolean clash(Tcp tcp, Http http) {
        HostName a = HostName.of(tcp.host());
        HostName b = HostName.of(http.host());
        return tcp.port() != 0
                && tcp.port() == http.port()
                && a != null
                && b != null
                && (a.name().equals(b.name()) || a.isWildcard() || b.isWildcard());
    }
}
