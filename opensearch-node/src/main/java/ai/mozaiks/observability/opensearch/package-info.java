// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// A real OpenSearch for tests.
@NullMarked
package ai.mozaiks.observability.opensearch;

import org.jspecify.annotations.NullMarked;
