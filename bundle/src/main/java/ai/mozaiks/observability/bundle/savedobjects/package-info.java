// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// Saved objects of Kibana and OpenSearch Dashboards: from a description that people read ([Views])
/// to the lines that the two import ([SavedObjects]).
@NullMarked
package ai.mozaiks.observability.bundle.savedobjects;

import org.jspecify.annotations.NullMarked;
