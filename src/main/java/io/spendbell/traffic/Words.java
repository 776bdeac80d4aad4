package io.spendbell.traffic;

import io.spendbell.event.EntityFields;
import io.spendbell.event.Redaction;
import org.jspecify.annotations.Nullable;

/** Foreign text as it stands in a sentence of ours: without secrets, and no longer than leaves room for the rest. Stateless. */
final class Words {
    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_ERROR = 1_000;

    private Words() {}

    static String name(String foreign) {
        return cut(Redaction.of(foreign), LONGEST_NAME);
    }

    /** A failure in a gateway's words, from which secrets are left out already. */
    static String error(String foreign) {
        return cut(foreign.strip(), LONGEST_ERROR);
    }

    /** A model by its name, {@code otherwise} where it has none. */
    static String model(EntityFields fields, String otherwise) {
        String model = fields.model() != null ? fields.model() : fields.modelGroup();
        return model == null ? otherwise : name(model);
    }

    /** {@code prefix}, the name and {@code suffix}; nothing where there is no name. */
    static String around(String prefix, @Nullable String foreign, String suffix) {
        return foreign == null ? "" : prefix + name(foreign) + suffix;
    }

    /** The beginning of a text; a surrogate pair is never cut apart. */
    static String cut(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(longest - 2)) ? longest - 2 : longest - 1;
        return text.substring(0, end) + "…";
    }
}
