package io.spendbell.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import org.jspecify.annotations.Nullable;

/** Reads settings that are the path of a PEM file. Where it can be none they add a fault and give null. */
final class PemFile {
    private static final String READABLE = "the path of a PEM file that can be read";
    private static final String CERTIFICATES = READABLE + ", with the certificates to trust";

    private PemFile() {}

    /** A file that must be given; what it holds is the business of whoever opens it. */
    static @Nullable Path required(Setting setting) {
        if (!setting.isPresent()) {
            setting.fault(READABLE);
            return null;
        }
        return path(setting, READABLE);
    }

    /** A file that may be given, with at least one certificate. */
    static @Nullable Path certificates(Setting setting) {
        Path path = path(setting, CERTIFICATES);
        if (path != null && !hasCertificates(path)) {
            setting.fault(CERTIFICATES);
            return null;
        }
        return path;
    }

    private static @Nullable Path path(Setting setting, String rule) {
        String text = setting.withoutFiles().text(rule);
        Path path = text == null ? null : readable(text);
        if (text != null && path == null) {
            setting.fault(rule);
        }
        return path;
    }

    private static @Nullable Path readable(String text) {
        try {
            Path path = Path.of(text);
            return Files.isRegularFile(path) && Files.isReadable(path) ? path : null;
        } catch (InvalidPathException e) {
            return null;
        }
    }

    private static boolean hasCertificates(Path path) {
        try (InputStream in = Files.newInputStream(path)) {
            return !CertificateFactory.getInstance("X.509")
                    .generateCertificates(in)
                    .isEmpty();
        } catch (IOException | CertificateException e) {
            return false;
        }
    }
}
