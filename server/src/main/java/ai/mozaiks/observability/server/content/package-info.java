// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// What people, models and tools said: which attributes hold it, for which apps it is kept, and the
/// reading of it into [ai.mozaiks.observability.storage.StoredContent]. A new place where an
/// emitter puts content is a line in [ContentForms].
@NullMarked
package ai.mozaiks.observability.server.content;

import org.jspecify.annotations.NullMarked;
