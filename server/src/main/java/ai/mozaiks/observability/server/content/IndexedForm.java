// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.content;

import ai.mozaiks.observability.storage.ContentKind;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// A list that was flattened to `prefix.{i}.{wrapper}.{field}`, each element of which is a thing of
/// its own: OpenInference's documents and tools.
///
/// @param wrapper what stands between the index and the fields
/// @param text the field that is the thing itself
/// @param name the field that is its name; the empty text for none
record IndexedForm(ContentKind kind, String prefix, String wrapper, String text, String name)
    implements ContentForm {

  @Override
  public boolean owns(String key) {
    return key.startsWith(prefix);
  }

  @Override
  public List<Said> read(ContentSource source) {
    List<Said> said = new ArrayList<>();
    for (JsonNode element : source.rebuilt(prefix).values()) {
      JsonNode inner = element.path(wrapper);
      JsonNode value = inner.path(text);
      JsonNode tree = value.isString() ? Trees.ofText(value.stringValue()) : value;
      said.addAll(Messages.value(tree, kind, Trees.text(inner, name)));
    }
    return said;
  }
}
