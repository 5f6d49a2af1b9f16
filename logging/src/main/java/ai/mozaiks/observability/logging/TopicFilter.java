// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Lets through the lines of one topic: `<filter
/// class="…TopicFilter"><topic>tools</topic></filter>`.
public final class TopicFilter extends Filter<ILoggingEvent> {
  private @Nullable LogTopic topic;

  /// For Logback, which sets the topic afterwards.
  public TopicFilter() {}

  /// The topic by its word, `workflow_execution` for instance.
  ///
  /// @throws IllegalArgumentException if there is none
  public void setTopic(String word) {
    topic = LogTopic.valueOf(word.strip().toUpperCase(Locale.ROOT));
  }

  @Override
  public FilterReply decide(ILoggingEvent event) {
    return topic == null || LogTopic.of(event) == topic ? FilterReply.NEUTRAL : FilterReply.DENY;
  }
}
