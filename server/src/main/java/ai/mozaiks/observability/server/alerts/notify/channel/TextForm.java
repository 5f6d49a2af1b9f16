// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.notify.channel;

import com.samskivert.mustache.Escapers;
import com.samskivert.mustache.Mustache;

/// How text is written where it is shown, so that what an alert says is shown as it is.
enum TextForm {
  PLAIN("text.mustache", Escapers.NONE),
  HTML("html.mustache", Escapers.HTML),
  /// Slack's mrkdwn: three characters have a meaning everywhere.
  SLACK(
      "slack.mustache",
      Escapers.simple(new String[][] {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}})),
  /// The Markdown of Adaptive Cards.
  TEAMS(
      "teams.mustache",
      Escapers.simple(
          new String[][] {{"\\", "\\\\"}, {"*", "\\*"}, {"_", "\\_"}, {"[", "\\["}, {"]", "\\]"}}));

  private final String template;

  @SuppressWarnings("ImmutableEnumChecker") // none has a state
  private final Mustache.Escaper escaper;

  @SuppressWarnings("ImmutableEnumChecker") // it has no setters, only copies with changes
  private final Mustache.Compiler compiler;

  TextForm(String template, Mustache.Escaper escaper) {
    this.template = template;
    this.escaper = escaper;
    this.compiler =
        Mustache.compiler().withEscaper(escaper).defaultValue("").emptyStringIsFalse(true);
  }

  /// The name of the built-in template.
  String template() {
    return template;
  }

  /// A text as it is written where this form is shown.
  String escaped(String text) {
    return escaper.escape(text);
  }

  Mustache.Compiler compiler() {
    return compiler;
  }
}
