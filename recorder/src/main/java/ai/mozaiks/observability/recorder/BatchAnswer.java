// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder;

import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a server says of a batch of events: how many of them it refused, and why the first.
///
/// @param rejected count, `>= 0`; 0 if it does not say
/// @param reason null if it does not say
record BatchAnswer(int rejected, @Nullable String reason) {
  private static final int HEAD_BYTES = 8 << 10;

  // The server's own form, in which the number comes before any text a sender chose; in texts,
  // quotes are escaped. So two patterns do, and the recorder needs no reader of JSON.
  private static final Pattern REJECTED = Pattern.compile("\"rejected\"\\s*+:\\s*+(\\d{1,9}+)");
  private static final Pattern REASON =
      Pattern.compile("\"reason\"\\s*+:\\s*+\"((?:[^\"\\\\]|\\\\.)*+)\"", Pattern.DOTALL);

  static BatchAnswer of(String head) {
    Matcher rejected = REJECTED.matcher(head);
    Matcher reason = REASON.matcher(head);
    return new BatchAnswer(
        rejected.find() ? Integer.parseInt(rejected.group(1)) : 0,
        reason.find() ? reason.group(1) : null);
  }

  /// Reads the answer's beginning, and lets the rest go by.
  static HttpResponse.BodySubscriber<BatchAnswer> subscriber() {
    return new Head();
  }

  private static final class Head implements HttpResponse.BodySubscriber<BatchAnswer> {
    private final CompletableFuture<BatchAnswer> answer = new CompletableFuture<>();
    private final ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES);

    @Override
    public CompletionStage<BatchAnswer> getBody() {
      return answer;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
      for (ByteBuffer buffer : buffers) {
        int length = Math.min(buffer.remaining(), head.remaining());
        head.put(buffer.slice().limit(length));
      }
    }

    @Override
    public void onError(Throwable failure) {
      answer.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
      answer.complete(of(new String(head.array(), 0, head.position(), StandardCharsets.UTF_8)));
    }
  }
}
