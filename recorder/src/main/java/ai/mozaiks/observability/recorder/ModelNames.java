// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The names under which a model may stand in a price book, from the reported one to the barest:
/// without vendor path, region, date and version. Nothing is guessed: a name that merely resembles
/// another is another model.
final class ModelNames {
  private static final int MAX_LENGTH = 200;

  // anthropic.claude-3-haiku-20240307-v1:0, eu.amazon.nova-lite-v1:0
  private static final Pattern BEDROCK_VENDOR =
      Pattern.compile(
          "^(?:(?:us|us-gov|eu|apac|jp|au|global)\\.)?"
              + "(?:anthropic|amazon|meta|mistral|cohere|deepseek|openai|ai21|qwen)\\.");
  private static final Pattern BEDROCK_VERSION = Pattern.compile("-v\\d{1,2}(?::\\d{1,3})?$");
  // @20240620, @default, -2024-07-18, -20241022, -latest, -001
  private static final Pattern DATE =
      Pattern.compile(
          "(?:@(?:\\d{8}|\\d{3}|default|latest)|-\\d{4}-\\d{2}-\\d{2}|-20\\d{6}|-latest|-00\\d)$");

  private ModelNames() {}

  static List<String> candidates(String reported) {
    List<String> names = new ArrayList<>(4);
    if (reported.isEmpty() || reported.length() > MAX_LENGTH) {
      return names;
    }
    String name = reported.toLowerCase(Locale.ROOT);
    add(names, name);
    name = name.substring(name.lastIndexOf('/') + 1);
    add(names, name);
    Matcher vendor = BEDROCK_VENDOR.matcher(name);
    if (vendor.find()) {
      name = name.substring(vendor.end());
      add(names, name);
      name = without(BEDROCK_VERSION, name);
      add(names, name);
    }
    add(names, without(DATE, name));
    return List.copyOf(names);
  }

  private static String without(Pattern suffix, String name) {
    Matcher matcher = suffix.matcher(name);
    return matcher.find() ? name.substring(0, matcher.start()) : name;
  }

  private static void add(List<String> names, String name) {
    if (!name.isEmpty() && !names.contains(name)) {
      names.add(name);
    }
  }
}
