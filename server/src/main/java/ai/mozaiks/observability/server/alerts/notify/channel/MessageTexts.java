// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.notify.channel;

import ai.mozaiks.observability.server.config.ChannelConfig;
import com.samskivert.mustache.Template;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The texts of a channel, made of templates: the operator's, else the built-in ones.
final class MessageTexts {
  private static final String TITLE = "title.mustache";

  private final Template title;
  private final Template text;
  private final Template html;

  /// @param form of the text; the title is always plain
  MessageTexts(ChannelConfig.Templates templates, TextForm form) {
    title = TextForm.PLAIN.compiler().compile(or(templates.title(), TITLE));
    text = form.compiler().compile(or(templates.text(), form.template()));
    html = TextForm.HTML.compiler().compile(or(templates.html(), TextForm.HTML.template()));
  }

  private static String or(@Nullable String own, String builtIn) {
    return own != null ? own : resource(builtIn);
  }

  private static String resource(String name) {
    try (InputStream in = MessageTexts.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is not beside " + MessageTexts.class);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// One line.
  ///
  /// @param longest in characters
  String title(Notification notification, int longest) {
    return Cut.to(
        title.execute(MessageModel.of(notification)).lines().findFirst().orElse(""), longest);
  }

  /// The whole message; paragraphs are apart by empty lines.
  ///
  /// @param longest in characters
  String text(Notification notification, int longest) {
    return Cut.to(text.execute(MessageModel.of(notification)).strip(), longest);
  }

  String html(Notification notification) {
    return html.execute(MessageModel.of(notification)).strip();
  }
}
