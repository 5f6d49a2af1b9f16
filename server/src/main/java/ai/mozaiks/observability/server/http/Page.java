// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A page of a list. All lists that can be long are asked for in the same way: `limit` says how
/// many at most, `cursor` takes what the page before gave as `next`.
///
/// @param items what is on the page, in the list's order
/// @param next what `cursor` takes for the next page; null when nothing follows
public record Page<E>(List<E> items, @Nullable String next) {

  /// The name of the parameter that says where a page begins.
  public static final String CURSOR = "cursor";

  public Page {
    items = List.copyOf(items);
  }

  /// The page of a list that is at hand as a whole, which the request asks for.
  ///
  /// @param limit how many items at most; `> 0`
  /// @param name tells an item from all others of the list
  /// @throws Refusal 400 if the page should begin behind something that is not in the list (any
  ///   more)
  public static <E> Page<E> of(
      List<E> all, Request request, int limit, Function<? super E, String> name) throws Refusal {
    int from = 0;
    String cursor = request.queryParameter(CURSOR);
    if (cursor != null) {
      String last = decoded(cursor);
      while (from < all.size() && !name.apply(all.get(from)).equals(last)) {
        from++;
      }
      if (from == all.size()) {
        throw refusedCursor(cursor);
      }
      from++;
    }
    return cut(all.subList(from, all.size()), limit, item -> encoded(name.apply(item)));
  }

  /// The page of what was found from the cursor on, where one more item than is shown was looked
  /// for, at least.
  ///
  /// @param cursor of an item, for the page that begins behind it
  public static <E> Page<E> cut(List<E> found, int limit, Function<? super E, String> cursor) {
    if (found.size() <= limit) {
      return new Page<>(found, null);
    }
    List<E> shown = found.subList(0, limit);
    return new Page<>(shown, shown.isEmpty() ? null : cursor.apply(shown.getLast()));
  }

  /// What to say of a cursor that no page gave.
  public static Refusal refusedCursor(String cursor) {
    String shown = cursor.length() <= 64 ? cursor : cursor.substring(0, 64) + "...";
    return Refusal.of(400, CURSOR + ": " + shown + " (expected: next of the page before)");
  }

  /// Any text in a form that needs no encoding in a query.
  public static String encoded(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
  }

  /// What [#encoded] was given.
  ///
  /// @throws Refusal 400 if it cannot have come from there
  public static String decoded(String cursor) throws Refusal {
    try {
      return new String(Base64.getUrlDecoder().decode(cursor), UTF_8);
    } catch (IllegalArgumentException _) {
      throw refusedCursor(cursor);
    }
  }
}
