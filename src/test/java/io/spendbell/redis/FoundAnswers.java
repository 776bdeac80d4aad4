package io.spendbell.redis;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.BulkType;
import io.vertx.redis.client.impl.types.ErrorType;
import io.vertx.redis.client.impl.types.MultiType;
import io.vertx.redis.client.impl.types.NumberType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers of any shape that a fuzzer has found, given one after the other, over and over, until it was asked too often. */
public final class FoundAnswers {
    private static final int MOST_QUESTIONS = 2_000;

    private final FuzzedDataProvider data;
    private final List<String> words;
    private final List<@Nullable Response> all = new ArrayList<>();
    private int asked;

    /**
     * Answers.
     *
     * @param words that Redis may say in this place
     * @param deepest how deep lists may stand in each other
     */
    public FoundAnswers(FuzzedDataProvider data, List<String> words, int deepest) {
        this.data = data;
        this.words = words;
        int count = data.consumeInt(1, 8);
        for (int i = 0; i < count; i++) {
            all.add(answer(deepest));
        }
    }

    private @Nullable Response answer(int depth) {
        return switch (data.consumeInt(0, depth > 0 ? 7 : 4)) {
            case 0 -> text(data.pickValue(words).getBytes(StandardCharsets.UTF_8));
            case 1 -> text(data.consumeBytes(40));
            case 2 -> NumberType.create(data.consumeLong());
            case 3 -> null;
            case 4 -> ErrorType.create("ERR no");
            default -> {
                int size = data.consumeInt(0, 8);
                MultiType many = MultiType.create(size, false);
                for (int i = 0; i < size; i++) {
                    many.add(answer(depth - 1));
                }
                yield many;
            }
        };
    }

    private static Response text(byte[] bytes) {
        return BulkType.create(Buffer.buffer(bytes), false);
    }

    @Nullable
    Response first() {
        return all.get(0);
    }

    public Future<Response> next(Request request) {
        if (++asked > MOST_QUESTIONS) {
            return Future.failedFuture("asked too often");
        }
        Response answer = all.get(asked % all.size());
        return answer instanceof ErrorType error ? Future.failedFuture(error) : Future.succeededFuture(answer);
    }

    /** Whether it was asked too often since the last time. */
    public boolean wereTooFew() {
        boolean tooFew = asked > MOST_QUESTIONS;
        asked = 0;
        return tooFew;
    }
}
